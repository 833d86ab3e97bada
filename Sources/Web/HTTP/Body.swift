// Request bodies: small, and of a type that the endpoint reads.

import HTTPTypes
import Hummingbird
import Keys
import NIOCore
import OAuth

extension Request {
    /// Everything that arrives here fits in this.
    static let largestBody = 64 * 1024

    /// The parameters of a form, or of a JSON object where clients send one (CLIENTS T1: the token endpoint).
    ///
    /// - Throws: `invalid_request`, or 413 for a body that is too large.
    func formParameters(allowingJSON: Bool = false) async throws -> OAuth.Parameters {
        switch try formType(allowingJSON: allowingJSON) {
        case .json: try await OAuth.Parameters(json: boundedBody())
        case .form: try await OAuth.Parameters(formEncoded: boundedBody())
        }
    }

    private enum BodyType {
        case form, json
    }

    private func formType(allowingJSON: Bool) throws(OAuthError) -> BodyType {
        // What nearly every client sends, letter for letter.
        if headers[.contentType] == "application/x-www-form-urlencoded" { return .form }
        let parts = (headers[.contentType] ?? "").split(separator: ";", omittingEmptySubsequences: false)
        // Both types are UTF-8; another charset would be read wrongly (RFC 6749 appendix B).
        guard parts.dropFirst().allSatisfy(Self.isUTF8) else {
            throw OAuthError(.invalidRequest, "The body must be UTF-8.", .bodyType)
        }
        switch parts.first?.filter({ $0 != " " }).lowercased() {
        case "application/x-www-form-urlencoded": return .form
        case "application/json" where allowingJSON: return .json
        default:
            throw OAuthError(.invalidRequest, "Send the parameters as application/x-www-form-urlencoded.", .bodyType)
        }
    }

    /// A JSON document as it was sent (RFC 7591 §3.1).
    func jsonBody() async throws -> [UInt8] {
        guard case .json? = try? formType(allowingJSON: true) else {
            throw OAuthError(.invalidClientMetadata, "Send a JSON object as application/json, in UTF-8.")
        }
        return try await boundedBody()
    }

    /// A form as it was sent.
    func formText() async throws -> String {
        _ = try formType(allowingJSON: false)
        guard let text = String(validating: try await boundedBody(), as: UTF8.self) else {
            throw OAuthError(.invalidRequest, "The body is not UTF-8 text.", .bodyType)
        }
        return text
    }

    private func boundedBody() async throws -> [UInt8] {
        // Refused before it is read, where the length is announced.
        if let length = headers[.contentLength].flatMap(Int.init), length > Self.largestBody {
            throw HTTPError(.contentTooLarge)
        }
        do {
            let buffer = try await body.collect(upTo: Self.largestBody)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw HTTPError(.contentTooLarge)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            // RFC 9112 §7.1: chunks that cannot be read, or a client that has gone. The server closes the connection.
            throw HTTPError(.badRequest)
        }
    }

    private static func isUTF8(_ parameter: Substring) -> Bool {
        let parts = parameter.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[0].filter({ $0 != " " }).lowercased() == "charset" else { return true }
        let charset = parts[1].filter { $0 != " " && $0 != "\"" }.lowercased()
        return ["utf-8", "utf8", "us-ascii"].contains(charset)
    }

    /// The parameters in the query.
    func queryParameters() throws -> OAuth.Parameters {
        try OAuth.Parameters(formEncoded: rawQuery)
    }

    /// The query as it was sent.
    var rawQuery: String {
        guard let path = head.path, let mark = path.firstIndex(of: "?") else { return "" }
        return String(path[path.index(after: mark)...])
    }
}
