// Request parameters: application/x-www-form-urlencoded (RFC 6749 appendix B) or, where a client's
// profile sends it, one flat JSON object. Read once, at the edge; a repeated parameter is an error (RFC 6749 §3.1).

import FoundationEssentials
import Keys

/// The parameters of one request.
public struct Parameters: Sendable {
    private struct Item: Sendable {
        let name: String
        let value: String
        /// Where the value stands in `source`, still percent-encoded.
        let raw: Range<Int>
    }

    private static let mostParameters = 100

    private let items: [Item]
    /// What was sent, byte for byte.
    private let source: [UInt8]

    /// Reads a query string or a form body.
    ///
    /// - Throws: `invalid_request` for a broken escape, text that is not UTF-8, a NUL, or too many parameters.
    public init(formEncoded text: some StringProtocol) throws(OAuthError) {
        try self.init(formEncoded: Array(text.utf8))
    }

    /// Reads the bytes of a query string or a form body.
    public init(formEncoded source: [UInt8]) throws(OAuthError) {
        var items: [Item] = []
        var start = 0
        while start <= source.count {
            let end = source[start...].firstIndex(of: UInt8(ascii: "&")) ?? source.count
            defer { start = end + 1 }
            guard start < end else { continue }
            guard items.count < Self.mostParameters else {
                throw OAuthError(.invalidRequest, "There are too many parameters.", .parameterMalformed)
            }
            items.append(try Self.item(in: source, start..<end))
        }
        self.items = items
        self.source = source
    }

    private static func item(in source: [UInt8], _ pair: Range<Int>) throws(OAuthError) -> Item {
        let equals = source[pair].firstIndex(of: UInt8(ascii: "=")) ?? pair.upperBound
        let raw = min(equals + 1, pair.upperBound)..<pair.upperBound
        guard let name = FormEncoding.decode(source[pair.lowerBound..<equals]), let value = FormEncoding.decode(source[raw])
        else {
            throw OAuthError(
                .invalidRequest, "A parameter is not well-formed: percent-encode UTF-8 text without NUL.", .parameterMalformed)
        }
        return Item(name: name, value: value, raw: raw)
    }

    /// Reads a JSON object whose members are strings, as ChatGPT plugins send it to the token endpoint.
    ///
    /// - Throws: `invalid_request` if it is anything else.
    public init(json body: [UInt8]) throws(OAuthError) {
        guard let members = try? JSONDecoder().decode([String: JSONText].self, from: Data(body)),
            members.count <= Self.mostParameters,
            !members.values.contains(where: { $0.text?.utf8.contains(0) ?? false })
        else {
            throw OAuthError(.invalidRequest, "The body must be one JSON object whose members are strings.", .bodyType)
        }
        var source: [UInt8] = []
        items = members.compactMap { name, value in
            guard let text = value.text else { return nil }
            let start = source.count
            source.append(contentsOf: FormEncoding.encode(text).utf8)
            return Item(name: name, value: text, raw: start..<source.count)
        }
        self.source = source
    }

    /// A member that is text; any other kind of value belongs to a parameter that is not known here.
    private struct JSONText: Decodable {
        let text: String?
        init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
    }

    /// The value of a parameter; `nil` if it is absent or empty, which is the same (RFC 6749 §3.1).
    ///
    /// - Throws: `invalid_request` if the parameter is repeated.
    public func value(_ name: String) throws(OAuthError) -> String? {
        guard let item = try item(name), !item.value.isEmpty else { return nil }
        return item.value
    }

    /// The value of a parameter, percent-encoded as it was sent.
    func raw(_ name: String) throws(OAuthError) -> String? {
        guard let item = try item(name), !item.value.isEmpty else { return nil }
        return String(decoding: source[item.raw], as: UTF8.self)
    }

    /// What clients send to the endpoints that they call themselves. `resource` may be repeated (RFC 8707 §2).
    private static let knownOnce: Set<String> = [
        "grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type", "code", "redirect_uri",
        "code_verifier", "refresh_token", "scope", "token", "token_type_hint",
    ]

    /// RFC 6749 §3.2: no known parameter comes twice, not even one that this request would not need.
    func refuseRepetitions() throws(OAuthError) {
        for name in Self.knownOnce { _ = try item(name) }
    }

    /// All values of a parameter that may be repeated.
    public func values(_ name: String) -> [String] {
        items.compactMap { $0.name == name && !$0.value.isEmpty ? $0.value : nil }
    }

    private func item(_ name: String) throws(OAuthError) -> Item? {
        var found: Item?
        for item in items where item.name == name {
            guard found == nil else {
                throw OAuthError(.invalidRequest, "The parameter \(name) is repeated.", .parameterRepeated, detail: name)
            }
            found = item
        }
        return found
    }
}
