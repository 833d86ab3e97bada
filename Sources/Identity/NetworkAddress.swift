// The network addresses that sign-in limits are counted for (RFC 4291): one IPv4 address, or one IPv6 /64,
// which is the least that a subscriber gets and can roam in at will.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The part of a caller's network address that the caller cannot choose freely.
public struct NetworkAddress: Hashable, Sendable {
    /// For example `192.0.2.7` or `20010db800010002/64`.
    public let text: String

    /// Addresses that cannot be read share one place, so that nobody escapes the limits by being unreadable.
    public init(_ address: String?) {
        let bare = (address ?? "").prefix { $0 != "%" }
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, String(bare), &four) == 1 {
            text = Self.dotted(withUnsafeBytes(of: four) { Array($0) })
        } else if inet_pton(AF_INET6, String(bare), &six) == 1 {
            let bytes = withUnsafeBytes(of: six) { Array($0) }
            // RFC 4291 §2.5.5.2: an IPv4 caller on an IPv6 socket.
            if bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff] {
                text = Self.dotted(bytes.suffix(4))
            } else {
                text = bytes.prefix(8).map(Self.hexadecimal).joined() + "/64"
            }
        } else {
            text = "unknown"
        }
    }

    private static func dotted(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0) }.joined(separator: ".")
    }
    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
