// What the tests stand on: a gateway and an upstream on loopback sockets with ports of the system's choice,
// a gate that knows a few tokens, and a client that writes bytes as they are.

import AsyncHTTPClient
import FoundationEssentials
import Hummingbird
import Keys
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

@testable import Gateway

/// A gate with fixed tokens, whose callers live until they are ended.
final class FixedGate: TokenGate {
    static let ann = Caller(
        user: UserID("user_ann"), email: "ann@example.org", client: ClientID("client_1"), scopes: ["notes:read"],
        expiresAt: Timestamp(seconds: 4_000_000_000))

    private let dead = Mutex(false)

    func endAll() { dead.withLock { $0 = true } }

    func caller(presenting token: String, at resource: Route) async throws(TokenRefusal) -> Caller {
        switch token {
        case "ann": return Self.ann
        case "writer":
            var caller = Self.ann
            caller.scopes.append("notes:write")
            return caller
        case "expiring":
            var caller = Self.ann
            caller.expiresAt = Timestamp(seconds: 0)
            return caller
        case "busy": throw .unavailable
        default: throw .invalid("The access token is unknown.")
        }
    }

    func isLive(_ caller: Caller) -> Bool { !dead.withLock { $0 } }
}

/// Says what it was asked to sign.
struct PlainSigner: AssertionSigner {
    func assertion(for caller: Caller, audience: String) async throws -> String {
        "assertion-\(caller.user?.value ?? "-")-\(audience)"
    }
}

/// A context that knows its connection, as the server's own does.
struct WorldContext: ConnectionContext, RemoteAddressRequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    var remoteAddress: SocketAddress? { channel.remoteAddress }

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

enum Worlds {
    static let quiet: Logger = {
        var logger = Logger(label: "gateway-tests")
        logger.logLevel = .critical
        return logger
    }()

    static func route(
        path: String = "/notes", upstream: String = "http://127.0.0.1:9000",
        scopes: [String: String] = ["notes:read": "Read", "notes:write": "Write"], defaultScopes: [String] = [],
        rules: [Rule] = [], kind: Route.Kind = .http, timeout: Duration = .seconds(30)
    ) throws -> Route {
        guard let address = URL(string: upstream),
            let metadata = URL(string: "https://usher.example/.well-known/oauth-protected-resource/notes")
        else { throw URLError.unreadable }
        return try Route(
            id: "notes", path: path, upstream: address, identifier: "https://usher.example/notes", scopes: scopes,
            defaultScopes: defaultScopes, rules: rules, timeout: timeout, metadataURL: metadata, kind: kind)
    }

    enum URLError: Error { case unreadable }

    /// Runs a server on a free port for as long as `body` runs.
    static func serving<Context: RequestContext, Value: Sendable>(
        _ router: Router<Context>, _ body: @Sendable (Int) async throws -> Value
    ) async throws -> Value where Context.Source == ApplicationRequestContextSource {
        let (ports, announce) = AsyncStream<Int>.makeStream()
        let app = Application(
            router: router, server: .http1(configuration: .init(additionalChannelHandlers: Gateway.channelHandlers())),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in announce.yield(channel.localAddress?.port ?? 0) }, logger: quiet)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.run() }
            var port: Int?
            for await announced in ports {
                port = announced
                break
            }
            defer { group.cancelAll() }
            return try await body(port ?? 0)
        }
    }

    /// Runs an upstream and a gateway before it.
    static func gateway<Value: Sendable>(
        to upstream: Router<WorldContext>, rules: [Rule] = [], kind: Route.Kind = .http, timeout: Duration = .seconds(30),
        gate: FixedGate = FixedGate(), trace: GatewayTrace? = nil,
        _ body: @Sendable (World) async throws -> Value
    ) async throws -> Value {
        try await serving(upstream) { upstreamPort in
            try await gateway(toPort: upstreamPort, rules: rules, kind: kind, timeout: timeout, gate: gate, trace: trace, body)
        }
    }

    static func gateway<Value: Sendable>(
        toPort upstreamPort: Int, rules: [Rule] = [], kind: Route.Kind = .http, timeout: Duration = .seconds(30),
        gate: FixedGate = FixedGate(), trace: GatewayTrace? = nil,
        _ body: @Sendable (World) async throws -> Value
    ) async throws -> Value {
        let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: Gateway.clientConfiguration)
        let clients = UpstreamClients(on: MultiThreadedEventLoopGroup.singleton)
        do {
            let route = try route(upstream: "http://127.0.0.1:\(upstreamPort)", rules: rules, kind: kind, timeout: timeout)
            let router = Router(context: WorldContext.self)
            Gateway(routes: [route], gate: gate, signer: PlainSigner(), clients: clients, trace: trace).addRoutes(to: router)
            let value = try await serving(router) { port in
                try await body(World(port: port, upstreamPort: upstreamPort, gate: gate, client: client))
            }
            try await clients.shutdown()
            try await client.shutdown()
            return value
        } catch {
            try await clients.shutdown()
            try await client.shutdown()
            throw error
        }
    }
}

/// A running gateway, seen from outside.
struct World: Sendable {
    let port: Int
    let upstreamPort: Int
    let gate: FixedGate
    let client: HTTPClient

    func send(
        _ method: String = "GET", _ path: String, token: String? = "ann", headers: [(String, String)] = [],
        body: HTTPClientRequest.Body? = nil
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = .init(rawValue: method)
        request.headers = .init(headers)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        request.body = body
        return try await client.execute(request, timeout: .seconds(20))
    }

    /// Writes bytes to the gateway and hands over what comes back.
    func raw<Value: Sendable>(
        _ text: String, _ body: (inout RawConnection) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var connection = RawConnection(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&connection)
        }
    }
}

/// One connection, byte by byte.
struct RawConnection {
    var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    var received = ""

    /// Reads until `mark` has been seen, or the end. Returns everything so far.
    mutating func read(until mark: String) async throws -> String {
        while !received.contains(mark), let chunk = try await inbound.next() { received += String(buffer: chunk) }
        return received
    }

    /// Reads until the other side closes, in whatever manner.
    mutating func readToEnd() async -> String {
        do {
            while let chunk = try await inbound.next() { received += String(buffer: chunk) }
        } catch {
            return received
        }
        return received
    }

    func write(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }
}
