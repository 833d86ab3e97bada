// What a request carries besides itself: its connection, and from that the peer's address.

import Hummingbird
import Logging
import NIOCore

/// The context of every request.
public struct WebContext: RequestContext, RemoteAddressRequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The connection that the request came by.
    public let channel: any Channel
    /// Where handlers say what happened, if the request is traced.
    public var notes: TraceNotes?

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    public var remoteAddress: SocketAddress? { channel.remoteAddress }
}
