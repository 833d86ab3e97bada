// JSON of strangers is read in one way only, or not at all: RFC 8259.

import Keys
import Testing

@testable import OAuth

@Suite("JSON that was received")
struct ReceivedJSONTests {
    private func read(_ text: String) throws -> ReceivedJSON { try ReceivedJSON(reading: Array(text.utf8)) }

    @Test("every kind of value is read as what it says")
    func values() throws {
        let document = try read(
            #" {"a":"\u00e9\ud83d\ude00\n\/","b":[1,-2.5e+3,0,true,false,null],"c":{"d":{}},"e":[],"é":"ü"} "#)
        #expect(document["a"]?.text == "\u{e9}\u{1f600}\n/")
        #expect(
            document["b"]?.list == [
                .number("1"), .number("-2.5e+3"), .number("0"), .boolean(true), .boolean(false), .null,
            ])
        #expect(document["c"]?["d"] == .object([]))
        #expect(document["e"] == .array([]))
        #expect(document["é"]?.text == "ü")
    }

    @Test("null says as much as nothing")
    func null() throws {
        #expect(try read(#"{"a":null}"#)["a"] == nil)
        #expect(try read(#"{"a":null}"#).json == .object([:]))
    }

    @Test(
        "what two readers could read differently, or not at all, is refused",
        arguments: [
            "", " ", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "[1,]", "[1 2]", "{\"a\":1}x", "{\"a\":1}{}",
            "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "{'a':1}", "{a:1}", "{\"a\":01}", "{\"a\":-}", "{\"a\":1.}",
            "{\"a\":.5}", "{\"a\":1e}", "{\"a\":+1}", "{\"a\":NaN}", "{\"a\":True}", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"",
            "\"\\udc00\\ud800\"", "\"\\ud800\\u0041\"", "\"\\u+041\"", "\"a\nb\"", "\"a", "\u{feff}{}", "// {}",
        ])
    func refused(text: String) {
        #expect(throws: ReceivedJSON.Malformed.self) { try read(text) }
    }

    @Test("depth has an end, and so has the stack")
    func depth() throws {
        let deepest = ReceivedJSON.deepest
        let nested = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(try read(nested(deepest)).list?.count == 1)
        for depth in [deepest + 1, 1000, 30_000] {
            #expect(throws: ReceivedJSON.Malformed.self) { try read(nested(depth)) }
            #expect(throws: ReceivedJSON.Malformed.self) { try read(String(repeating: "{\"a\":", count: depth)) }
        }
    }

    @Test("bytes that are not UTF-8 are refused", arguments: [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80]] as [[UInt8]])
    func encoding(bytes: [UInt8]) {
        #expect(throws: ReceivedJSON.Malformed.self) { try ReceivedJSON(reading: [0x22] + bytes + [0x22]) }
    }
}
