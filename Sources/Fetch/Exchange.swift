// One request to one address (RFC 9112), over TLS (RFC 9110 §4.3.4): the name is in SNI and checked against the
// certificate, the address is the judged one, and nobody asks for it again.

import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import OAuth

/// A connection that is used once.
struct Exchange: Sendable {
    let url: DocumentURL
    let tls: NIOSSLContext
    let largestDocument: Int
    /// When it must be over, however little is missing.
    let deadline: NIODeadline

    /// The document.
    ///
    /// - Throws: `FetchProblem` once there is a connection; what the network said if there is none.
    func document(from judged: JudgedAddress, connectingFor patience: TimeAmount) async throws -> FetchedDocument {
        let address = try SocketAddress(ipAddress: judged.address.description, port: url.port)
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = eventLoop.makePromise(of: FetchedDocument.self)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(min(patience, max(.milliseconds(1), deadline - .now())))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try addHandlers(to: channel, promise) }
            }
        let channel: any Channel
        do {
            channel = try await bootstrap.connect(to: address).get()
        } catch {
            promise.fail(error)
            _ = try? await promise.futureResult.get()
            throw error
        }
        let timer = eventLoop.scheduleTask(deadline: deadline) { promise.fail(Self.tooSlow) }
        defer {
            timer.cancel()
            // The other side may take its time to say goodbye; nobody waits for it.
            channel.close(mode: .all, promise: nil)
        }
        // The bootstrap was given an address and not a name; this is the proof.
        guard channel.remoteAddress?.ipAddress.flatMap(IPAddress.init(_:)) == judged.address else {
            promise.fail(Self.misled)
            throw Self.misled
        }
        return try await promise.futureResult.get()
    }

    private func addHandlers(to channel: any Channel, _ promise: EventLoopPromise<FetchedDocument>) throws {
        // RFC 6066 §3: no address in SNI. Without a name the certificate must be for the address.
        let name = IPAddress(url.host) == nil ? url.host : nil
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name))
        try pipeline.addHTTPClientHandlers()
        try pipeline.addHandler(
            AnswerReader(serverName: name, request: head, largestDocument: largestDocument, promise: promise))
    }

    private var head: HTTPRequestHead {
        let host = url.host.contains(":") ? "[\(url.host)]" : url.host
        let headers: HTTPHeaders = [
            "host": url.port == 443 ? host : "\(host):\(url.port)", "accept": "application/json", "user-agent": "Usher",
            "connection": "close",
        ]
        return HTTPRequestHead(version: .http1_1, method: .GET, uri: url.target, headers: headers)
    }

    static let tooSlow = FetchProblem(.unreachable, "The document's server did not answer in time.")
    private static let misled = FetchProblem(.unreachable, "The document's server cannot be reached.", detail: "another address answered")
}
