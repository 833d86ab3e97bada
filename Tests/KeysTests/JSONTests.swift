// JSON as Usher writes it (RFC 8259): no null, no fraction, and nothing that a string could break out of.

import Testing

@testable import Keys

struct JSONTests {
    private func text(_ value: JSON) -> String { String(decoding: value.encoded, as: UTF8.self) }

    @Test(
        "values are written without spaces",
        arguments: [
            (JSON.string("a"), "\"a\""), (.integer(0), "0"), (.integer(.min), "-9223372036854775808"), (.boolean(false), "false"),
            (.array([]), "[]"), (.array([1, "b", true]), "[1,\"b\",true]"), (.object([:]), "{}"),
            (.object(["b": 1, "a": .array([.object(["c": "d"])])]), "{\"b\":1,\"a\":[{\"c\":\"d\"}]}"),
        ])
    func values(value: JSON, written: String) {
        #expect(text(value) == written)
    }

    @Test("what is absent is left out, and setting nothing takes away")
    func absent() {
        let missing: String? = nil
        var members: JSON.Members = ["a": 1, "b": missing.map { .string($0) }, "c": JSON.strings([])]
        #expect(text(.object(members)) == "{\"a\":1}")
        members["a"] = 2
        members["d"] = "e"
        #expect(text(.object(members)) == "{\"a\":2,\"d\":\"e\"}")
        members["a"] = nil
        #expect(text(.object(members)) == "{\"d\":\"e\"}")
    }

    @Test(
        "quotes, backslashes and control characters are escaped, in names too (RFC 8259 §7)",
        arguments: [
            ("\"", #"\""#), ("\\", #"\\"#), ("\n", #"\u000a"#), ("\0", #"\u0000"#), ("\u{1f}", #"\u001f"#), ("/", "/"),
            ("é😀", "é😀"), ("\u{7f}", "\u{7f}"), (#"","admin":true,"x":""#, #"\",\"admin\":true,\"x\":\""#),
        ])
    func escapes(plain: String, written: String) {
        #expect(text(.string(plain)) == "\"\(written)\"")
        #expect(text(.object([plain: true])) == "{\"\(written)\":true}")
    }
}

struct DigestTests {
    @Test("the digest is SHA-256, as the example of FIPS 180-4 for abc has it")
    func vector() throws {
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Digest(of: "abc").bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == hex)
        #expect(Digest(of: "abc") == Digest(of: [0x61, 0x62, 0x63]))
    }

    @Test("the S256 example of RFC 7636 Appendix B comes out right")
    func challenge() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        #expect(Digest(of: verifier).base64URL == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test("a stored digest has 32 bytes, and comparing looks at all of them")
    func stored() throws {
        let digest = Digest(of: "abc")
        #expect(try #require(Digest(stored: digest.bytes)).matches(digest))
        #expect(Digest(stored: Array(digest.bytes.dropLast())) == nil)
        #expect(Digest(stored: digest.bytes + [0]) == nil)
        for position in digest.bytes.indices {
            var bytes = digest.bytes
            bytes[position] ^= 0x80
            #expect(try !#require(Digest(stored: bytes)).matches(digest))
        }
        #expect(!constantTimeEqual([1, 2], [1, 2, 3]))
        #expect(constantTimeEqual([UInt8](), []))
    }
}

struct TimestampTests {
    @Test("seconds are rounded down, before 1970 too", arguments: [(0, 0), (999, 0), (1000, 1), (-1, -1), (-1000, -1), (-1001, -2)])
    func seconds(milliseconds: Int64, seconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).seconds == seconds)
    }

    @Test("spans are added, taken away and measured to the millisecond")
    func arithmetic() {
        #expect(noon + .milliseconds(1500) - .milliseconds(1500) == noon)
        #expect((noon + .seconds(90)) - noon == .seconds(90))
        #expect(noon - (noon + .seconds(90)) == .seconds(-90))
        #expect(noon < noon + .milliseconds(1))
        #expect(Duration.milliseconds(-1500).inMilliseconds == -1500)
    }
}
