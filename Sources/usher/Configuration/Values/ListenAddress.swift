// Where the server listens: `host:port`, with brackets around an IPv6 address (RFC 3986 §3.2.2).

/// A host and a port to bind.
struct ListenAddress: Sendable, Equatable {
    let host: String
    /// 0 lets the system choose.
    let port: Int

    var isLoopback: Bool { Loopback.contains(host) }

    init(_ text: String) throws(Refusal) {
        let expected = Refusal("host:port, such as 127.0.0.1:8080, [::1]:8080 or 0.0.0.0:8080")
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { throw expected }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard AddressRange.bytes(of: host)?.count == 16 else { throw expected }
        } else {
            let isName = host.utf8.allSatisfy {
                ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E
            }
            let isNumeric = host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
            guard !host.isEmpty, isName, !isNumeric || AddressRange.bytes(of: host) != nil else { throw expected }
        }
        self.host = host
        self.port = Int(port)
    }
}
