// Whether a certificate is for the name that was asked for: RFC 9525 §6. The TLS library also takes a certificate for
// the address that it is connected to, whatever the name; such certificates can be had, so a wrong answer from
// DNS would be enough to speak for somebody else.

import NIOSSL

enum ServerName {
    /// Whether one of the certificate's names is `host`, which is in lower case.
    static func matches(_ host: String, _ certificate: NIOSSLCertificate) -> Bool {
        certificate._subjectAlternativeNames().contains { name in
            name.nameType == .dnsName && matches(host, pattern: String(decoding: Array(name.contents), as: UTF8.self))
        }
    }

    /// RFC 9525 §6.3: `*` stands for the whole first label, and for nothing else.
    static func matches(_ host: String, pattern: String) -> Bool {
        let pattern = pattern.lowercased()
        guard pattern.hasPrefix("*.") else { return pattern.utf8.elementsEqual(host.utf8) }
        guard let dot = host.firstIndex(of: "."), dot > host.startIndex else { return false }
        let rest = pattern.dropFirst()
        return rest.dropFirst().contains(".") && !rest.contains("*") && host[dot...].utf8.elementsEqual(rest.utf8)
    }
}
