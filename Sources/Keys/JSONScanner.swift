// RFC 8259, read strictly and in one pass. Nothing is built while a text is checked, so that a hostile one costs no
// more memory than it has bytes.

/// Walks over JSON text.
struct JSONScanner {
    private let bytes: ArraySlice<UInt8>
    private let deepest: Int
    private(set) var position: Int

    init(_ bytes: ArraySlice<UInt8>, deepest: Int) {
        self.bytes = bytes
        self.deepest = deepest
        position = bytes.startIndex
    }

    var isAtEnd: Bool { position == bytes.endIndex }
    var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }
    var problem: JSONProblem { .malformed(at: position - bytes.startIndex) }

    /// RFC 8259 §2: these four and no other white space.
    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    /// Takes a byte if it is the next one.
    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(JSONProblem) {
        guard take(byte) else { throw problem }
    }

    /// Takes a value of any kind, and returns where it stands.
    mutating func value(depth: Int) throws(JSONProblem) -> Range<Int> {
        let start = position
        switch next {
        case UInt8(ascii: "{")?: try members(depth: depth) { _, _ in }
        case UInt8(ascii: "[")?: try elements(depth: depth) { _ in }
        case UInt8(ascii: "\"")?: _ = try string()
        case UInt8(ascii: "t")?: try word("true")
        case UInt8(ascii: "f")?: try word("false")
        case UInt8(ascii: "n")?: try word("null")
        default: try number()
        }
        return start..<position
    }

    mutating func members(depth: Int, _ body: (String, Range<Int>) -> Void) throws(JSONProblem) {
        guard depth < deepest else { throw .tooDeep }
        try expect(UInt8(ascii: "{"))
        skipSpace()
        if take(UInt8(ascii: "}")) { return }
        var names: Set<[UInt8]> = []
        repeat {
            skipSpace()
            let name = try string()
            // Byte for byte: Swift's own equality takes some different characters for the same.
            guard names.insert(Array(name.utf8)).inserted else { throw .repeatedName(name) }
            guard names.count <= JSONText.mostMembers else { throw .tooManyMembers }
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            body(name, try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    mutating func elements(depth: Int, _ body: (Range<Int>) -> Void) throws(JSONProblem) {
        guard depth < deepest else { throw .tooDeep }
        try expect(UInt8(ascii: "["))
        skipSpace()
        if take(UInt8(ascii: "]")) { return }
        repeat {
            skipSpace()
            body(try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
    }

    private mutating func word(_ word: StaticString) throws(JSONProblem) {
        for offset in 0..<word.utf8CodeUnitCount { try expect(word.utf8Start[offset]) }
    }

    // RFC 8259 §6.
    private mutating func number() throws(JSONProblem) {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
    }

    private mutating func digits() throws(JSONProblem) {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw problem }
    }

    // RFC 8259 §7.
    mutating func string() throws(JSONProblem) -> String {
        try expect(UInt8(ascii: "\""))
        let start = position
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        // Most strings hold no escape.
        var text = String(decoding: bytes[start..<position], as: UTF8.self)
        while true {
            let from = position
            while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
            if position > from { text += String(decoding: bytes[from..<position], as: UTF8.self) }
            if take(UInt8(ascii: "\"")) { return text }
            try expect(UInt8(ascii: "\\"))
            text.unicodeScalars.append(try escape())
        }
    }

    private mutating func escape() throws(JSONProblem) -> Unicode.Scalar {
        guard let byte = next else { throw problem }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try scalar()
        default:
            position -= 1
            throw problem
        }
    }

    private mutating func scalar() throws(JSONProblem) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(UInt32(unit)) { return scalar }
        guard UTF16.isLeadSurrogate(unit), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw .halfSurrogate }
        let second = try codeUnit()
        guard UTF16.isTrailSurrogate(second),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        else { throw .halfSurrogate }
        return scalar
    }

    private mutating func codeUnit() throws(JSONProblem) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { throw problem }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}
