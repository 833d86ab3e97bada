// Base32 as authenticator apps read it (RFC 4648 §6), without padding.

/// Writes bytes in 32 letters and digits.
public enum Base32 {
    /// RFC 4648 §6.
    public static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    /// Without letters that look like digits or like each other, for people to read and type.
    public static let readable = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// - Parameter alphabet: 32 ASCII characters.
    public static func encode(_ bytes: [UInt8], _ alphabet: [UInt8] = standard) -> String {
        var (text, buffer, bits) = ([UInt8](), UInt32(0), 0)
        for byte in bytes {
            (buffer, bits) = (buffer << 8 | UInt32(byte), bits + 8)
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(buffer >> UInt32(bits) & 31)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << UInt32(5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}

extension String {
    /// The same in groups of so many characters, easier to read and to type.
    public func grouped(by count: Int, _ separator: String) -> String {
        var groups: [Substring] = []
        var rest = self[...]
        while !rest.isEmpty {
            groups.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return groups.joined(separator: separator)
    }
}
