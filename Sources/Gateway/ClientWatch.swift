// Notices that a client has gone while nothing is being written to it: a long stream, or an upstream that takes its time.
// A server that allows half-closed connections learns of it only by an event in the channel's pipeline.

import Hummingbird
import NIOCore

/// A request context that knows its connection. With it the gateway notices clients that go away, and answers
/// `Expect: 100-continue`; without it both work only as far as writing to the client shows.
public protocol ConnectionContext: RequestContext {
    /// The connection (for HTTP/2: the stream) that the request came by.
    var channel: any Channel { get }
}

/// Remembers whether the client has closed its side, and tells the exchange that waits for it.
public final class ClientWatch: ChannelInboundHandler, RemovableChannelHandler {
    public typealias InboundIn = NIOAny

    private var isGone = false
    private var onGone: (@Sendable () -> Void)?

    public init() {}

    public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { clientLeft(context) }
        context.fireUserInboundEventTriggered(event)
    }

    public func channelInactive(context: ChannelHandlerContext) {
        clientLeft(context)
        context.fireChannelInactive()
    }

    private func clientLeft(_ context: ChannelHandlerContext) {
        isGone = true
        if let onGone { context.eventLoop.execute(onGone) }
        onGone = nil
    }

    /// Calls `action` once when the client of `channel` goes, or soon if it has gone.
    static func notify(of channel: any Channel, _ action: @escaping @Sendable () -> Void) {
        channel.eventLoop.execute {
            guard let watch = try? channel.pipeline.syncOperations.handler(type: ClientWatch.self) else {
                channel.closeFuture.whenComplete { _ in channel.eventLoop.execute(action) }
                return
            }
            if watch.isGone {
                channel.eventLoop.execute(action)
            } else {
                watch.onGone = action
            }
        }
    }
}

@available(*, unavailable)
extension ClientWatch: Sendable {}
