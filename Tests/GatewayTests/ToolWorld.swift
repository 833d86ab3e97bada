// What the tests of MCP servers made from documents stand on: an API with pleasant and unpleasant answers, the gateway
// before it, and messages as clients send them.

import AsyncHTTPClient
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOPosix
import Tools

@testable import Gateway

/// An API that is an MCP server too, what clients send to it, and how they read what comes back.
enum ToolWorld {
    static let document = """
        openapi: 3.1.0
        info: { title: Notes, version: "2", description: Short notes. }
        paths:
          /items:
            get:
              operationId: list
              parameters: [ { name: q, in: query, schema: { type: string } }, { name: X-Color, in: header, schema: { type: string } },
                { name: X-Real-User, in: header, required: true, schema: { type: string } } ]
            post:
              operationId: add
              requestBody: { required: true, content: { application/json: { schema: { type: object, required: [text], properties: { text: { type: string }, n: { type: number } } } } } }
          /items/{id}:
            get: { operationId: read, parameters: [ { name: id, in: path, schema: { type: string } } ] }
            delete: { operationId: remove, parameters: [ { name: id, in: path, schema: { type: string } } ] }
          /object: { get: { operationId: object } }
          /broken: { get: { operationId: broken } }
          /huge: { get: { operationId: huge } }
          /slow: { get: { operationId: slow } }
          /denied: { get: { operationId: denied } }
          /closed: { put: { operationId: closed } }
          /picture: { get: { operationId: picture } }
        """

    static func rules() throws -> [Rule] {
        [
            try Rule(methods: ["GET"], path: "/items/secret", scope: "notes:admin"),
            try Rule(methods: ["GET"], path: "/**", scope: "notes:read"),
            try Rule(methods: ["POST", "DELETE"], path: "/**", scope: "notes:write"),
        ]
    }

    /// Answers with what it received, and in some less pleasant ways.
    static func upstream() -> Router<WorldContext> {
        let router = ForwardingTests.echo()
        router.get("/object") { _, _ in
            Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: .init(string: #"{"n":1.50}"#)))
        }
        router.get("/denied") { _, _ in
            Response(status: .unauthorized, headers: [.wwwAuthenticate: "Basic"], body: .init(byteBuffer: .init(string: "who?")))
        }
        router.get("/huge") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain"],
                body: ResponseBody { writer in
                    for _ in 0..<64 { try await writer.write(ByteBuffer(repeating: 0x78, count: 1 << 16)) }
                    try await writer.finish(nil)
                })
        }
        router.get("/slow") { _, _ in
            try await Task.sleep(for: .seconds(30))
            return Response(status: .ok)
        }
        router.get("/broken") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain"],
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "half"))
                    throw HTTPClientError.remoteConnectionClosed
                })
        }
        router.get("/picture") { _, _ in
            Response(status: .ok, headers: [.contentType: "image/png"], body: .init(byteBuffer: .init(bytes: [0x89, 0x50, 0x4E])))
        }
        return router
    }

    static func world<Value: Sendable>(
        rules: [Rule]? = nil, timeout: Duration = .seconds(20), toPort fixedPort: Int? = nil,
        _ body: @Sendable (World) async throws -> Value
    ) async throws -> Value {
        let rules = try rules ?? self.rules()
        return try await Worlds.serving(upstream()) { upstreamPort in
            let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: Gateway.clientConfiguration)
            let clients = UpstreamClients(on: MultiThreadedEventLoopGroup.singleton)
            do {
                let route = try Worlds.route(upstream: "http://127.0.0.1:\(fixedPort ?? upstreamPort)", rules: rules, timeout: timeout)
                let operations = try Operations(document, file: "notes.yaml", withholding: ToolOffer.withholds)
                guard let metadata = URL(string: "https://usher.example/.well-known/oauth-protected-resource/notes/mcp") else {
                    throw Worlds.URLError.unreadable
                }
                let offer = try ToolOffer(operations, of: route, metadataURL: metadata)
                let gate = FixedGate()
                let router = Router(context: WorldContext.self)
                let gateway = Gateway(routes: [route], gate: gate, signer: PlainSigner(), clients: clients)
                gateway.addRoutes(to: router)
                gateway.addTools([offer], to: router)
                let value = try await Worlds.serving(router) { port in
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

    // MARK: Messages

    static let initialize =
        #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#

    static func call(_ tool: String, _ arguments: String, id: String = "1") -> String {
        request("tools/call", #""name":"\#(tool)","arguments":\#(arguments)"#, id: id)
    }

    static func request(_ method: String, _ params: String = "", id: String = "1") -> String {
        #"{"jsonrpc":"2.0","id":"\#(id)","method":"\#(method)","params":{\#(params)}}"#
    }

    /// A request of revision 2026-07-28.
    static func modern(_ method: String, _ params: String = "", version: String = "2026-07-28", capabilities: String = "{}") -> String {
        let meta =
            #""_meta":{"io.modelcontextprotocol/protocolVersion":"\#(version)","io.modelcontextprotocol/clientCapabilities":\#(capabilities)}"#
        return request(method, params.isEmpty ? meta : params + "," + meta)
    }

    static func text(_ response: HTTPClientResponse) async throws -> String {
        String(buffer: try await response.body.collect(upTo: 1 << 22))
    }

    static func json(_ response: HTTPClientResponse) async throws -> AnyAnswer {
        try JSONDecoder().decode(AnyAnswer.self, from: Data(try await text(response).utf8))
    }

    struct AnyAnswer: Decodable {
        var id: String?
        var result: Result?
        var error: Failure?

        struct Result: Decodable {
            var content: [Content]?
            var isError: Bool?
            var tools: [Tool]?
            var nextCursor: String?
            var protocolVersion: String?
            var supportedVersions: [String]?
            var resultType: String?
            var meta: Meta?
            var challenges: [String]? { meta?.challenges }
            enum CodingKeys: String, CodingKey {
                case content, isError, tools, nextCursor, protocolVersion, supportedVersions, resultType
                case meta = "_meta"
            }
        }

        struct Meta: Decodable {
            var challenges: [String]?
            enum CodingKeys: String, CodingKey { case challenges = "mcp/www_authenticate" }
        }

        struct Content: Decodable { var text: String? }
        struct Tool: Decodable { var name: String }
        struct Failure: Decodable {
            var code: Int
            var message: String
        }

        var texts: [String] { result?.content?.compactMap(\.text) ?? [] }
    }
}

extension World {
    func speak(_ body: String, token: String? = "ann", headers: [(String, String)] = []) async throws -> HTTPClientResponse {
        let all = [("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream")] + headers
        return try await send("POST", "/notes/mcp", token: token, headers: all, body: .bytes(ByteBuffer(string: body)))
    }
}
