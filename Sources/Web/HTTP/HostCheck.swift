// One host for each request: RFC 9112 §3.2. Two readers of a request that names two, or none, could take it for different sites.

import HTTPTypes
import Hummingbird

struct HostCheck: RouterMiddleware {
    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        // The first Host is the authority; a second one stays among the fields.
        guard let host = request.head.authority, !host.isEmpty, !request.headers.contains(.host) else {
            throw HTTPError(.badRequest, message: "Send one Host header.")
        }
        return try await next(request, context)
    }
}

extension HTTPField.Name {
    static let host = Self("Host")!
}
