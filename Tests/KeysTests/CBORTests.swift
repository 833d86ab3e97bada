// RFC 8949 as authenticators write it, and what is refused.

import AuthenticatorKit
import Keys
import Testing

@Suite("CBOR")
struct CBORTests {
    @Test(
        "what authenticators write is read",
        arguments: [
            ([0x00], .integer(0)), ([0x17], .integer(23)), ([0x18, 0x18], .integer(24)), ([0x19, 0x03, 0xe8], .integer(1000)),
            ([0x1b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], .integer(.max)), ([0x26], .integer(-7)),
            ([0x39, 0x01, 0x00], .integer(-257)), ([0x3b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], .integer(.min)),
            ([0x43, 1, 2, 3], .bytes([1, 2, 3])), ([0x40], .bytes([])), ([0x62, 0x6f, 0x6b], .text("ok")), ([0xf4], .boolean(false)),
            ([0xf5], .boolean(true)), ([0xf6], .null), ([0x82, 1, 2], .list([.integer(1), .integer(2)])), ([0xa0], .map([])),
            // A length that could be shorter.
            ([0x58, 0x01, 9], .bytes([9])), ([0x59, 0x00, 0x01, 9], .bytes([9])), ([0x18, 0x01], .integer(1)),
        ] as [([UInt8], CBOR)])
    func read(bytes: [UInt8], value: CBOR) throws {
        #expect(try CBOR(reading: bytes) == value)
    }

    @Test("a map is asked by its names and numbers")
    func map() throws {
        let map = try CBOR(reading: CBORBytes.map([(.text("a"), .integer(1)), (.integer(-2), .bytes([7]))]).encoded)
        #expect(map["a"] == .integer(1))
        #expect(map[-2] == .bytes([7]))
        #expect(map["b"] == nil)
        #expect(try CBOR(reading: [0])["a"] == nil)
    }

    @Test(
        "what nobody needs to write is refused",
        arguments: [
            ([], .truncated), ([0x18], .truncated), ([0x43, 1, 2], .truncated), ([0x82, 1], .truncated), ([0xa1, 1], .truncated),
            ([0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], .truncated), ([0x5a, 0xff, 0xff, 0xff, 0xff], .truncated),
            ([0x00, 0x00], .trailing), ([0xa0, 0xff], .trailing),
            // Lists and maps that say more than is there.
            ([0x9a, 0xff, 0xff, 0xff, 0xff], .tooManyElements), ([0xba, 0x7f, 0xff, 0xff, 0xff], .tooManyElements),
            ([0xa2, 1, 2, 1, 3], .repeatedKey), ([0xa2, 0x61, 0x61, 2, 0x61, 0x61, 3], .repeatedKey),
            // The same number, spelled in two ways.
            ([0xa2, 1, 2, 0x18, 1, 3], .repeatedKey),
            // Numbers that do not fit; keys of another kind; unknown lengths; tags; fractions; undefined; bad text.
            ([0x1b, 0x80, 0, 0, 0, 0, 0, 0, 0], .unsupported), ([0x3b, 0x80, 0, 0, 0, 0, 0, 0, 0], .unsupported),
            ([0xa1, 0x40, 1], .unsupported), ([0xa1, 0x80, 1], .unsupported), ([0x5f, 0x41, 1, 0xff], .unsupported),
            ([0x9f, 0xff], .unsupported), ([0xbf, 0xff], .unsupported), ([0x1c], .unsupported), ([0xc0, 0x60], .unsupported),
            ([0xf9, 0x3c, 0x00], .unsupported), ([0xfb, 0, 0, 0, 0, 0, 0, 0, 0], .unsupported), ([0xf7], .unsupported),
            ([0xff], .unsupported), ([0x62, 0xc3, 0x28], .unsupported),
        ] as [([UInt8], CBOR.Problem)])
    func refused(bytes: [UInt8], problem: CBOR.Problem) {
        #expect(throws: problem) { try CBOR(reading: bytes) }
    }

    @Test("four levels are read, and a fifth or a thousandth is not")
    func depth() throws {
        #expect(try CBOR(reading: [0x81, 0x81, 0x81, 0x81, 0]) == .list([.list([.list([.list([.integer(0)])])])]))
        #expect(throws: CBOR.Problem.tooDeep) { try CBOR(reading: [0x81, 0x81, 0x81, 0x81, 0x81, 0]) }
        #expect(throws: CBOR.Problem.tooDeep) { try CBOR(reading: [UInt8](repeating: 0x81, count: 60_000)) }
        #expect(throws: CBOR.Problem.tooManyElements) { try CBOR(reading: [0x98, 65] + [UInt8](repeating: 0, count: 65)) }
    }
}
