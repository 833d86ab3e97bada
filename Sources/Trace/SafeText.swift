// Text from strangers, made fit for a terminal, a page and a database: bounded, without control characters and
// terminal sequences, and without anything that is, or looks like, a secret.

import Keys

/// What is left of a stranger's text.
public enum SafeText {
    /// One line: no control, format or separator characters, which terminals and bidirectional text act upon.
    public static func line(_ text: String, limit: Int = 256) -> String {
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
        var text = text
        for secret in secrets where secret.utf8.count >= 4 {
            while let found = text.firstRange(of: secret) { text.replaceSubrange(found, with: "…") }
        }
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
        guard let start = text.firstRange(of: "://")?.upperBound else { return text }
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
        var text = text
        for prefix in SecretKind.allCases.map({ $0.rawValue + "_" }) + ["eyJ"] {
            var start = text.startIndex
            while let found = text[start...].firstRange(of: prefix) {
                let end = text[found.upperBound...].firstIndex { !isOfToken($0) } ?? text.endIndex
                let before = text[..<found.upperBound]
                text = before + "…" + text[end...]
                start = text.index(before.endIndex, offsetBy: 0, limitedBy: text.endIndex) ?? text.endIndex
            }
        }
        return text
    }

    private static func isOfToken(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "-_.~+/".contains(character))
    }
}
