// One HTTP client for each event loop: the connection to the upstream lives on the loop of the caller's connection, so
// that nothing of a call ever waits for another thread to wake up.

import AsyncHTTPClient
import NIOCore

/// The HTTP clients that calls go up through.
public struct UpstreamClients: Sendable {
    private let clients: [ObjectIdentifier: HTTPClient]
    /// For whoever is on none of the loops.
    public let any: HTTPClient

    /// One client for each loop of `group`, set as a gateway needs it; to be shut down.
    public init(on group: any EventLoopGroup) {
        var clients: [ObjectIdentifier: HTTPClient] = [:]
        for loop in group.makeIterator() {
            clients[ObjectIdentifier(loop)] = HTTPClient(
                eventLoopGroupProvider: .shared(loop), configuration: Gateway.clientConfiguration)
        }
        let loop = group.any()
        any =
            clients[ObjectIdentifier(loop)]
            ?? HTTPClient(eventLoopGroupProvider: .shared(loop), configuration: Gateway.clientConfiguration)
        clients[ObjectIdentifier(loop)] = any
        self.clients = clients
    }

    /// The client on the loop of `channel`.
    func client(for channel: (any Channel)?) -> HTTPClient {
        channel.flatMap { clients[ObjectIdentifier($0.eventLoop)] } ?? any
    }

    var eventLoop: any EventLoop { any.eventLoopGroup.any() }

    public func shutdown() async throws {
        for client in clients.values { try await client.shutdown() }
    }
}
