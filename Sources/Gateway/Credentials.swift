// RFC 6750 §2: where a token may be, and what it may look like. Only the `Authorization` header counts here:
// a token in the query is not a credential (OAuth 2.1 §5.2), and bodies are streamed, never read.

import HTTPTypes

/// What a request brought along.
enum Credentials: Equatable {
    case none
    case token(String)

    /// No server issues longer tokens; a longer one is refused before anybody hashes it.
    static let longestToken = 8192

    init(_ headers: HTTPFields, query: Substring) throws(Refusal) {
        var found: String?
        for field in headers where field.name == .authorization {
            // RFC 6750 §3.1: more than one way, or twice, is `invalid_request`.
            guard found == nil else { throw .invalidRequest("Send one Authorization header, not several.") }
            found = field.value
        }
        guard let value = found else {
            self = .none
            return
        }
        // RFC 9110 §11.1: the scheme's letters have no case. Another scheme is no credential of ours.
        let scheme = value.prefix { $0 != " " }
        guard scheme.lowercased() == "bearer" else {
            self = .none
            return
        }
        // RFC 6750 §2: one method in each request.
        guard !query.contains("access_token=") else {
            throw .invalidRequest("Send the access token in the Authorization header only.")
        }
        let token = value.dropFirst(scheme.count).drop { $0 == " " }
        guard Self.isToken(token) else { throw .invalidToken("The access token is malformed.") }
        self = .token(String(token))
    }

    /// RFC 6750 §2.1, `b64token`.
    private static func isToken(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= longestToken else { return false }
        let body = text.utf8.reversed().drop { $0 == UInt8(ascii: "=") }
        return !body.isEmpty
            && body.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-._~+/".utf8.contains(byte)
                }
            }
    }
}
