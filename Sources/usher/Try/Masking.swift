// Hiding secrets in what is shown: enough of the start to recognise which one it is, and nothing that could be used.

enum Masking {
    /// Members and fields whose values are secrets, in requests and in answers.
    private static let secretNames: Set<String> = [
        "access_token", "refresh_token", "id_token", "client_secret", "client_assertion", "code", "code_verifier",
        "password", "csrf", "token", "assertion",
    ]
    /// Query parameters of an authorization request or answer that are not secrets (RFC 6749 §4.1, RFC 9207).
    private static let plainParameters: Set<String> = [
        "response_type", "response_mode", "client_id", "redirect_uri", "scope", "state", "iss", "error", "error_description",
        "resource", "prompt", "decision", "email", "code_challenge_method", "ui_locales",
    ]

    /// The first 12 characters, fewer of a short secret.
    static func mask(_ secret: some StringProtocol) -> String {
        String(secret.prefix(min(12, secret.count / 3))) + "…"
    }

    static func field(_ name: String, _ value: String) -> String {
        if name == "password" || name == "csrf" { return "\(name)=…" }
        return "\(name)=" + (secretNames.contains(name) ? mask(value) : value)
    }

    /// A field of a page's form: what the server put there is hidden, except what every such form has.
    static func formField(_ name: String, _ value: String) -> String {
        plainParameters.contains(name) ? "\(name)=\(value)" : "\(name)=…"
    }

    /// A URL with the values of its unknown parameters hidden.
    static func url(_ text: String) -> String {
        guard let mark = text.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return text }
        let pairs = text[text.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false).map { pair in
            guard let equals = pair.firstIndex(of: "=") else { return String(pair) }
            let name = String(pair[..<equals])
            let value = pair[pair.index(after: equals)...]
            return plainParameters.contains(name) ? String(pair) : "\(name)=\(mask(value))"
        }
        return text[...mark] + pairs.joined(separator: "&")
    }

    /// A header's value: credentials and cookies hidden, addresses without their secrets.
    static func header(_ name: String, _ value: String) -> String {
        switch name.lowercased() {
        case "authorization":
            let parts = value.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { return "…" }
            return parts[0] == "Basic" ? "Basic …" : "\(parts[0]) \(mask(parts[1]))"
        case "cookie", "set-cookie":
            return value.split(separator: "=", maxSplits: 1).first.map { "\($0)=…" } ?? "…"
        case "location": return url(value)
        case "mcp-session-id": return mask(value)
        default: return value
        }
    }

    /// A JSON answer on one line, its secret members hidden.
    static func json(_ value: JSONAnswer, name: String = "") -> String {
        switch value {
        case .string(let text): quoted(secretNames.contains(name) ? mask(text) : text)
        case .integer(let text), .fraction(let text): text
        case .boolean(let value): value ? "true" : "false"
        case .null: "null"
        case .array(let values): "[" + values.map { json($0, name: name) }.joined(separator: ", ") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }
                .map { "\(quoted($0.key)): \(json($0.value, name: $0.key))" }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
