// The text of a challenge: 256 random bits and a message authentication code (RFC 2104). What was not made here is refused
// before anything is looked up. It is no secret: it opens nothing without the browser's cookie and the other site's answer.

import Keys

/// Makes the texts of challenges, and recognises them.
struct ChallengeOffice: Sendable {
    let secret: RootSecret

    func issue(_ randomness: any Randomness) -> String {
        let body = Base64URL.encode(randomness.bytes(32))
        return body + "." + code(body)
    }

    /// What a challenge is kept by; `nil` for what was not made here.
    func id(of text: String) -> Digest? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count == 87, parts.count == 2 else { return nil }
        let body = String(decoding: parts[0], as: UTF8.self)
        guard constantTimeEqual(parts[1], code(body).utf8) else { return nil }
        return Digest(of: text)
    }

    /// A value that belongs to a challenge and that only this server can work out: nothing of it need be stored.
    func derived(_ name: String, from text: String) -> String {
        Base64URL.encode(secret.code(over: "\(name)\u{0}\(text)".utf8, for: .challenges))
    }

    private func code(_ body: String) -> String {
        Base64URL.encode(secret.code(over: body.utf8, for: .challenges))
    }
}
