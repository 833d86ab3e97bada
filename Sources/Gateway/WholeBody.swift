// A body that has to be judged before it goes up: read whole, with an end to its size and to its time.
// What was judged is what is forwarded, byte for byte.

import HTTPTypes
import Hummingbird
import MCP
import NIOCore
import NIOHTTPTypes

/// Reads the JSON-RPC body of a call.
struct WholeBody {
    let request: Request
    let channel: (any Channel)?

    /// For a caller whose token is good.
    static let largest = 4 * 1024 * 1024
    /// For everybody else.
    static let largestAnonymous = 256 * 1024

    private static let time: TimeAmount = .seconds(30)

    /// The body, which is UTF-8 by its type.
    func read(upTo limit: Int) async throws(Refusal) -> ByteBuffer {
        guard isPlainJSON else { throw .unsupportedBody }
        let expectsContinue = try request.expectsContinue()
        // Refused before it is read, where the length is announced.
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limit { throw .tooLarge }
        if expectsContinue { channel?.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)), promise: nil) }
        // One byte now and then would otherwise hold it for ever. Whoever is so slow learns no more than that.
        let end = channel.map { channel in channel.eventLoop.scheduleTask(in: Self.time) { channel.close(promise: nil) } }
        defer { end?.cancel() }
        do {
            return try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw .tooLarge
        } catch {
            throw .badRequest("The body of the request is malformed or incomplete.")
        }
    }

    /// RFC 9110 §8.3 and §8.4: one type, no coding and no charset by which the server would read something else.
    private var isPlainJSON: Bool {
        let types = request.headers[values: .contentType]
        guard types.count == 1, let type = types.first,
            request.headers[values: .contentEncoding].allSatisfy({ $0.lowercased() == "identity" })
        else { return false }
        let parts = type.lowercased().filter { $0 != " " && $0 != "\"" }.split(separator: ";", omittingEmptySubsequences: false)
        return parts.first == "application/json"
            && parts.dropFirst().allSatisfy { !$0.hasPrefix("charset") || $0 == "charset=utf-8" || $0 == "charset=utf8" }
    }
}

extension Request {
    /// RFC 9110 §10.1.1.
    func expectsContinue() throws(Refusal) -> Bool {
        var isExpected = false
        for field in headers where field.name == .expect {
            guard field.value.lowercased() == "100-continue" else { throw .expectationFailed }
            isExpected = true
        }
        return isExpected
    }

    /// RFC 9112 §6.3: without either header an HTTP/1.1 request has no body. HTTP/2 needs neither.
    var hasBody: Bool {
        if let length = headers[.contentLength] { return length != "0" }
        let isHTTP2 = head.scheme == "https"
        return headers.contains(.transferEncoding) || (isHTTP2 && [.post, .put, .patch].contains(method))
    }
}
