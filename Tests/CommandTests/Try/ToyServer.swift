// A toy authorization server with one person, one client and one API, which can be told to give one wrong answer.
// It shows that the emulator notices; Usher itself is tried by the tests with real peers.

import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// What the toy answers, as text, so that a lie is a replacement of text.
struct ToyReply {
    var status = 200
    var headers: [String] = ["Content-Type: application/json", "Cache-Control: no-store"]
    var body: String

    static func page(_ body: String, cookie: String? = nil) -> ToyReply {
        ToyReply(headers: ["Content-Type: text/html; charset=utf-8"] + (cookie.map { ["Set-Cookie: \($0)"] } ?? []), body: body)
    }

    static func redirect(_ location: String, cookie: String? = nil) -> ToyReply {
        ToyReply(status: 303, headers: ["Location: \(location)"] + (cookie.map { ["Set-Cookie: \($0)"] } ?? []), body: "")
    }

    static func json(_ body: String, status: Int = 200) -> ToyReply { ToyReply(status: status, body: body) }
}

/// One thing that the toy says wrongly: at a path, every occurrence of a text is replaced.
struct ToyLie: Sendable {
    let path: String
    let text: String
    let replacement: String
}

/// A request as the toy saw it.
struct ToyRequest: Sendable {
    let method: String
    let path: String
    let query: String
    let headers: [String: String]
    let body: String
}

/// Runs a toy server on a free port for as long as the body takes.
func withToyServer(
    lie: ToyLie? = nil, landing: Toy.Landing = .redirect, faults: Set<Toy.Fault> = [], missing: String? = nil,
    _ body: @Sendable @escaping (String, Toy) async throws -> Void
) async throws {
    let toy = try await Toy(landing: landing, faults: faults, missing: missing)
    let (ports, found) = AsyncStream<Int>.makeStream()
    var logger = Logger(label: "toy")
    logger.logLevel = .critical
    let responder = CallbackResponder<BasicRequestContext> { request, _ in
        let seen = ToyRequest(
            method: request.method.rawValue, path: request.uri.path, query: request.uri.query ?? "",
            headers: Dictionary(request.headers.map { ($0.name.rawName.lowercased(), $0.value) }, uniquingKeysWith: { $0 + "; " + $1 }),
            body: String(buffer: try await request.body.collect(upTo: 65536)))
        return toy.answer(seen, host: request.head.authority ?? "", lie)
    }
    let application = Application(
        responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { found.yield($0.localAddress?.port ?? 0) }, logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await application.runService(gracefulShutdownSignals: []) }
        guard let port = await ports.first(where: { _ in true }) else { return }
        try await body("http://127.0.0.1:\(port)", toy)
        group.cancelAll()
    }
}

extension Toy {
    fileprivate func answer(_ request: ToyRequest, host: String, _ lie: ToyLie?) -> Response {
        var reply = reply(to: request, base: "http://\(host)")
        if let lie, lie.path == request.path {
            reply.headers = reply.headers.map { $0.replacing(lie.text, with: lie.replacement) }
            reply.body = reply.body.replacing(lie.text, with: lie.replacement)
            reply.status = Int("\(reply.status)".replacing(lie.text, with: lie.replacement)) ?? reply.status
        }
        var response = Response(status: .init(code: reply.status), body: .init(byteBuffer: ByteBuffer(string: reply.body)))
        for header in reply.headers {
            let parts = header.split(separator: ": ", maxSplits: 1)
            if parts.count == 2, let name = HTTPField.Name(String(parts[0])) {
                response.headers.append(HTTPField(name: name, value: String(parts[1])))
            }
        }
        return response
    }
}
