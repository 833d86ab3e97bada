// JWTs that somebody else has issued (RFC 7519, RFC 8725 §3): what they look like before and after their signature is
// checked. The checking is JWTKit's; who may sign, and with which algorithm, is known before the token is read.

import FoundationEssentials
import JWTKit

/// The parts of a JWT that Usher has not issued.
enum ForeignToken {
    /// A token without a type of its own; an access token or an event is no answer about a person (RFC 8725 §3.11).
    static let plainTypes = ["jwt"]
    private static let longest = 8192

    struct Header: Decodable {
        var alg: String
        var typ: String?
        var kid: String?
        var crit: [String]?
    }

    static func header(of token: String, types: [String]) throws(TokenProblem) -> Header {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, token.utf8.count <= longest, let head = Base64URL.decode(parts[0]),
            Base64URL.decode(parts[1]) != nil, Base64URL.decode(parts[2]) != nil,
            let header = try? JSONDecoder().decode(Header.self, from: Data(head))
        else { throw .malformed }
        // RFC 8725 §3.11: an access token is no assertion, whoever signed it. RFC 7515 §4.1.11: no unknown extension.
        guard header.crit == nil, header.typ.map({ types.contains($0.lowercased()) }) ?? true else { throw .wrongType }
        return header
    }

    /// The payload of a token whose signature is right.
    static func payload(of token: String) throws(TokenProblem) -> JSONText {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64URL.decode(parts[1]), let text = try? JSONText(reading: bytes, deepest: 16),
            text.kind == .object
        else { throw .malformed }
        return text
    }
}

/// A payload that is read afterwards, from its own bytes.
struct AnyPayload: JWTPayload {
    init(from decoder: any Decoder) throws {}
    func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(self, .init(codingPath: [], debugDescription: "Tokens of others are only read here."))
    }
    // Times, issuer and audience are checked by whoever expects the token, against a clock that is handed in.
    func verify(using algorithm: some JWTAlgorithm) {}
}
