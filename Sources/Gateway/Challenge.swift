// RFC 6750 §3 and RFC 9728 §5.1: the `WWW-Authenticate` line that tells a client where and for what to ask.
// One header line, `Bearer` first: several clients read no further than that.

/// A challenge, ready to be sent.
struct Challenge: CustomStringConvertible {
    /// RFC 6750 §3.1: who sent no credentials is told of no error.
    let error: (code: String, sentence: String)?
    let scopes: [String]
    let metadataURL: String

    var description: String {
        var text = "Bearer resource_metadata=\"\(Self.quotable(metadataURL))\""
        if !scopes.isEmpty {
            text += ", scope=\"\(Self.quotable(scopes.joined(separator: " ")))\""
        }
        if let error { text += ", error=\"\(error.code)\", error_description=\"\(Self.quotable(error.sentence))\"" }
        return text
    }

    /// Only what RFC 6750 §3 allows in these values: printable ASCII without `"` and `\`. Safe in JSON too.
    static func quotable(_ text: String) -> String {
        String(
            decoding: text.utf8.map { byte in
                (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
                    ? byte : UInt8(ascii: "?")
            }, as: UTF8.self)
    }
}

extension Challenge {
    init(_ refusal: Refusal, scopes: [String], metadataURL: String) {
        self.init(error: refusal == .noToken ? nil : (refusal.code, refusal.sentence), scopes: scopes, metadataURL: metadataURL)
    }
}
