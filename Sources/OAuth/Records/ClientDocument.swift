// Client ID Metadata Documents (draft-ietf-oauth-client-id-metadata-document §4, RFC 7591 §2): the identifier is a
// URL, and what is found there describes the client. Its host is proven, its words are its own.

import Keys

/// Reads documents into clients.
struct ClientDocument: Sendable {
    let settings: Settings
    let now: Now

    /// Whether an identifier can only be that of a document.
    static func isName(of id: ClientID) -> Bool { id.value.utf8.starts(with: "https://".utf8) }

    /// The client that a document at `id` describes.
    func client(_ id: ClientID, _ bytes: [UInt8]) async throws(ClientDocumentProblem) -> Client {
        guard let document = try? ReceivedJSON(reading: bytes), case .object = document else {
            throw ClientDocumentProblem("The document is not one JSON object with each member once.")
        }
        // §4.1: the same bytes, so that nobody can speak for another.
        guard let name = document["client_id"]?.text, name.utf8.elementsEqual(id.value.utf8) else {
            throw ClientDocumentProblem("The client_id in the document is not the URL that it was fetched from.")
        }
        // §4.1: who publishes a secret has none.
        guard document["client_secret"] == nil, document["client_secret_expires_at"] == nil else {
            throw ClientDocumentProblem("The document has a client_secret, which nothing public can have.")
        }
        let metadata: ClientMetadata
        do throws(OAuthError) { metadata = try ClientMetadata(document) } catch {
            throw ClientDocumentProblem("The document describes no client. \(error.description)")
        }
        let keys = try await keys(metadata)
        return Client(
            id: id, registration: .document, name: try self.name(metadata), profile: Client.Registration.document.rawValue,
            secret: nil, keys: keys, authenticationMethods: try methods(metadata, document, hasKeys: keys != nil),
            grantTypes: grants(metadata), redirectURIs: try redirectURIs(metadata), scopes: scopes(metadata.scope),
            idTokenAlgorithm: metadata.idTokenAlgorithm.flatMap(SigningAlgorithm.init(rawValue:)) ?? .rs256,
            applicationType: metadata.applicationType.flatMap(Client.ApplicationType.init(rawValue:)),
            uri: link(metadata.uri), logoURI: link(metadata.logoURI), policyURI: link(metadata.policyURI),
            termsURI: link(metadata.termsURI), createdAt: now())
    }

    // MCP authorization: client_id, client_name and redirect_uris must be there.
    private func name(_ metadata: ClientMetadata) throws(ClientDocumentProblem) -> String {
        guard let name = metadata.name else { throw ClientDocumentProblem("The document has no client_name.") }
        guard Client.isName(name) else {
            throw ClientDocumentProblem("The client_name in the document must be 1 to 100 visible characters.")
        }
        return name
    }

    private func redirectURIs(_ metadata: ClientMetadata) throws(ClientDocumentProblem) -> [String] {
        guard !metadata.redirectURIs.isEmpty else { throw ClientDocumentProblem("The document has no redirect_uris.") }
        for uri in metadata.redirectURIs {
            if let problem = RedirectURI.problem(with: uri) {
                throw ClientDocumentProblem("One of the redirect_uris in the document cannot be used. \(problem)")
            }
        }
        return metadata.redirectURIs
    }

    /// The singular says what the client would like, the plural what else it can do; it may pick each time.
    private func methods(
        _ metadata: ClientMetadata, _ document: ReceivedJSON, hasKeys: Bool
    ) throws(ClientDocumentProblem) -> [ClientAuthenticationMethod] {
        let plural = document["token_endpoint_auth_methods_supported"]?.list?.compactMap(\.text) ?? []
        let sent = (metadata.authenticationMethod.map { [$0] } ?? []) + plural
        // A client that names no method has no secret, and no keys that it would use.
        let names = sent.isEmpty ? [ClientAuthenticationMethod.none.rawValue] : sent
        // §4.1: nothing that rests on a shared secret, `client_secret_jwt` included.
        guard !names.contains(where: { $0.hasPrefix("client_secret_") }) else {
            throw ClientDocumentProblem("The document names an authentication method that needs a shared secret.")
        }
        let methods = [ClientAuthenticationMethod.none, .privateKeyJWT].filter {
            names.contains($0.rawValue) && ($0 == .none || hasKeys)
        }
        guard methods.isEmpty else { return methods }
        throw ClientDocumentProblem(
            names.contains(ClientAuthenticationMethod.privateKeyJWT.rawValue)
                ? "The document names private_key_jwt, and neither jwks nor jwks_uri."
                : "The document names no authentication method that works here: none or private_key_jwt.")
    }

    private func keys(_ metadata: ClientMetadata) async throws(ClientDocumentProblem) -> ClientKeys? {
        switch metadata.keys {
        case .location(let url)?:
            do throws(FetchProblem) { _ = try DocumentURL(url) } catch {
                throw ClientDocumentProblem("The jwks_uri in the document cannot be used. \(error.sentence)")
            }
        case .inline(let text)?:
            guard let set = try? await AssertionKeys(jwks: Array(text.utf8)), !set.isEmpty else {
                throw ClientDocumentProblem("The jwks in the document has no key that can be used here.")
            }
        case nil: break
        }
        return metadata.keys
    }

    /// Grants that need no person are the operator's to give. Unknown ones are ignored: a document is for many servers.
    private func grants(_ metadata: ClientMetadata) -> [GrantType] {
        let known: [GrantType] = [.authorizationCode, .refreshToken]
        guard let names = metadata.grantTypes, !names.isEmpty else { return known }
        return known.filter { names.contains($0.rawValue) }
    }

    /// For the same reason its scope is a limit only if it speaks of something here.
    private func scopes(_ text: String?) -> Scope? {
        guard let text, let scope = try? Scope(reading: text) else { return nil }
        let offered = settings.resources.flatMap { $0.scopes.map(\.name) }
        return scope.names.contains(where: offered.contains) ? scope : nil
    }

    // Shown as a link at most, and never fetched.
    private func link(_ text: String?) -> String? {
        guard let text, let uri = RedirectURI(text), uri.scheme == "https", !uri.host.isEmpty else { return nil }
        return text
    }
}
