// A web server of a stranger: it speaks TLS, counts who comes, and answers as badly as a test wants.

import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// What a server does with a request.
enum Behaviour: Sendable {
    case answer(status: Int = 200, headers: [(String, String)] = [("content-type", "application/json")], body: String = "{}")
    /// Accepts, and never says a word.
    case silence
    /// Sends the head and then one byte after the other, without end.
    case drip
    /// Sends more and more, without saying how much.
    case flood
    /// Promises more than it sends.
    case hangUp
}

/// A server on an address of this machine.
final class Origin: Sendable {
    private let channel: any Channel
    private let seen: Seen

    final class Seen: Sendable {
        let connections = Atomic(0)
        let requests = Mutex<[HTTPRequestHead]>([])
    }

    var port: Int { channel.localAddress?.port ?? 0 }
    /// How many have connected.
    var connections: Int { seen.connections.load(ordering: .sequentiallyConsistent) }
    var requests: [HTTPRequestHead] { seen.requests.withLock { $0 } }

    /// - Parameter tls: `nil` for a server that speaks plain HTTP.
    init(
        _ behaviour: Behaviour, at address: String = "127.0.0.1", port: Int = 0, tls: NIOSSLContext?
    ) async throws {
        let seen = Seen()
        self.seen = seen
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                seen.connections.add(1, ordering: .sequentiallyConsistent)
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(Answering(behaviour, seen))
                }
            }
            .bind(host: address, port: port).get()
    }

    /// Runs `body` with a server that is gone afterwards.
    static func use<Result>(
        _ behaviour: Behaviour, at address: String = "127.0.0.1", port: Int = 0, names: [String] = ["client.example"],
        _ body: (Origin) async throws -> Result
    ) async throws -> Result {
        let origin = try await Origin(
            behaviour, at: address, port: port, tls: Authority.shared.get().server(for: names, addresses: [[127, 0, 0, 1]]))
        do {
            let result = try await body(origin)
            try await origin.channel.close()
            return result
        } catch {
            try? await origin.channel.close()
            throw error
        }
    }

    func close() async throws { try await channel.close() }
}

private final class Answering: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let behaviour: Behaviour
    private let seen: Origin.Seen

    init(_ behaviour: Behaviour, _ seen: Origin.Seen) {
        self.behaviour = behaviour
        self.seen = seen
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): seen.requests.withLock { $0.append(head) }
        case .body: break
        case .end: answer(context)
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        let json: HTTPHeaders = ["content-type": "application/json"]
        switch behaviour {
        case .answer(let status, let headers, let body):
            write(context, HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: HTTPHeaders(headers)))
            write(context, body)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .silence: break
        case .drip:
            write(context, HTTPResponseHead(version: .http1_1, status: .ok, headers: json))
            drip(context)
        case .flood:
            write(context, HTTPResponseHead(version: .http1_1, status: .ok, headers: json))
            for _ in 0..<64 { write(context, String(repeating: " ", count: 4096)) }
            context.flush()
        case .hangUp:
            write(context, HTTPResponseHead(version: .http1_1, status: .ok, headers: json.adding("content-length", "100")))
            write(context, "{")
            context.flush()
            context.close(promise: nil)
        }
    }

    private func drip(_ context: ChannelHandlerContext) {
        write(context, " ")
        context.flush()
        guard context.channel.isActive else { return }
        let later = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .milliseconds(5)) {
            let (handler, context) = later.value
            handler.drip(context)
        }
    }

    private func write(_ context: ChannelHandlerContext, _ head: HTTPResponseHead) {
        context.write(wrapOutboundOut(.head(head)), promise: nil)
    }

    private func write(_ context: ChannelHandlerContext, _ text: String) {
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
    }
}

extension HTTPHeaders {
    fileprivate func adding(_ name: String, _ value: String) -> HTTPHeaders {
        var headers = self
        headers.add(name: name, value: value)
        return headers
    }
}
