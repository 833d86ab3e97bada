// A form that is posted to the server itself is whole and answered within half a minute, or its connection ends:
// one octet now and then would otherwise hold it for ever (the idle time-out of the server sees traffic).

import Hummingbird
import NIOCore

struct RequestDeadline: RouterMiddleware {
    typealias Context = WebContext

    private static let limit: TimeAmount = .seconds(30)

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard request.method == .post || request.method == .put else { return try await next(request, context) }
        let channel = context.channel
        let end = channel.eventLoop.scheduleTask(in: Self.limit) { channel.close(promise: nil) }
        defer { end.cancel() }
        return try await next(request, context)
    }
}
