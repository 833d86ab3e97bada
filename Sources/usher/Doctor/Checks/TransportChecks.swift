// Encryption on the way: https everywhere but on one's own machine (RFC 9700 §2.6), with a certificate that clients trust.

import Keys
import Profiles

extension Check {
    static let transport: [Check] = [
        .failure("plain-http", .reach, "RFC 9700 §2.6", Clients.everyone) { seen in
            guard !seen.server.isSecure, !seen.server.isLoopback else { return [] }
            return [
                Finding(
                    "\(seen.server.origin) is not encrypted, so passwords and tokens can be read on the way.",
                    cure: "Serve it by https, and write https in `public_url`: no client accepts anything else.")
            ]
        },
        .failure("untrusted-certificate", .reach, "RFC 9110 §4.3.4", Clients.everyone) { seen in
            encryptions(seen)?.compactMap { address, encryption in
                encryption.distrust.map { reason in
                    Finding(
                        "The certificate of \(seen.server.host) at \(address) is not trusted: \(reason).",
                        cure: reason.contains("expired")
                            ? "Renew it and let the server load it again."
                            : "Use one for exactly this name from a public authority, with its whole chain (often called fullchain.pem).")
                }
            }
        },
        .warning("expiring-certificate", .reach, "RFC 5280 §4.1.2.5") { seen in
            encryptions(seen)?.compactMap { address, encryption in
                let soon = seen.now + .seconds(14 * 86400)
                guard encryption.distrust == nil, let end = encryption.expiresAt, end < soon else { return nil }
                let days = (end - seen.now).inSeconds / 86400
                return Finding(
                    "The certificate at \(address) expires in \(days) days, on \(Output.time(end)).",
                    cure: "Renew it; if that should happen by itself, find out why it did not.")
            }
        },
        .failure("old-tls", .reach, "RFC 8996 §5", Clients.hosted) { seen in
            encryptions(seen)?.compactMap { address, encryption in
                guard ["TLS 1.0", "TLS 1.1"].contains(encryption.version) else { return nil }
                return Finding(
                    "\(address) offers nothing newer than \(encryption.version).",
                    cure: "Switch on TLS 1.2 and 1.3, and the older ones off.")
            }
        },
        .warning("odd-port", .reach, "ChatGPT: port 443") { seen in
            guard seen.server.isSecure, !seen.server.isLoopback else { return nil }
            guard seen.server.port != 443 else { return [] }
            return [
                Finding(
                    "\(seen.server.origin) is not on port 443.", cure: "Move it there: plugins and Actions call no other port.")
            ]
        },
        .warning("hsts", .reach, "RFC 6797 §7.1") { seen in
            guard seen.server.isSecure, let answer = seen.answer(.document(seen.authorizationServerPlace)) else { return nil }
            guard answer.header("Strict-Transport-Security") == nil else { return [] }
            return [
                Finding(
                    "Answers have no Strict-Transport-Security.",
                    cure: "Send `Strict-Transport-Security: max-age=31536000`, so that browsers never ask in the clear.")
            ]
        },
    ]

    private static func encryptions(_ seen: Seen) -> [(String, Seen.Encryption)]? {
        guard seen.server.isSecure, let doors = seen.network?.doors else { return nil }
        return doors.compactMap { door in door.encryption.map { (door.address, $0) } }
    }
}
