// RFC 4648 §5 and §10, RFC 7515 Appendix C: base64url without padding, one spelling for each value.

import Testing

@testable import Keys

struct Base64URLTests {
    @Test(
        "the vectors of RFC 4648 §10 are written and read, without their padding",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, encoded: String) {
        #expect(Base64URL.encode(Array(plain.utf8)) == encoded)
        #expect(Base64URL.decode(encoded) == Array(plain.utf8))
    }

    @Test("RFC 7515 Appendix C: 3 236 255 224 193 is A-z_4ME")
    func urlAlphabet() {
        #expect(Base64URL.encode([3, 236, 255, 224, 193]) == "A-z_4ME")
        #expect(Base64URL.decode("A-z_4ME") == [3, 236, 255, 224, 193])
    }

    @Test("every length and every byte comes back")
    func roundTrip() {
        for length in 0...256 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ length) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
        let all = (0...255).map { UInt8($0) }
        #expect(Base64URL.decode(Base64URL.encode(all)) == all)
    }

    @Test(
        "another spelling is refused",
        arguments: [
            "Zg==", "Zm8=", "Zm9v\n", " Zm9v", "Zm 9v", "Z", "Zm9vY", "A+z/4ME", "Zh", "Zm9", "Zm9vÄ", "Zm9v\0", "Zg.", "=",
        ])
    func refused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}
