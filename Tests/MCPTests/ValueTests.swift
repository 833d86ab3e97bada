// JSON that is written (RFC 8259 §7): whatever is in it, it can be read again and fits one line.

import Keys
import MCP
import Testing

struct ValueTests {
    @Test("what was read is written with its numbers as they were spelled")
    func verbatim() throws {
        let text = try JSONText(reading: Array(#" {"n": 1.50, "o" : { "b":1,"a": [ 1 ,2 ] }, "s":"\u0041\n"} "#.utf8))
        #expect(String(decoding: Value(text).encoded, as: UTF8.self) == #"{"n":1.50,"o":{"b":1,"a":[1,2]},"s":"A\u000a"}"#)
    }

    @Test("what is written can be read, and never holds a line break")
    func written() throws {
        let hostile = "\"\\\n\r\u{0}\u{1f}\u{2028}é😀"
        let value = Value.members([hostile: .string(hostile), "none": nil, "list": [true, 1, .null, .number("1.0")]])
        let bytes = value.encoded
        #expect(!bytes.contains(0x0A) && !bytes.contains(0x0D))
        #expect(try Value(JSONText(reading: bytes)) == value)
    }
}
