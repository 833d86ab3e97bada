// The small words of the configuration: yes and no, one of a list, names, colours, e-mail addresses.

import FoundationEssentials

func yesOrNo(_ text: String) throws(Refusal) -> Bool {
    switch text {
    case "true": true
    case "false": false
    default: throw Refusal("true or false")
    }
}

/// Reads one of the cases of an enum, and suggests the nearest.
func oneOf<Choice: CaseIterable & RawRepresentable>(_ type: Choice.Type) -> (String) throws -> Choice where Choice.RawValue == String {
    { text in
        if let choice = Choice(rawValue: text) { return choice }
        throw Refusal(alternatives(Choice.allCases.map(\.rawValue)) + didYouMean(text, Choice.allCases.map(\.rawValue)))
    }
}

/// "a, b or c".
func alternatives(_ words: [String]) -> String {
    words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
}

/// Text of one line, not empty, of at most `limit` characters.
func line(upTo limit: Int) -> (String) throws -> String {
    { text in
        // A YAML block scalar ends with a line break, which nobody means.
        let whole = text.last?.isNewline == true ? String(text.dropLast()) : text
        guard !whole.allSatisfy(\.isWhitespace), whole.count <= limit, !whole.contains(where: \.isNewline) else {
            throw Refusal("one line of text of at most \(limit) characters")
        }
        return whole
    }
}

/// Text of any number of lines, not empty, of at most `limit` characters.
func prose(upTo limit: Int) -> (String) throws -> String {
    { text in
        guard !text.allSatisfy(\.isWhitespace), text.count <= limit else { throw Refusal("text of at most \(limit) characters") }
        return text
    }
}

/// RFC 6749 §3.3: `scope-token`. The scopes of OpenID Connect belong to Usher.
func scopeName(_ text: String) throws(Refusal) -> String {
    let isToken = !text.isEmpty && text.utf8.allSatisfy { $0 == 0x21 || (0x23...0x5B).contains($0) || (0x5D...0x7E).contains($0) }
    guard isToken, text.utf8.count <= 100 else {
        throw Refusal("a scope of printable ASCII without space, `\"` or `\\`, such as notes:read")
    }
    // OpenID Connect Core §5.4 and §11.
    guard !["openid", "profile", "email", "address", "phone", "offline_access"].contains(text) else {
        throw Refusal("another name, as this scope is Usher's own")
    }
    return text
}

func colour(_ text: String) throws(Refusal) -> String {
    guard [4, 7].contains(text.utf8.count), text.first == "#", text.dropFirst().allSatisfy(\.isHexDigit) else {
        throw Refusal("a colour in quotation marks, such as \"#0a7d5c\"")
    }
    return text
}

func emailAddress(_ text: String) throws(Refusal) -> String {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } && text.utf8.count <= 254
    guard parts.count == 2, isPlain, parts.allSatisfy({ !$0.isEmpty }) else {
        throw Refusal("an e-mail address, such as support@example.com")
    }
    return text
}

/// RFC 8707 §2: an absolute URI without a fragment.
func resourceIdentifier(_ text: String) throws(Refusal) -> String {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let parts = URLComponents(string: text, encodingInvalidCharacters: false),
        let scheme = parts.scheme, parts.fragment == nil,
        scheme.hasPrefix("http") ? parts.host?.isEmpty == false : !parts.path.isEmpty
    else { throw Refusal("an absolute URI without `#`, such as https://api.example.com/notes") }
    return text
}
