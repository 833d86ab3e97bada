// Letters and digits only: a double click selects the whole, and no encoding ever touches it.

/// Base62 in fixed width, big-endian, for identifiers and secrets.
enum Base62 {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// `bytes` as a number in base 62, left-padded with `0` to `width` characters.
    /// The width must hold the number: 22 for 16 bytes, 43 for 32 bytes, 6 for 4 bytes.
    static func encode(_ bytes: [UInt8], width: Int) -> String {
        precondition(bytes.count % 4 == 0, "whole 32-bit words only")
        let alphabet = alphabet
        var words = [UInt64](repeating: 0, count: bytes.count / 4)
        for (index, byte) in bytes.enumerated() { words[index / 4] = words[index / 4] << 8 | UInt64(byte) }
        var output = [UInt8](repeating: alphabet[0], count: width)
        for position in stride(from: width - 1, through: 0, by: -1) {
            var remainder: UInt64 = 0
            for index in words.indices {
                let value = remainder << 32 | words[index]
                words[index] = value / 62
                remainder = value % 62
            }
            output[position] = alphabet[Int(remainder)]
        }
        return String(decoding: output, as: UTF8.self)
    }

    static func isDigit(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
