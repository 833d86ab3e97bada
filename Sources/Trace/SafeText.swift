// Text from strangers, made fit for a terminal, a page and a database: bounded, without control characters and
// terminal sequences, and without anything that is, or looks like, a secret.

import Keys

/// What is left of a stranger's text.
public enum SafeText {
    /// One line: no control, format or separator characters, which terminals and bidirectional text act upon.
    public static func line(_ text: String, limit: Int = 256) -> String {
        // What nearly everything is.
        if text.utf8.count <= limit, text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return masked(text) }
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit * 2) where kept.count < limit {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned: continue
            case .lineSeparator, .paragraphSeparator, .spaceSeparator: kept.append(" ")
            default: kept.append(scalar)
            }
        }
        let isCut = kept.count == limit && text.unicodeScalars.count > limit
        return masked(String(kept)) + (isCut ? "…" : "")
    }

    /// A URI: without user information and fragment, and with the values of its query only where they are harmless.
    ///
    /// - Parameter secrets: what came as a secret in the same request.
    public static func uri(_ text: String, without secrets: [String] = []) -> String {
        var text = without(secrets, in: line(text, limit: 512))
        if let hash = text.firstIndex(of: "#") { text = text[..<hash] + "#…" }
        text = withoutUserInformation(text)
        guard let mark = text.firstIndex(of: "?") else { return text }
        let query = text[text.index(after: mark)...].split(separator: "&").map(pair)
        return text[...mark] + query.joined(separator: "&")
    }

    /// Text in which what came as a secret is left out.
    public static func without(_ secrets: [String], in text: String) -> String {
        var bytes = Array(text.utf8)
        for secret in secrets where secret.utf8.count >= 4 {
            while let found = bytes.range(of: Array(secret.utf8)) { bytes.replaceSubrange(found, with: "…".utf8) }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return secrets.contains(text) ? "…" : text
    }

    /// Presence and length: all that is said of a secret.
    public static func presence(_ value: String) -> String {
        switch value.utf8.count {
        case 0: "present, empty"
        case 1: "present, 1 character"
        case let count: "present, \(count) characters"
        }
    }

    // RFC 3986 §3.2.1.
    private static func withoutUserInformation(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")), let start = text.firstRange(of: "://")?.upperBound else { return text }
        let end = text[start...].firstIndex { "/?#\\".contains($0) } ?? text.endIndex
        guard let at = text[start..<end].lastIndex(of: "@") else { return text }
        return text[..<start] + "…" + text[at...]
    }

    /// Parameters whose value is a secret, or may lead to one.
    private static let secretNames: Set<String> = [
        "code", "code_verifier", "client_secret", "client_assertion", "refresh_token", "access_token", "id_token", "token",
        "id_token_hint", "login_hint", "password", "passwd", "pwd", "secret", "state", "nonce", "csrf", "ticket", "session",
        "sid", "assertion", "authorization", "auth", "api_key", "apikey", "key", "sig", "signature", "jwt", "email",
    ]

    private static func pair(_ pair: Substring) -> String {
        guard let equals = pair.firstIndex(of: "=") else { return pair.utf8.count <= 40 ? String(pair) : "…" }
        let (name, value) = (pair[..<equals], pair[pair.index(after: equals)...])
        guard name.utf8.count <= 40 else { return "…" }
        let isHarmless = !secretNames.contains(name.lowercased()) && value.utf8.count <= 40 && !value.contains("@")
        return isHarmless ? String(pair) : "\(name)=…"
    }

    /// Secrets of Usher's own making and signed tokens, wherever they stand.
    private static func masked(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for prefix in secretPrefixes {
            var start = 0
            while let found = bytes.range(of: prefix, from: start) {
                let end = bytes[found.upperBound...].firstIndex { !isOfToken($0) } ?? bytes.endIndex
                bytes.replaceSubrange(found.upperBound..<end, with: "…".utf8)
                start = found.upperBound
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let secretPrefixes = SecretKind.allCases.map { Array("\($0.rawValue)_".utf8) } + [Array("eyJ".utf8)]

    private static func isOfToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}

extension [UInt8] {
    /// Where `pattern` stands first. Byte by byte: text compared by its characters hides a secret behind an accent, and
    /// costs more than all the rest of a step.
    fileprivate func range(of pattern: [UInt8], from start: Int = 0) -> Range<Int>? {
        guard let first = pattern.first else { return nil }
        var start = start
        while let found = self[start...].firstIndex(of: first), found + pattern.count <= count {
            if self[found..<found + pattern.count].elementsEqual(pattern) { return found..<found + pattern.count }
            start = found + 1
        }
        return nil
    }
}
