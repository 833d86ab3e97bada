// The one secret that is kept outside the database. Everything else that must be hidden is derived from it
// (RFC 5869) or encrypted under it, so that a copy of the database alone opens nothing.

import Crypto
import FoundationEssentials

/// 256 random bits kept in a file beside the database, or in the environment.
public struct RootSecret: Sendable {
    /// What a derived key is for; each purpose has a key of its own.
    public enum Purpose: String, Sendable, CaseIterable {
        case signingKeys = "signing keys at rest"
        case tickets = "tickets for pending authorizations"
        case formTokens = "form tokens"
        case exports = "exports"
        case challenges = "challenges of sign-in elsewhere"
        case passkeys = "passkey challenges"
        case pendingSignIns = "sign-ins before their second factor"
        case authenticators = "secrets of authenticator apps"
        case knownBrowsers = "browsers that have signed somebody in"
        case mail = "mail that waits, and its codes"
        case upstreamTokens = "tokens of providers"
    }

    /// Derived once: it costs as much as what is done with one.
    private let keys: [Purpose: SymmetricKey]

    /// - Returns: `nil` unless there are at least 32 bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count >= 32 else { return nil }
        let key = SymmetricKey(data: bytes)
        keys = Dictionary(uniqueKeysWithValues: Purpose.allCases.map { ($0, Self.derived(key, $0)) })
    }

    private static func derived(_ key: SymmetricKey, _ purpose: Purpose) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data(purpose.rawValue.utf8), outputByteCount: 32)
    }

    private func key(_ purpose: Purpose) -> SymmetricKey {
        guard let key = keys[purpose] else { preconditionFailure("every purpose has its key") }
        return key
    }

    /// A message authentication code over `message` (RFC 2104).
    public func code(over message: some Collection<UInt8>, for purpose: Purpose) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(message), using: key(purpose)))
    }

    /// Content for somebody to carry and give back, who may read it and cannot change it: its code, then itself.
    ///
    /// - Parameter binding: what else must be there when it comes back; always of one length for a purpose.
    public func voucher(_ content: [UInt8], for purpose: Purpose, boundTo binding: [UInt8] = []) -> String {
        Base64URL.encode(code(over: binding + content, for: purpose) + content)
    }

    /// What `voucher` was made of; `nil` if it was changed, was made under another secret, or is bound to something else.
    public func content(of voucher: String, for purpose: Purpose, boundTo binding: [UInt8] = []) -> [UInt8]? {
        guard let bytes = Base64URL.decode(voucher), bytes.count > 32 else { return nil }
        let content = Array(bytes.dropFirst(32))
        return constantTimeEqual(code(over: binding + content, for: purpose), bytes.prefix(32)) ? content : nil
    }

    /// Encrypts with AES-GCM; the nonce is in front of the result.
    ///
    /// - Parameter owner: what must be said again to open it: whose it is, so that it is worth nothing in another's place.
    public func seal(_ message: [UInt8], for purpose: Purpose, of owner: [UInt8] = []) throws -> [UInt8] {
        Array(try AES.GCM.seal(message, using: key(purpose), authenticating: owner).combined ?? Data())
    }

    /// Opens what `seal` wrote.
    ///
    /// - Throws: if it was written under another secret, is another's, or was changed since.
    public func open(_ sealed: [UInt8], for purpose: Purpose, of owner: [UInt8] = []) throws -> [UInt8] {
        Array(try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key(purpose), authenticating: owner))
    }
}

extension Secret {
    /// Encrypts `successor` so that only a holder of this secret can read it again.
    ///
    /// A refresh that is repeated within the grace window gets the same successor, although the
    /// database holds nothing but digests.
    public func seal(_ successor: Secret) throws -> [UInt8] {
        Array(try AES.GCM.seal(Array(successor.text.utf8), using: successorKey).combined ?? Data())
    }

    /// Reads the successor that `seal` wrote; `nil` if it was not written under this secret.
    public func open(_ sealed: [UInt8]) -> Secret? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let text = try? AES.GCM.open(box, using: successorKey)
        else { return nil }
        return Secret(kind, reading: String(decoding: text, as: UTF8.self))
    }

    private var successorKey: SymmetricKey {
        // One step of RFC 5869's expansion is enough: what is expanded is 256 random bits already.
        let secret = SymmetricKey(data: Array(text.utf8))
        return SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array("successor".utf8), using: secret))
    }
}
