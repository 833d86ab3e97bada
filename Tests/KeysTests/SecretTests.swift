// The secrets that Usher makes: recognisable, checked before any look-up, never printed, never repeated.

import Testing

@testable import Keys

struct SecretTests {
    private let randomness = SeededRandomness(1)

    @Test("a secret names its kind and is read back", arguments: SecretKind.allCases)
    func readBack(kind: SecretKind) {
        let secret = Secret(kind, randomness)
        #expect(secret.text.hasPrefix(kind.rawValue + "_"))
        #expect(secret.text.utf8.count == kind.rawValue.utf8.count + 1 + 43 + 6)
        #expect(secret.text.utf8.dropFirst(9).allSatisfy(Base62.isDigit))
        #expect(Secret(kind, reading: secret.text) == secret)
        #expect(Secret(kind, reading: secret.text)?.digest == secret.digest)
        #expect(secret.handle == nil)
    }

    @Test("a secret of one kind is no secret of another")
    func kindsAreSeparate() {
        let secret = Secret(.authorizationCode, randomness)
        for kind in SecretKind.allCases where kind != .authorizationCode {
            #expect(Secret(kind, reading: secret.text) == nil)
        }
    }

    @Test("each change of a single character is refused", arguments: [false, true])
    func singleCharacter(withHandle: Bool) {
        let secret =
            withHandle
            ? Secret(.refreshToken, handle: Handle(randomness), randomness) : Secret(.refreshToken, randomness)
        let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_. =".utf8)
        let original = Array(secret.text.utf8)
        var accepted = 0
        for position in original.indices {
            for letter in letters where letter != original[position] {
                var changed = original
                changed[position] = letter
                if Secret(.refreshToken, reading: String(decoding: changed, as: UTF8.self)) != nil { accepted += 1 }
            }
        }
        #expect(accepted == 0)
    }

    @Test("a swap of two neighbours, a missing, a doubled or an added character is refused")
    func slips() {
        let text = Secret(.session, randomness).text
        let characters = Array(text)
        for position in characters.indices.dropLast() {
            var swapped = characters
            swapped.swapAt(position, position + 1)
            if swapped != characters { #expect(Secret(.session, reading: String(swapped)) == nil) }
            var missing = characters
            missing.remove(at: position)
            #expect(Secret(.session, reading: String(missing)) == nil)
            var doubled = characters
            doubled.insert(characters[position], at: position)
            #expect(Secret(.session, reading: String(doubled)) == nil)
        }
        for added in [text + " ", " " + text, text + "\n", text + "=", text + "A", text + "\0", text.uppercased()] {
            #expect(Secret(.session, reading: added) == nil)
        }
    }

    @Test(
        "what is no secret at all is refused",
        arguments: ["", "usher_ac", "usher_ac_", "usher_ac_0000000", "usher_ac_" + String(repeating: "0", count: 4096), "é"])
    func nonsense(text: String) {
        #expect(Secret(.authorizationCode, reading: text) == nil)
    }

    @Test("100,000 fresh secrets are all different")
    func unique() async {
        let system = SystemRandomness()
        var secrets = Set<String>()
        for _ in 0..<100 {
            for _ in 0..<1000 { secrets.insert(Secret(.authorizationCode, system).text) }
            // It takes seconds without optimisation: let the other tests have the thread in between.
            await Task.yield()
        }
        #expect(secrets.count == 100_000)
    }

    @Test("neither a secret nor a handle prints what it hides")
    func printing() {
        let handle = Handle(randomness)
        let secret = Secret(.clientSecret, handle: handle, randomness)
        #expect("\(secret)" == "usher_cs_…")
        #expect("\(handle)" == "…")
    }

    @Test("all secrets of one grant lead to it, and the grant's name does not lead back")
    func handles() throws {
        let handle = Handle(randomness)
        let code = Secret(.authorizationCode, handle: handle, randomness)
        let refresh = Secret(.refreshToken, handle: handle, randomness)
        #expect(code.text != refresh.text)
        #expect(code.handle == handle)
        #expect(refresh.handle == handle)
        #expect(try #require(Secret(.refreshToken, reading: refresh.text)?.handle).grant == handle.grant)
        // The same handle always gives the same name; this one was computed once and must never change.
        #expect(Handle("0000000000000000000000").grant == GrantID("grant_6xdpRksGQzVqNufNQ5LSVL"))
        #expect(Handle(randomness).grant != handle.grant)
        // One way: the name is a digest of the handle, so neither the handle nor any part of it is inside.
        #expect(handle.grant.value == "grant_" + Base62.encode(Array(Digest(of: handle.text).bytes.prefix(16)), width: 22))
        #expect(!handle.grant.value.contains(handle.text.prefix(6)))
        #expect(!refresh.text.contains(handle.grant.value.dropFirst(6)))
    }
}

struct Base62Tests {
    @Test(
        "the widths hold the greatest number, and small numbers are padded",
        arguments: [(4, 6, "4gfFC3"), (16, 22, "7n42DGM5Tflk9n8mt7Fhc7")])
    func widths(bytes: Int, width: Int, greatest: String) {
        #expect(Base62.encode([UInt8](repeating: 0xff, count: bytes), width: width) == greatest)
        #expect(Base62.encode([UInt8](repeating: 0, count: bytes), width: width) == String(repeating: "0", count: width))
        let one = [UInt8](repeating: 0, count: bytes - 1) + [1]
        #expect(Base62.encode(one, width: width) == String(repeating: "0", count: width - 1) + "1")
    }

    @Test("32 bytes fit into 43 letters: the greatest needs them all, and no two numbers share a text")
    func greatestSecret() {
        let greatest = Base62.encode([UInt8](repeating: 0xff, count: 32), width: 43)
        #expect(greatest == "yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp1")
        #expect(decoded(greatest) == [UInt8](repeating: 0xff, count: 32))
        let randomness = SeededRandomness(3)
        for _ in 0..<1000 {
            let bytes = randomness.bytes(32)
            #expect(decoded(Base62.encode(bytes, width: 43)) == bytes)
        }
    }

    /// The way back, which only the tests need: the number as 32 bytes.
    private func decoded(_ text: String) -> [UInt8] {
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        return text.utf8.reduce(into: [UInt8](repeating: 0, count: 32)) { number, letter in
            var carry = alphabet.firstIndex(of: letter) ?? 0
            for index in number.indices.reversed() {
                let value = Int(number[index]) * 62 + carry
                number[index] = UInt8(truncatingIfNeeded: value)
                carry = value >> 8
            }
        }
    }

    @Test("the checksum is the CRC-32 of IEEE 802.3, whose check value for 123456789 is cbf43926")
    func checksum() {
        #expect(CRC32.checksum("123456789".utf8) == 0xcbf4_3926)
        #expect(CRC32.checksum("".utf8) == 0)
        #expect(CRC32.base62("123456789".utf8).utf8.count == 6)
    }
}
