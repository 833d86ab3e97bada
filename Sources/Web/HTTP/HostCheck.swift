// One host for each request: RFC 9112 §3.2. Two readers of a request that names two, or none, could take it for different sites.

import HTTPTypes
import Hummingbird

struct HostCheck: RouterMiddleware {
    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard Self.accepts(request) else { throw HTTPError(.badRequest, message: "Send one Host header.") }
        return try await next(request, context)
    }

    /// The first Host is the authority; a second one stays among the fields.
    static func accepts(_ request: Request) -> Bool {
        request.head.authority?.isEmpty == false && !request.headers.contains(.host)
    }
}

extension HTTPField.Name {
    static let host = Self("Host")!
}
