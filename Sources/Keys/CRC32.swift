// The checksum inside Usher's secrets: the CRC-32 of IEEE 802.3, written in base 62.
// It guards against typing and truncation only; it is no cryptography.

enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
    }

    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let table = table
        return ~bytes.reduce(UInt32.max) { crc, byte in table[Int((crc ^ UInt32(byte)) & 0xff)] ^ crc >> 8 }
    }

    /// The checksum as six letters and digits.
    static func base62(_ bytes: some Sequence<UInt8>) -> String {
        let crc = checksum(bytes)
        return Base62.encode([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: crc >> $0) }, width: 6)
    }
}
