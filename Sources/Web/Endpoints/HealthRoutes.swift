// Whether the process lives, and whether it can do its work.

import HTTPTypes
import Hummingbird
import Keys
import Logging
import OAuth

struct HealthRoutes {
    let site: Site

    func add(to routes: some RouterMethods<WebContext>) {
        routes.on("/health", [.get, .head]) { _, _ in
            .json(["status": "ok"], status: .ok, headers: [.cacheControl: "no-store"])
        }
        routes.on("/ready", [.get, .head]) { _, context in
            do {
                _ = try await site.server.store.latestChange()
                return .json(["status": "ready"], status: .ok, headers: [.cacheControl: "no-store"])
            } catch {
                context.logger.error("the database does not answer", metadata: ["error": "\(error)"])
                return .json(
                    ["status": "the database does not answer"], status: .serviceUnavailable,
                    headers: [.cacheControl: "no-store", .retryAfter: "5"])
            }
        }
    }
}
