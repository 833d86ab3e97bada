// The contract with upstreams (docs: "Headers from the gateway to the upstream"): who is calling, in plain headers
// and in an assertion that can be checked. Also where the call came from, in the usual X-Forwarded-* headers.

import Keys
import NIOHTTP1

enum IdentityHeaders {
    /// Adds who is calling.
    static func add(_ caller: Caller, assertion: String, to headers: inout HTTPHeaders) {
        if let user = caller.user { headers.add(name: "X-Usher-User", value: headerSafe(user.value)) }
        if caller.user != nil, let email = caller.email { headers.add(name: "X-Usher-Email", value: headerSafe(email)) }
        headers.add(name: "X-Usher-Client", value: headerSafe(caller.client.value))
        headers.add(name: "X-Usher-Scope", value: caller.scopes.map(headerSafe).joined(separator: " "))
        headers.add(name: "X-Usher-Assertion", value: assertion)
    }

    /// A value as printable ASCII: every other byte of its UTF-8, and `%` itself, becomes `%XX` (RFC 3986 §2.1),
    /// so that decoding it always gives the original. Ordinary addresses and identifiers stay as they are.
    static func headerSafe(_ value: String) -> String {
        func isPlain(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "%") }
        guard !value.utf8.allSatisfy(isPlain) else { return value }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in value.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
