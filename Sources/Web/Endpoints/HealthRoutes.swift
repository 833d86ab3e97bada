// Whether the process lives, and whether it can do its work. The same on the public and on the admin listener.

import HTTPTypes
import Hummingbird
import Keys

/// `/health` and `/ready`.
public struct HealthRoutes: Sendable {
    private let readiness: Readiness

    public init(_ readiness: Readiness) { self.readiness = readiness }

    public func add<Context: RequestContext>(to routes: some RouterMethods<Context>) {
        routes.on("/health", [.get, .head]) { _, _ in
            .json(["status": "ok"], status: .ok, headers: [.cacheControl: "no-store"])
        }
        routes.on("/ready", [.get, .head]) { _, _ in
            switch await readiness.answer() {
            case .ready: .json(["status": "ready"], status: .ok, headers: [.cacheControl: "no-store"])
            case .stopping: Self.notReady("the server is stopping")
            case .noDatabase: Self.notReady("the database does not answer")
            }
        }
    }

    private static func notReady(_ sentence: String) -> Response {
        .json(["status": .string(sentence)], status: .serviceUnavailable, headers: [.cacheControl: "no-store", .retryAfter: "5"])
    }
}
