// A range of IP addresses in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3), for proxies that are believed.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An address and how many of its leading bits count.
struct AddressRange: Sendable, Equatable {
    let bytes: [UInt8]
    let prefix: Int

    init(_ text: String) throws(Refusal) {
        let expected = Refusal("an address or a range, such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32")
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let bytes = Self.bytes(of: String(first)) else { throw expected }
        let width = bytes.count * 8
        guard let prefix = parts.count == 2 ? Int(parts[1]) : width, (0...width).contains(prefix) else { throw expected }
        guard Self.masked(bytes, prefix) == bytes else {
            throw Refusal("a range that begins at its first address: the bits after /\(prefix) must be zero")
        }
        self.bytes = bytes
        self.prefix = prefix
    }

    /// Whether the address, in text, lies in the range. An IPv4 address mapped into IPv6 counts as IPv4.
    func contains(_ address: String) -> Bool {
        guard var other = Self.bytes(of: address) else { return false }
        // RFC 4291 §2.5.5.2.
        if bytes.count == 4, other.count == 16, other.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) {
            other = Array(other.suffix(4))
        }
        return other.count == bytes.count && Self.masked(other, prefix) == bytes
    }

    /// The 4 or 16 bytes of an address, or nil.
    static func bytes(of address: String) -> [UInt8]? {
        var four = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, address, &four) == 1 { return four }
        var sixteen = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET6, address, &sixteen) == 1 ? sixteen : nil
    }

    private static func masked(_ bytes: [UInt8], _ prefix: Int) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let kept = max(0, min(8, prefix - index * 8))
            return byte & ~UInt8(truncatingIfNeeded: 0xFF >> kept)
        }
    }
}
