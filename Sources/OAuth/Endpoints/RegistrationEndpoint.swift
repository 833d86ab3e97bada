// Dynamic client registration (RFC 7591) and its management (RFC 7592): a client that nobody has added introduces
// itself, and whoever holds its registration access token may read, replace or remove what it said.

import Keys

public struct RegistrationEndpoint: Sendable {
    let store: any Store
    let settings: Settings
    let limiter: RegistrationLimiter
    let now: Now
    let randomness: any Randomness
    let changed: @Sendable () async throws -> Void

    /// RFC 7591 §3.1.
    ///
    /// - Parameter address: where the request came from, for limits.
    public func register(_ body: [UInt8], from address: String) async throws -> Reply {
        try await answering {
            try await limiter.count(address, at: now())
            let metadata = try ClientMetadata(ClientMetadata.document(body))
            var client = try check.client(.fresh(randomness), metadata, createdAt: now())
            let token = Secret(.registrationToken, randomness)
            client.registrationToken = token.digest
            let secret = addSecret(to: &client)
            guard try await store.register(client) else {
                throw OAuthError(.temporarilyUnavailable, "The client could not be registered; try again.")
            }
            return .created(
                information(client, secret: secret, token: token.text), about: Matter(client: client.id))
        }
    }

    /// RFC 7592 §2.1.
    public func read(_ id: ClientID, authorizations: [String]) async throws -> Reply {
        try await answering {
            let (client, token) = try await managed(id, authorizations)
            return .success(information(client, secret: nil, token: token))
        }
    }

    /// RFC 7592 §2.2: replaces everything, by the rules that held when it registered; what is left out is gone.
    public func replace(_ id: ClientID, _ body: [UInt8], authorizations: [String]) async throws -> Reply {
        try await answering {
            let (current, token) = try await managed(id, authorizations)
            let document = try ClientMetadata.document(body)
            try checkIdentity(document, current)
            var client = try check.client(id, ClientMetadata(document), createdAt: current.createdAt)
            client.registrationToken = current.registrationToken
            client.secret = current.secret
            let secret = addSecret(to: &client)
            guard try await store.update(client, at: now()) else { throw Self.unknown }
            try await changed()
            return .success(information(client, secret: secret, token: token))
        }
    }

    /// RFC 7592 §2.3: the client, its grants and all its tokens end at once.
    public func remove(_ id: ClientID, authorizations: [String]) async throws -> Reply {
        try await answering {
            let (client, _) = try await managed(id, authorizations)
            guard try await store.remove(client: client.id, at: now()) else { throw Self.unknown }
            try await changed()
            return Reply(status: 204, headers: Reply.noStore, body: .none)
        }
    }

    // MARK: Rules

    private static let unknown = OAuthError(
        .invalidToken, "There is no such client, or the registration access token is not its own.")

    private var check: RegistrationCheck { RegistrationCheck(settings: settings) }

    private func answering(_ body: () async throws -> Reply) async throws -> Reply {
        guard settings.registration.isOpen else { return .registrationIsClosed }
        do {
            return try await body()
        } catch let error as OAuthError {
            return error.code == .invalidToken ? .challenge(error) : .refusal(error)
        }
    }

    /// The client that may be managed with the token in the header (RFC 7592 §2); an unknown client and a wrong token
    /// get the same answer.
    private func managed(_ id: ClientID, _ authorizations: [String]) async throws -> (client: Client, token: String) {
        guard authorizations.count == 1, let text = BearerToken.read(authorizations[0]),
            let token = Secret(.registrationToken, reading: text), id.value.utf8.count <= 64,
            let client = try await store.client(id), client.registration == .dynamic,
            let stored = client.registrationToken, stored.matches(token.digest)
        else { throw Self.unknown }
        return (client, text)
    }

    // RFC 7592 §2.2: the request says which client it is, nothing that only the server decides, and no secret of its own.
    private func checkIdentity(_ document: ReceivedJSON, _ client: Client) throws(OAuthError) {
        guard let id = document["client_id"]?.text, id.utf8.elementsEqual(client.id.value.utf8) else {
            throw OAuthError(.invalidClientMetadata, "Send the client_id of this client in the body.")
        }
        let own = [
            "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at",
        ]
        if let name = own.first(where: { document[$0] != nil }) {
            throw OAuthError(.invalidClientMetadata, "Leave \(name) out: the server decides it.")
        }
        guard let secret = document["client_secret"] else { return }
        guard let text = secret.text, let stored = client.secret, Digest(of: text).matches(stored) else {
            throw OAuthError(.invalidClientMetadata, "The client_secret is not the current one, and cannot be chosen.")
        }
    }

    /// Keeps, makes or drops the secret, as the registered method needs it; the new one, if it was made.
    private func addSecret(to client: inout Client) -> Secret? {
        guard client.authenticationMethods.contains(where: \.isSharedSecret) else {
            client.secret = nil
            return nil
        }
        guard client.secret == nil else { return nil }
        let secret = Secret(.clientSecret, randomness)
        client.secret = secret.digest
        return secret
    }

    // MARK: The answer

    /// RFC 7591 §3.2.1 and RFC 7592 §3: all that is registered. A secret is told once, since only its digest is kept.
    private func information(_ client: Client, secret: Secret?, token: String) -> JSON.Members {
        var members: JSON.Members = [
            "client_id": .string(client.id.value), "client_id_issued_at": .integer(client.createdAt.seconds),
            "client_secret": secret.map { .string($0.text) },
            // RFC 7591 §3.2.1: 0 means never.
            "client_secret_expires_at": secret.map { _ in 0 },
            "registration_access_token": .string(token),
            "registration_client_uri": .string("\(settings.issuer)\(Endpoint.registration.path)/\(client.id)"),
        ]
        for (name, value) in client.metadata.list { members[name] = value }
        return members
    }
}

extension Client {
    /// What is registered, in the words of RFC 7591 §2.
    var metadata: JSON.Members {
        var members: JSON.Members = [
            "client_name": .string(name), "redirect_uris": JSON.strings(redirectURIs),
            "token_endpoint_auth_method": authenticationMethods.first.map { .string($0.rawValue) },
            "grant_types": JSON.strings(grantTypes.map(\.rawValue)), "response_types": ["code"],
            "scope": scopes.map { .string($0.text) }, "application_type": applicationType.map { .string($0.rawValue) },
            "id_token_signed_response_alg": .string(idTokenAlgorithm.rawValue),
            "client_uri": uri.map { .string($0) }, "logo_uri": logoURI.map { .string($0) },
            "policy_uri": policyURI.map { .string($0) }, "tos_uri": termsURI.map { .string($0) },
            "software_id": softwareID.map { .string($0) },
        ]
        switch keys {
        case .inline(let text)?: members["jwks"] = (try? ReceivedJSON(reading: Array(text.utf8)))?.json
        case .location(let url)?: members["jwks_uri"] = .string(url)
        case nil: break
        }
        return members
    }
}
