// IP addresses as bytes (RFC 791, RFC 4291 §2.2): read in exactly one spelling, from text or from a resolver.

import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An IPv4 or an IPv6 address.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// Four or sixteen.
    public let bytes: [UInt8]

    /// Reads four decimal numbers, or colons and hexadecimal digits. No other spelling is an address.
    public init?(_ text: String) {
        var four = [UInt8](repeating: 0, count: 4)
        var sixteen = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = four
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            bytes = sixteen
        } else {
            return nil
        }
    }

    /// Reads what a resolver found.
    init?(_ address: UnsafePointer<sockaddr>) {
        let found: SocketAddress
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            found = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) }
        case AF_INET6:
            found = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) }
        default: return nil
        }
        guard let text = found.ipAddress else { return nil }
        self.init(text)
    }

    public var description: String {
        guard bytes.count == 16 else { return bytes.map { String($0) }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { index in
            String(Int(bytes[index]) << 8 | Int(bytes[index + 1]), radix: 16)
        }.joined(separator: ":")
    }
}
