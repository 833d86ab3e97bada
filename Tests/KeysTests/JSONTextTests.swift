// RFC 8259, and where this reader is stricter: what two readers could take for two things is nothing at all.

import Testing

@testable import Keys

struct JSONTextTests {
    @Test(
        "a text that is well-formed is read, whatever is in it",
        arguments: [
            "{}", "[]", "\"\"", "0", "-0", "1.5e+10", "1E-2", "12345678901234567890.123", "true", "false", "null", " {\t\"a\"\n:\r1 } ",
            #"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#, #""\u0041\ud83d\ude00\/""#, "\"é😀\u{7f}\"", #"{"":1," ":2}"#, #"{"a":1,"A":2}"#,
            "{\"\u{e9}\":1,\"e\u{301}\":2}",
        ])
    func wellFormed(text: String) throws {
        let read = try JSONText(reading: Array(text.utf8))
        #expect(read.text == text.trimming { " \t\r\n".unicodeScalars.contains($0) })
    }

    @Test(
        "everything else is refused",
        arguments: [
            ("", JSONProblem.malformed(at: 0)), ("{", .malformed(at: 1)), ("{} x", .malformed(at: 3)), ("[1,]", .malformed(at: 3)),
            ("{\"a\":1,}", .malformed(at: 7)), ("{a:1}", .malformed(at: 1)), ("'a'", .malformed(at: 0)), ("01", .malformed(at: 1)),
            ("1.", .malformed(at: 2)), (".5", .malformed(at: 0)), ("+1", .malformed(at: 0)), ("NaN", .malformed(at: 0)),
            ("tru", .malformed(at: 3)), ("// a\n1", .malformed(at: 0)), ("\"\n\"", .malformed(at: 1)), ("\"\\x41\"", .malformed(at: 2)),
            ("\"\\u00g0\"", .malformed(at: 5)), ("\"\\u00\u{0661}0\"", .malformed(at: 5)), ("\"\0\"", .malformed(at: 1)),
            ("\"a", .malformed(at: 2)),
            ("\u{a0}1", .malformed(at: 0)), ("1 2", .malformed(at: 2)),
            ("\u{feff}{}", .byteOrderMark), (#"{"a":1,"a":1}"#, .repeatedName("a")), (#"{"a":1,"\u0061":2}"#, .repeatedName("a")),
            (#"[{"b":{"a":1,"b":2,"a":3}}]"#, .repeatedName("a")), (#""\ud800""#, .halfSurrogate), (#""\udc00\ud800""#, .halfSurrogate),
            (#""\ud800\u0041""#, .halfSurrogate), (#"{"\ud83d":1}"#, .halfSurrogate),
        ] as [(String, JSONProblem)])
    func refused(text: String, problem: JSONProblem) {
        #expect(throws: problem) { try JSONText(reading: Array(text.utf8)) }
        #expect(!problem.sentence.isEmpty)
    }

    @Test(
        "bytes that are not UTF-8 are refused (RFC 8259 §8.1)",
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC3, 0x22], [0xFF, 0xFE, 0x7B, 0x00],
        ] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) {
        #expect(throws: JSONProblem.notUTF8) { try JSONText(reading: bytes) }
    }

    @Test(
        "UTF-16 and UTF-32 without a mark are refused too",
        arguments: [[0x7B, 0, 0x7D, 0], [0, 0x7B, 0, 0x7D], [0x7B, 0, 0, 0]] as [[UInt8]])
    func wide(bytes: [UInt8]) {
        #expect(throws: JSONProblem.self) { try JSONText(reading: bytes) }
    }

    @Test("an object is taken apart while it is checked, and nothing else is one")
    func members() throws {
        let members = try JSONText.members(reading: Array(#" {"a":1,"b":{"c":"d"}} "#.utf8))
        #expect(members.map(\.name) == ["a", "b"] && members["b"]?["c"]?.string == "d" && members["c"] == nil)
        for text in ["[]", "1", "\"a\"", "{} x", #"{"a":1,"a":1}"#, "{", "\u{feff}{}"] {
            #expect(throws: JSONProblem.self) { try JSONText.members(reading: Array(text.utf8)) }
        }
        #expect(throws: JSONProblem.notUTF8) { try JSONText.members(reading: [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]) }
    }

    @Test("nesting and the number of members have an end")
    func bounds() throws {
        func nested(_ depth: Int) -> [UInt8] { Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8) }
        _ = try JSONText(reading: nested(JSONText.deepest))
        #expect(throws: JSONProblem.tooDeep) { try JSONText(reading: nested(JSONText.deepest + 1)) }
        #expect(throws: JSONProblem.tooDeep) { try JSONText(reading: nested(1_000_000)) }
        func wide(_ count: Int) -> [UInt8] { Array(("{" + (0..<count).map { "\"\($0)\":0" }.joined(separator: ",") + "}").utf8) }
        _ = try JSONText(reading: wide(JSONText.mostMembers))
        #expect(throws: JSONProblem.tooManyMembers) { try JSONText(reading: wide(JSONText.mostMembers + 1)) }
    }

    @Test("every value keeps its own bytes")
    func verbatim() throws {
        let text = try JSONText(reading: Array(#" {"n": 1.50, "o" : { "b":1,"a": [ 1 ,2 ] }, "s":"\u0041\n"} "#.utf8))
        #expect(text.members.map(\.name) == ["n", "o", "s"])
        #expect(text["n"]?.text == "1.50" && text["n"]?.kind == .number)
        #expect(text["o"]?.text == #"{ "b":1,"a": [ 1 ,2 ] }"#)
        #expect(text["o"]?["a"]?.elements.map(\.text) == ["1", "2"])
        #expect(text["s"]?.string == "A\n" && text["S"] == nil && text["s"]?["x"] == nil)
    }

    @Test("names are the same only byte for byte")
    func exactNames() throws {
        let text = try JSONText(reading: Array("{\"\u{212A}\":1,\"K\":2}".utf8))
        #expect(text["K"]?.text == "2" && text["\u{212A}"]?.text == "1")
    }
}

extension String {
    fileprivate func trimming(_ isSpace: (Unicode.Scalar) -> Bool) -> String {
        var scalars = unicodeScalars[...]
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }
}
