// Addresses that are not the public internet: the registries of RFC 6890 and what has been added to them since.
// Nothing that a stranger names may make us talk to these.

/// A range of addresses with a use of its own.
struct SpecialUse: Sendable {
    let bytes: [UInt8]
    let prefix: Int
    /// For the log.
    let name: String

    private init(_ range: String, _ name: String) {
        let parts = range.split(separator: "/")
        bytes = IPAddress(String(parts[0]))?.bytes ?? []
        prefix = Int(parts[1]) ?? 0
        self.name = name
    }

    func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == bytes.count else { return false }
        return bytes.indices.allSatisfy { index in
            let kept = max(0, min(8, prefix - index * 8))
            let mask = ~UInt8(truncatingIfNeeded: 0xFF >> kept)
            return address.bytes[index] & mask == bytes[index] & mask
        }
    }

    /// The use of an address; `nil` if it is an ordinary public one.
    static func of(_ address: IPAddress) -> String? {
        if let known = all.first(where: { $0.contains(address) }) { return known.name }
        // RFC 4291 §2.4: whatever else is not global unicast, now or later.
        return address.bytes.count == 16 && address.bytes[0] & 0xE0 != 0x20 ? "not global unicast" : nil
    }

    static let loopback = "loopback"

    static let all: [SpecialUse] = four + six

    private static let four = [
        SpecialUse("0.0.0.0/8", "this network"), SpecialUse("10.0.0.0/8", "private"),
        SpecialUse("100.64.0.0/10", "shared by a provider"), SpecialUse("127.0.0.0/8", loopback),
        // Cloud metadata services are at 169.254.169.254.
        SpecialUse("169.254.0.0/16", "link-local"), SpecialUse("172.16.0.0/12", "private"),
        SpecialUse("192.0.0.0/24", "protocol assignments"), SpecialUse("192.0.2.0/24", "documentation"),
        SpecialUse("192.88.99.0/24", "6to4 relay"), SpecialUse("192.168.0.0/16", "private"),
        SpecialUse("198.18.0.0/15", "benchmarking"), SpecialUse("198.51.100.0/24", "documentation"),
        SpecialUse("203.0.113.0/24", "documentation"), SpecialUse("224.0.0.0/4", "multicast"),
        SpecialUse("240.0.0.0/4", "reserved"),
    ]

    private static let six = [
        SpecialUse("::/128", "unspecified"), SpecialUse("::1/128", loopback),
        // An IPv4 address in IPv6 clothes goes where the IPv4 address goes.
        SpecialUse("::ffff:0:0/96", "IPv4-mapped"), SpecialUse("::/96", "IPv4-compatible"),
        SpecialUse("64:ff9b::/96", "IPv4 translated"), SpecialUse("64:ff9b:1::/48", "IPv4 translated"),
        SpecialUse("100::/64", "discard-only"), SpecialUse("2001::/23", "protocol assignments"),
        SpecialUse("2001:db8::/32", "documentation"), SpecialUse("2002::/16", "6to4"),
        SpecialUse("3fff::/20", "documentation"), SpecialUse("5f00::/16", "segment routing"),
        // One cloud's metadata service is at fd00:ec2::254.
        SpecialUse("fc00::/7", "private"), SpecialUse("fe80::/10", "link-local"), SpecialUse("fec0::/10", "site-local"),
        SpecialUse("ff00::/8", "multicast"),
    ]
}
