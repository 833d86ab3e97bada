// Requests to the servers that the operator has named for sign-in, and to those that such servers name. Unlike what strangers
// name (Fetch), they may be anywhere the operator says, on this machine too; what comes back is bounded all the same.

import AsyncHTTPClient
import Identity
import NIOCore
import NIOHTTP1

/// Sends the requests of sign-in elsewhere: no redirects, no proxies, ten seconds, one mebibyte.
struct OutgoingCalls: HTTPCalling {
    private static let largestAnswer = 1 << 20
    private static let timeLimit = TimeAmount.seconds(10)
    /// Made with the first request, and there for as long as the process.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: timeLimit, read: timeLimit))
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    func answer(to outgoing: OutgoingRequest) async throws -> IncomingAnswer {
        var request = HTTPClientRequest(url: outgoing.url)
        for (name, value) in outgoing.headers { request.headers.add(name: name, value: value) }
        request.headers.add(name: "User-Agent", value: "usher")
        if let form = outgoing.form {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: form))
        }
        let response = try await Self.client.execute(request, timeout: Self.timeLimit)
        let body = try await response.body.collect(upTo: Self.largestAnswer)
        return IncomingAnswer(
            status: Int(response.status.code), body: Array(body.readableBytesView), maxAge: Self.maxAge(response.headers))
    }

    /// RFC 9111 §5.2.2.1.
    private static func maxAge(_ headers: HTTPHeaders) -> Duration? {
        let directives = headers[canonicalForm: "Cache-Control"].map { $0.lowercased().filter { $0 != " " } }
        guard let age = directives.first(where: { $0.hasPrefix("max-age=") }) else { return nil }
        return Int64(age.dropFirst("max-age=".count)).map { .seconds(min($0, 1 << 30)) }
    }
}
