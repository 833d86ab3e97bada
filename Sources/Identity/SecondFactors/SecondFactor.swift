// Second factors: what they are, and who has to prove one (OWASP ASVS 6.3, 6.5).

import Keys

/// Something that a person can prove besides their first factor.
public enum SecondFactor: String, Sendable, CaseIterable {
    /// An app that shows codes (RFC 6238).
    case authenticator
    /// A passkey, where a touch is enough.
    case passkey
}

/// Whether people prove a second factor when they sign in.
public enum SecondFactorPolicy: String, Sendable, CaseIterable {
    /// Nobody does, and nobody can set one up.
    case off
    /// Whoever has set one up.
    case optional
    /// Everybody: who has none sets one up before anything else.
    case required

    /// Whether somebody who has these must prove one after a password.
    ///
    /// A passkey alone asks for nothing: people add one to sign in more easily, and whoever loses it still has the password.
    public func asks(_ factors: Set<SecondFactor>) -> Bool {
        switch self {
        case .off: false
        case .optional: factors.contains(.authenticator)
        case .required: true
        }
    }
}

/// The authenticator app of a person, as it is stored.
public struct Authenticator: Sendable, Equatable {
    public let user: UserID
    /// The secret that the app and we share, sealed under the root secret.
    public let sealedSecret: [UInt8]
    /// The last step of which a code was accepted: no code of it or of an earlier one is accepted again.
    public let lastStep: Int64
    public let createdAt: Timestamp

    public init(user: UserID, sealedSecret: [UInt8], lastStep: Int64, createdAt: Timestamp) {
        self.user = user
        self.sealedSecret = sealedSecret
        self.lastStep = lastStep
        self.createdAt = createdAt
    }
}

/// A code to be written down for the day when the app is lost. Shown once, stored as a digest, works once.
public struct RecoveryCode: Sendable, Hashable, CustomStringConvertible {
    /// How many a person has at first.
    public static let count = 10
    /// As it is shown: four groups of six.
    public let text: String

    /// A fresh one, with 120 random bits: enough that a plain digest hides it (OWASP ASVS 6.5.2).
    init(_ randomness: any Randomness) {
        text = Base32.encode(randomness.bytes(15), Base32.readable).grouped(by: 6, "-")
    }

    /// Reads what somebody typed: however it is grouped, in either case, and with letters in the place of like digits.
    init?(reading typed: String) {
        guard typed.utf8.count <= 64 else { return nil }
        let letters = typed.lowercased().filter { !$0.isWhitespace && $0 != "-" }
            .map { ["o": "0", "i": "1", "l": "1"][$0] ?? $0 }
        guard letters.count == 24, letters.allSatisfy({ $0.asciiValue.map(Base32.readable.contains) ?? false }) else { return nil }
        text = String(letters).grouped(by: 6, "-")
    }

    public var digest: Digest { Digest(of: text) }
    public var description: String { "RecoveryCode(…)" }
}
