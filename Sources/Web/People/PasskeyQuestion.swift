// What a browser is to ask an authenticator for, as JSON (WebAuthn level 3 §5.1.8, §5.1.9), and the answer read from a form.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages

extension Response {
    /// The options of `navigator.credentials.get`, and the ticket that comes back with the answer.
    static func question(_ request: Passkeys.Request, of party: RelyingParty, requiringVerification: Bool) -> Response {
        question(
            request,
            [
                "challenge": .string(Base64URL.encode(request.challenge)), "timeout": timeout, "rpId": .string(party.id),
                "allowCredentials": .array(request.passkeys.map(descriptor)),
                // As a second factor a touch is enough, and a PIN would only be in the way.
                "userVerification": requiringVerification ? "required" : "discouraged",
            ])
    }

    /// The options of `navigator.credentials.create`.
    static func question(_ request: Passkeys.Request, of party: RelyingParty, for account: Account) -> Response {
        question(
            request,
            [
                "challenge": .string(Base64URL.encode(request.challenge)), "timeout": timeout,
                "rp": .object(["id": .string(party.id), "name": .string(party.name)]),
                "user": .object([
                    "id": .string(Base64URL.encode(request.userHandle ?? [])), "name": .string(account.email.text),
                    "displayName": .string(account.name ?? account.email.text),
                ]),
                "pubKeyCredParams": .array(
                    CredentialKey.Algorithm.allCases.map { .object(["type": "public-key", "alg": .integer($0.rawValue)]) }),
                "excludeCredentials": .array(request.passkeys.map(descriptor)),
                // Fit for signing in alone: found without a name, and with the person verified.
                "authenticatorSelection": .object([
                    "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
                ]),
                "attestation": "none",
            ])
    }

    private static var timeout: JSON { .integer(PasskeyChallenge.lifetime.inMilliseconds) }

    private static func descriptor(_ passkey: Passkey) -> JSON {
        var members: JSON.Members = ["type": "public-key", "id": .string(passkey.id.text)]
        if !passkey.transports.isEmpty { members["transports"] = .array(passkey.transports.map { .string($0) }) }
        return .object(members)
    }

    private static func question(_ request: Passkeys.Request, _ options: JSON.Members) -> Response {
        .json(["ticket": .string(request.ticket), "options": .object(options)], status: .ok, headers: [.cacheControl: "no-store"])
    }
}

extension RelyingParty.Assertion {
    /// What the script has put into the form; `nil` if it is not all there.
    init?(_ form: OAuth.Parameters) throws {
        guard let id = try form.value("credential").flatMap(CredentialID.init(text:)), let clientData = try form.bytes("client_data"),
            let data = try form.bytes("authenticator_data"), let signature = try form.bytes("signature")
        else { return nil }
        self.init(
            id: id, clientData: clientData, authenticatorData: data, signature: signature, userHandle: try form.bytes("user_handle"))
    }
}

extension RelyingParty.Registration {
    init?(_ form: OAuth.Parameters) throws {
        guard let clientData = try form.bytes("client_data"), let attestation = try form.bytes("attestation") else { return nil }
        let transports = try form.value("transports") ?? ""
        self.init(
            clientData: clientData, attestation: attestation, transports: transports.split(separator: " ").map(String.init))
    }
}

extension OAuth.Parameters {
    fileprivate func bytes(_ name: String) throws -> [UInt8]? { try value(name).flatMap { Base64URL.decode($0) } }
}
