// RFC 9110 §9.3.2: an answer to HEAD has no content, whatever it says. What follows the headers would otherwise be
// read as the answer to the connection's next request.

import HTTPTypes
import Hummingbird

struct HeadAnswers: RouterMiddleware {
    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        // A body without a known length is the gateway's, which minds its answers to HEAD itself.
        guard request.method == .head, response.body.contentLength != nil else { return response }
        return response.createHeadResponse()
    }
}
