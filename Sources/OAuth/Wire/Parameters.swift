// Request parameters: application/x-www-form-urlencoded (RFC 6749 appendix B) or, where a client's
// profile sends it, one flat JSON object. Read once, at the edge; a repeated parameter is an error (RFC 6749 §3.1).

import FoundationEssentials
import Keys

/// The parameters of one request.
public struct Parameters: Sendable {
    private struct Item: Sendable {
        let name: String
        let value: String
        /// The value as it was sent, still percent-encoded.
        let raw: Substring
    }

    private static let mostParameters = 100

    private let items: [Item]

    public static let none = Parameters(items: [])

    private init(items: [Item]) { self.items = items }

    /// Reads a query string or a form body.
    ///
    /// - Throws: `invalid_request` for a broken escape, text that is not UTF-8, a NUL, or too many parameters.
    public init(formEncoded text: some StringProtocol) throws(OAuthError) {
        var items: [Item] = []
        for pair in String(text).split(separator: "&", omittingEmptySubsequences: true) {
            guard items.count < Self.mostParameters else {
                throw OAuthError(.invalidRequest, "There are too many parameters.")
            }
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let raw = parts.count == 2 ? parts[1] : ""
            guard let name = FormEncoding.decode(parts[0]), let value = FormEncoding.decode(raw) else {
                throw OAuthError(.invalidRequest, "A parameter is not well-formed: percent-encode UTF-8 text without NUL.")
            }
            items.append(Item(name: name, value: value, raw: raw))
        }
        self.items = items
    }

    /// Reads a JSON object whose members are strings, as ChatGPT plugins send it to the token endpoint.
    ///
    /// - Throws: `invalid_request` if it is anything else.
    public init(json body: [UInt8]) throws(OAuthError) {
        guard let members = try? JSONDecoder().decode([String: JSONText].self, from: Data(body)),
            members.count <= Self.mostParameters,
            !members.values.contains(where: { $0.text?.utf8.contains(0) ?? false })
        else {
            throw OAuthError(.invalidRequest, "The body must be one JSON object whose members are strings.")
        }
        items = members.compactMap { name, value in
            value.text.map { Item(name: name, value: $0, raw: Substring(FormEncoding.encode($0))) }
        }
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
        return String(item.raw)
    }

    /// All values of a parameter that may be repeated.
    func values(_ name: String) -> [String] {
        items.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
    }

    private func item(_ name: String) throws(OAuthError) -> Item? {
        var found: Item?
        for item in items where item.name == name {
            guard found == nil else { throw OAuthError(.invalidRequest, "The parameter \(name) is repeated.") }
            found = item
        }
        return found
    }
}
