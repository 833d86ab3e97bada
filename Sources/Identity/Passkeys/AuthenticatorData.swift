// What an authenticator says and signs (WebAuthn level 3 §6.1), read strictly: every byte has its meaning, or it is refused.

import Keys

/// Authenticator data.
struct AuthenticatorData: Sendable, Equatable {
    /// A passkey that was just made (§6.5.1).
    struct Credential: Sendable, Equatable {
        let id: CredentialID
        let key: CredentialKey
    }

    /// The SHA-256 of the relying party's name.
    let relyingParty: Digest
    /// UP: somebody touched the device.
    let hasPresence: Bool
    /// UV: the device made sure of the person, by a PIN or a finger.
    let hasVerification: Bool
    /// BE and BS (§6.1.3).
    let isBackupEligible: Bool
    let isBackedUp: Bool
    let counter: UInt32
    let credential: Credential?

    init(reading bytes: [UInt8]) throws(PasskeyProblem) {
        guard bytes.count >= 37, let relyingParty = Digest(stored: Array(bytes[..<32])) else { throw .malformedData }
        let flags = bytes[32]
        self.relyingParty = relyingParty
        hasPresence = flags & 0x01 != 0
        hasVerification = flags & 0x04 != 0
        isBackupEligible = flags & 0x08 != 0
        isBackedUp = flags & 0x10 != 0
        // §6.1.3: what may not be copied has not been.
        guard isBackupEligible || !isBackedUp else { throw .backupFlags }
        counter = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        var rest = bytes[37...]
        credential = flags & 0x40 != 0 ? try Self.credential(in: &rest) : nil
        // Extensions that nobody asked for are read over, but they must be what they say.
        if flags & 0x80 != 0 {
            guard case .map? = try? CBOR.next(in: &rest) else { throw .malformedData }
        }
        guard rest.isEmpty else { throw .malformedData }
    }

    /// §6.5.1: the model of the authenticator, which nobody vouches for; the length of the name; the name; the key.
    private static func credential(in rest: inout ArraySlice<UInt8>) throws(PasskeyProblem) -> Credential {
        guard rest.count >= 18 else { throw .malformedData }
        let length = rest.dropFirst(16).prefix(2).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(18)
        guard rest.count >= length, let id = CredentialID(Array(rest.prefix(length))) else { throw .malformedData }
        rest = rest.dropFirst(length)
        guard let cose = try? CBOR.next(in: &rest) else { throw .malformedData }
        do {
            return Credential(id: id, key: try CredentialKey(reading: cose))
        } catch {
            throw .unusableKey
        }
    }
}
