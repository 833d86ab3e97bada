// HTML as a stream of tags (HTML Living Standard §13.2.5, the part of it that well-meant pages use):
// names in lower case, attributes quoted or not, entities decoded; comments, scripts and styles are skipped.

struct HTMLReader {
    enum Token: Equatable {
        case start(String, [String: String])
        case end(String)
    }

    private var rest: Substring

    init(_ html: String) { rest = html[...] }

    /// The next tag, or nothing at the end.
    mutating func next() -> Token? {
        while let open = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: open)...]
            if rest.hasPrefix("!--") {
                skip(past: "-->")
            } else if rest.first == "!" || rest.first == "?" {
                skip(past: ">")
            } else if rest.first == "/" {
                rest = rest.dropFirst()
                let name = takeName()
                skip(past: ">")
                return .end(name)
            } else if rest.first?.isLetter == true {
                return takeStart()
            }
        }
        return nil
    }

    /// The words up to the end tag of this name, without the tags between and without double spaces.
    func text(until name: String) -> String {
        var reader = self
        var words = ""
        while let open = reader.rest.firstIndex(of: "<") {
            words += reader.rest[..<open]
            reader.rest = reader.rest[open...]
            guard let token = reader.next(), token != .end(name) else { break }
        }
        return Self.decoded(words).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private mutating func takeStart() -> Token {
        let name = takeName()
        var attributes: [String: String] = [:]
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == "/" }
            guard let first = rest.first, first != ">" else { break }
            let attribute = rest.prefix { !$0.isWhitespace && $0 != "=" && $0 != ">" && $0 != "/" }
            rest = attribute.isEmpty ? rest.dropFirst() : rest.dropFirst(attribute.count)
            let value = takeValue()
            let key = attribute.lowercased()
            if !key.isEmpty, attributes[key] == nil { attributes[key] = value }
        }
        rest = rest.dropFirst()
        if name == "script" || name == "style" { skip(past: "</\(name)") }
        return .start(name, attributes)
    }

    private mutating func takeValue() -> String {
        let afterSpace = rest.drop(while: \.isWhitespace)
        guard afterSpace.first == "=" else { return "" }
        rest = afterSpace.dropFirst().drop(while: \.isWhitespace)
        guard let quote = rest.first, quote == "\"" || quote == "'" else {
            let value = rest.prefix { !$0.isWhitespace && $0 != ">" }
            rest = rest.dropFirst(value.count)
            return Self.decoded(value)
        }
        rest = rest.dropFirst()
        let value = rest.prefix { $0 != quote }
        rest = rest.dropFirst(value.count + 1)
        return Self.decoded(value)
    }

    private mutating func takeName() -> String {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
        rest = rest.dropFirst(name.count)
        return name.lowercased()
    }

    private mutating func skip(past end: String) {
        if let range = rest.firstRange(of: end) { rest = rest[range.upperBound...] } else { rest = "" }
    }

    private static let entities = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}"]

    /// Text with its character references resolved; an unknown one stays as it is.
    static func decoded(_ text: some StringProtocol) -> String {
        var output = ""
        var rest = Substring(text)
        while let mark = rest.firstIndex(of: "&") {
            output += rest[..<mark]
            rest = rest[rest.index(after: mark)...]
            let name = rest.prefix { $0 != ";" }
            if name.count <= 8, name.count < rest.count, let character = reference(name) {
                output += character
                rest = rest.dropFirst(name.count + 1)
            } else {
                output += "&"
            }
        }
        return output + rest
    }

    private static func reference(_ name: Substring) -> String? {
        guard name.first == "#" else { return entities[String(name)] }
        let isHex = name.dropFirst().first?.lowercased() == "x"
        let digits = name.dropFirst(isHex ? 2 : 1)
        return UInt32(digits, radix: isHex ? 16 : 10).flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
}
