// Challenges (WebAuthn level 3 §13.4.3): 32 random bytes that travel through the browser and back in a sealed ticket, so that
// nothing is stored for those who never answer. The seal binds one to a browser and to what it is for; storage remembers only
// those that were answered.

import Keys

/// Something to sign.
public struct PasskeyChallenge: Sendable, Equatable {
    /// What a signature over it would prove.
    public enum Purpose: Sendable, Equatable {
        /// Who somebody is that has said nothing yet.
        case signIn
        /// That somebody who has proved to be this person has the person's passkey too.
        case secondFactor(UserID)
        /// That this person has a new passkey, on an authenticator that knows the account by this handle.
        case registration(UserID, handle: [UInt8])
    }

    public let bytes: [UInt8]
    public let purpose: Purpose
    public let begunAt: Timestamp

    /// How long there is to answer.
    public static let lifetime: Duration = .seconds(300)

    init(_ purpose: Purpose, at now: Timestamp, _ randomness: any Randomness) {
        self.init(bytes: randomness.bytes(32), purpose: purpose, begunAt: now)
    }

    private init(bytes: [UInt8], purpose: Purpose, begunAt: Timestamp) {
        self.bytes = bytes
        self.purpose = purpose
        self.begunAt = begunAt
    }

    /// What is remembered once it was answered, and for how long.
    var mark: Digest { Digest(of: "passkey challenge \(Base64URL.encode(bytes))") }
    var expiresAt: Timestamp { begunAt + Self.lifetime }

    /// The ticket for the browser that has this cookie.
    func sealed(with secret: RootSecret, boundTo cookie: String) -> String {
        let fields = [String(begunAt.milliseconds), Base64URL.encode(bytes)] + purpose.fields
        let content = Array(fields.joined(separator: "?").utf8)
        return secret.voucher(content, for: .passkeys, boundTo: Digest(of: cookie).bytes)
    }

    /// - Returns: `nil` if the ticket is not ours, was given to another browser, or is too old.
    init?(opening ticket: String, with secret: RootSecret, boundTo cookie: String, at now: Timestamp) {
        guard ticket.utf8.count <= 1024,
            let content = secret.content(of: ticket, for: .passkeys, boundTo: Digest(of: cookie).bytes)
        else { return nil }
        let fields = String(decoding: content, as: UTF8.self).split(separator: "?", omittingEmptySubsequences: false).map(String.init)
        guard fields.count >= 3, let milliseconds = Int64(fields[0]), let bytes = Base64URL.decode(fields[1]),
            let purpose = Purpose(Array(fields.dropFirst(2)))
        else { return nil }
        self.init(bytes: bytes, purpose: purpose, begunAt: Timestamp(milliseconds: milliseconds))
        guard now < expiresAt else { return nil }
    }
}

extension PasskeyChallenge.Purpose {
    fileprivate var fields: [String] {
        switch self {
        case .signIn: ["sign-in"]
        case .secondFactor(let user): ["second-factor", user.value]
        case .registration(let user, let handle): ["registration", user.value, Base64URL.encode(handle)]
        }
    }

    fileprivate init?(_ fields: [String]) {
        switch (fields.first, fields.count) {
        case ("sign-in", 1): self = .signIn
        case ("second-factor", 2): self = .secondFactor(UserID(fields[1]))
        case ("registration", 3):
            guard let handle = Base64URL.decode(fields[2]) else { return nil }
            self = .registration(UserID(fields[1]), handle: handle)
        default: return nil
        }
    }
}
