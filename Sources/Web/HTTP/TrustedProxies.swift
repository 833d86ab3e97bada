// Whose word about the client's address is taken. `X-Forwarded-For` from anybody else is just text.

import HTTPTypes
import Hummingbird

/// The reverse proxies in front of this server.
public struct TrustedProxies: Sendable {
    private let isTrusted: @Sendable (String) -> Bool

    public static let none = TrustedProxies { _ in false }

    /// - Parameter isTrusted: whether an IP address, written as text, is one of ours.
    public init(_ isTrusted: @escaping @Sendable (String) -> Bool) { self.isTrusted = isTrusted }

    /// Whether a peer is one of ours.
    func trusts(_ peer: String?) -> Bool { peer.map(isTrusted) ?? false }

    /// The address of the client: the peer, or what trusted peers say, read from the nearest hop on.
    func clientAddress(of request: Request, _ context: WebContext) -> String {
        clientAddress(peer: context.remoteAddress?.ipAddress, request.headers)
    }

    /// The same, for whoever has no context.
    public func clientAddress(peer: String?, _ headers: HTTPFields) -> String {
        let peer = peer ?? "unknown"
        guard isTrusted(peer) else { return peer }
        let hops: [String] = headers[values: .xForwardedFor]
            .flatMap { $0.split(separator: ",") }
            .map { hop in hop.filter { $0 != " " } }
        return hops.last(where: { !isTrusted($0) }) ?? hops.first ?? peer
    }
}

extension HTTPField.Name {
    static let xForwardedFor = Self("X-Forwarded-For")!
}
