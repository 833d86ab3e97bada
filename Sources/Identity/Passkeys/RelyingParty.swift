// Registration and sign-in as the server verifies them (WebAuthn level 3 §7.1 and §7.2), without storage.
// The steps that need storage (is the passkey known, was the challenge used, did the count go back) are in `Passkeys`.

import Keys

/// Who asks for passkeys: one host name and one origin, both from the public address (§4, §5.1.2).
public struct RelyingParty: Sendable, Equatable {
    /// The host name that passkeys are bound to, whatever the port.
    public let id: String
    /// What browsers must say that the page came from, letter for letter.
    public let origin: String
    /// What authenticators show to the person.
    public let name: String

    /// - Parameter origin: scheme, host and port of the public address.
    /// - Returns: `nil` for an address by number, which browsers take no passkeys for (§5.1.3 step 8: a valid domain).
    public init?(origin: String, name: String) {
        // RFC 6454 §6.2: as browsers write it: lower case, without the port that goes without saying.
        let origin = origin.lowercased()
        let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty, let defaultPort = ["https:": ":443", "http:": ":80"][parts[0]] else { return nil }
        var authority = parts[2]
        if authority.hasSuffix(defaultPort) { authority = authority.dropLast(defaultPort.count) }
        let host = authority.prefix { $0 != ":" }
        // The last label of a name is never a number (RFC 1123 §2.1), and an address in brackets begins with one.
        guard let label = host.split(separator: ".").last, let first = label.first, first.isLetter, host.allSatisfy(\.isASCII) else {
            return nil
        }
        id = String(host)
        self.origin = "\(parts[0])//\(authority)"
        self.name = name
    }

    /// What a browser sends when a passkey was made.
    public struct Registration: Sendable {
        public var clientData: [UInt8]
        public var attestation: [UInt8]
        /// How the browser reaches the authenticator.
        public var transports: [String]

        public init(clientData: [UInt8], attestation: [UInt8], transports: [String] = []) {
            self.clientData = clientData
            self.attestation = attestation
            self.transports = transports
        }
    }

    /// What a browser sends when a passkey has signed.
    public struct Assertion: Sendable {
        public var id: CredentialID
        public var clientData: [UInt8]
        public var authenticatorData: [UInt8]
        public var signature: [UInt8]
        /// Whom the authenticator takes the person for; authenticators of the second factor alone need not say.
        public var userHandle: [UInt8]?

        public init(
            id: CredentialID, clientData: [UInt8], authenticatorData: [UInt8], signature: [UInt8], userHandle: [UInt8]? = nil
        ) {
            self.id = id
            self.clientData = clientData
            self.authenticatorData = authenticatorData
            self.signature = signature
            self.userHandle = userHandle
        }
    }

    /// Checks a new passkey (§7.1) for the challenge that it answers.
    ///
    /// Every passkey must be fit for signing in by itself, so the device must have made sure of the person.
    func verify(_ registration: Registration, answering challenge: [UInt8]) throws(PasskeyProblem) -> AuthenticatorData {
        _ = try clientData(registration.clientData, .create, challenge)
        // Nobody's word is asked for about the authenticator, so what comes is read over and believed as little as `none`.
        guard let object = try? CBOR(reading: registration.attestation), case .text? = object["fmt"], object["attStmt"] != nil,
            case .bytes(let bytes)? = object["authData"]
        else { throw .malformedData }
        let data = try authenticatorData(bytes, requiringVerification: true)
        guard data.credential != nil else { throw .malformedData }
        return data
    }

    /// Checks what a known passkey has signed (§7.2) for the challenge that it answers.
    func verify(
        _ assertion: Assertion, answering challenge: [UInt8], by passkey: Passkey, requiringVerification: Bool
    ) throws(PasskeyProblem) -> AuthenticatorData {
        let clientData = try clientData(assertion.clientData, .get, challenge)
        let data = try authenticatorData(assertion.authenticatorData, requiringVerification: requiringVerification)
        guard data.credential == nil else { throw .malformedData }
        guard data.isBackupEligible == passkey.isBackupEligible else { throw .backupFlags }
        guard passkey.key.verifies(assertion.signature, of: assertion.authenticatorData + clientData.digest.bytes) else {
            throw .wrongSignature
        }
        return data
    }

    private func clientData(
        _ bytes: [UInt8], _ kind: ClientData.Kind, _ challenge: [UInt8]
    ) throws(PasskeyProblem) -> ClientData {
        let data = try ClientData(reading: bytes)
        guard data.kind == kind else { throw .wrongType }
        guard constantTimeEqual(data.challenge, challenge) else { throw .wrongChallenge }
        guard data.origin.utf8.elementsEqual(origin.utf8) else { throw .wrongOrigin }
        guard !data.isCrossOrigin else { throw .crossOrigin }
        return data
    }

    private func authenticatorData(
        _ bytes: [UInt8], requiringVerification: Bool
    ) throws(PasskeyProblem) -> AuthenticatorData {
        let data = try AuthenticatorData(reading: bytes)
        guard data.relyingParty == Digest(of: id) else { throw .wrongRelyingParty }
        guard data.hasPresence else { throw .personNotPresent }
        guard data.hasVerification || !requiringVerification else { throw .personNotVerified }
        return data
    }
}
