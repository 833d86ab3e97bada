// Sends one request and brings its answer, without following redirects (a client that did would lose what it looks for),
// within ten seconds, as the strictest of the real clients allows for a code exchange.

import AsyncHTTPClient
import Keys
import NIOCore
import NIOHTTP1
import NIOSSL

/// A request as a client or a person's browser makes it.
struct Call: Sendable {
    var method = "GET"
    var address: String
    var headers: [(name: String, value: String)] = []
    var body: Body?

    enum Body: Sendable {
        case form([(name: String, value: String)])
        case json([(name: String, value: String)])
        /// A form of a web page: what the server filled in is not shown.
        case page([(name: String, value: String)])
        /// A document of the client's own making.
        case document(JSON)
        /// Bytes of any type.
        case text(String, mediaType: String)
    }
}

/// What came back.
struct Answer: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// The header's value; several are joined (RFC 9110 §5.3).
    func header(_ name: String) -> String? {
        let values = all(name)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    func all(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The media type without parameters, in lower case.
    var mediaType: String {
        (header("Content-Type") ?? "").prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
    }

    var json: JSONAnswer? { JSONAnswer(body) }
    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) }
}

/// A client of HTTP for the length of one command.
struct HTTPCaller: Sendable {
    private static let limit = 4 << 20
    private let client: HTTPClient
    private let timeLimit: TimeAmount

    /// - Parameters:
    ///   - timeLimit: how long a request may take from its first byte to the answer's last.
    ///   - trustsAnybody: whether any certificate will do, to see what is behind a bad one. Never when a secret is sent.
    init(timeLimit: TimeAmount, trustsAnybody: Bool = false) {
        self.timeLimit = timeLimit
        let timeout = HTTPClient.Configuration.Timeout(connect: timeLimit, read: timeLimit)
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: timeout)
        if trustsAnybody {
            configuration.tlsConfiguration = .makeClientConfiguration()
            configuration.tlsConfiguration?.certificateVerification = .none
        }
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func close() async { try? await client.shutdown() }

    /// Sends the request and waits for the whole answer.
    func answer(to call: Call) async throws -> Answer {
        var request = HTTPClientRequest(url: call.address)
        request.method = HTTPMethod(rawValue: call.method)
        for header in call.headers { request.headers.add(name: header.name, value: header.value) }
        if let body = call.body {
            request.headers.add(name: "Content-Type", value: body.mediaType)
            request.body = .bytes(ByteBuffer(bytes: body.bytes))
        }
        let response = try await client.execute(request, timeout: timeLimit)
        let body = try await response.body.collect(upTo: Self.limit)
        return Answer(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) },
            body: Array(body.readableBytesView))
    }
}
