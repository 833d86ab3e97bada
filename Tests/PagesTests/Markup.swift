// HTML as a browser's tokenizer sees it: the start tags of a page with their attributes, scalar by scalar.
// Enough to tell whether text stayed text; text inside scripts is skipped.

/// The tags of an HTML document.
struct Markup {
    struct Tag {
        var name: String
        var attributes: [(name: String, value: String)]

        subscript(_ name: String) -> String? {
            attributes.first { $0.name == name }?.value
        }

        /// What stays the same whatever the values are.
        var shape: String {
            ([name] + attributes.map(\.name)).joined(separator: " ")
        }
    }

    private(set) var tags: [Tag] = []
    private(set) var text = ""
    private var scalars: [Unicode.Scalar]
    private var position = 0

    init(_ html: String) {
        scalars = Array(html.unicodeScalars)
        while let scalar = peek {
            if scalar == "<", let next = peek(1), next.properties.isAlphabetic || next == "/" || next == "!" {
                position += 1
                if next.properties.isAlphabetic { readTag() } else { _ = read { $0 != ">" } }
            } else {
                text.unicodeScalars.append(scalar)
                position += 1
            }
        }
    }

    func all(_ name: String) -> [Tag] {
        tags.filter { $0.name == name }
    }

    /// The input, button or other tag with this `name` attribute.
    func field(_ name: String) -> Tag? {
        tags.first { $0["name"] == name && $0.name != "meta" }
    }

    func element(id: String) -> Tag? {
        tags.first { $0["id"] == id }
    }

    private var peek: Unicode.Scalar? { peek(0) }

    private func peek(_ distance: Int) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    private mutating func read(while condition: (Unicode.Scalar) -> Bool) -> String {
        var read = ""
        while let scalar = peek, condition(scalar) {
            read.unicodeScalars.append(scalar)
            position += 1
        }
        return read
    }

    private mutating func readTag() {
        var tag = Tag(name: read { !$0.properties.isWhitespace && $0 != ">" }, attributes: [])
        while true {
            _ = read { $0.properties.isWhitespace }
            guard let scalar = peek, scalar != ">" else { break }
            let name = read { !$0.properties.isWhitespace && $0 != "=" && $0 != ">" }
            tag.attributes.append((name, peek == "=" ? readValue() : ""))
        }
        position += 1
        tags.append(tag)
        if tag.name == "script" { _ = read { $0 != "<" } }
    }

    private mutating func readValue() -> String {
        position += 1
        guard let quote = peek, quote == "\"" || quote == "'" else {
            return Self.decode(read { !$0.properties.isWhitespace && $0 != ">" })
        }
        position += 1
        let value = read { $0 != quote }
        position += 1
        return Self.decode(value)
    }

    /// Scalar by scalar, because a reference followed by a combining accent is not found as text.
    private static func decode(_ text: String) -> String {
        let references = ["lt": "<", "gt": ">", "quot": "\"", "#39": "'", "#13": "\r", "#10": "\n", "amp": "&"]
        var decoded = ""
        for (index, part) in text.unicodeScalars.split(separator: "&", omittingEmptySubsequences: false).enumerated() {
            let name = part.prefix { $0 != ";" }
            if index > 0, let character = references[String(name)] {
                decoded += character + String(part.dropFirst(name.count + 1))
            } else {
                decoded += (index > 0 ? "&" : "") + String(part)
            }
        }
        return decoded
    }
}
