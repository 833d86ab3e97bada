// What a client that registers itself gets of what it wants: RFC 7591 §2 and §5, OpenID Connect Dynamic Client
// Registration §2. What is not known here is left out and the answer says what remains; refused is what could
// harm a person, or leave the client with nothing that works.

import Keys

struct RegistrationCheck {
    let settings: Settings

    /// What everybody may register for. The others need a trust that registering does not give.
    private static let grants: [GrantType] = [.authorizationCode, .refreshToken]
    private static let mostScopes = 50

    /// The client as it will be remembered, without its secrets.
    func client(
        _ id: ClientID, _ metadata: ClientMetadata, createdAt: Timestamp
    ) throws(OAuthError) -> Client {
        // RFC 7591 §2.3: nobody's word is taken here, and a statement that is not checked must not look as if it were.
        guard !metadata.hasSoftwareStatement else {
            throw OAuthError(.invalidSoftwareStatement, "Software statements are not checked here: register without one.")
        }
        let type = metadata.applicationType.flatMap(Client.ApplicationType.init)
        let redirectURIs = try redirectURIs(metadata, type)
        let keys = metadata.keys
        return Client(
            id: id, registration: .dynamic, name: try name(metadata, redirectURIs),
            profile: Client.Registration.dynamic.rawValue, secret: nil, keys: keys,
            authenticationMethods: [try method(metadata.authenticationMethod, keys)],
            grantTypes: try grantTypes(metadata), redirectURIs: redirectURIs, scopes: scopes(metadata.scope),
            idTokenAlgorithm: metadata.idTokenAlgorithm.flatMap(SigningAlgorithm.init) ?? .rs256, applicationType: type,
            uri: try link("client_uri", metadata.uri), logoURI: try link("logo_uri", metadata.logoURI),
            policyURI: try link("policy_uri", metadata.policyURI), termsURI: try link("tos_uri", metadata.termsURI),
            softwareID: metadata.softwareID.flatMap { Client.isName($0) ? $0 : nil }, createdAt: createdAt)
    }

    // MARK: Where answers go

    private func redirectURIs(
        _ metadata: ClientMetadata, _ type: Client.ApplicationType?
    ) throws(OAuthError) -> [String] {
        // RFC 7591 §2: whoever uses redirects registers where to.
        guard !metadata.redirectURIs.isEmpty else {
            throw OAuthError(.invalidRedirectURI, "Send redirect_uris, a list of at least one.")
        }
        for text in metadata.redirectURIs {
            if let problem = RedirectURI.problem(with: text) { throw Self.refused(text, problem) }
            // OpenID Connect Dynamic Client Registration §2, `application_type`. Who sends none is not judged by it.
            if type == .web, RedirectURI(text)?.scheme != "https" {
                throw Self.refused(text, "A client of application_type web needs https; is it native?")
            }
        }
        return metadata.redirectURIs
    }

    private static func refused(_ uri: String, _ problem: String) -> OAuthError {
        OAuthError(.invalidRedirectURI, "\(shown(uri)): \(problem)", .redirectURIForbidden, detail: problem)
    }

    /// As much of what was sent as a description may hold (RFC 6749 §5.2).
    static func shown(_ text: String) -> String {
        let bytes = text.utf8.prefix(200).map { byte in
            (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") ? byte : UInt8(ascii: "?")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: How it works

    private func method(_ sent: String?, _ keys: ClientKeys?) throws(OAuthError) -> ClientAuthenticationMethod {
        // RFC 7591 §2: the default.
        guard let sent else { return .basic }
        guard let method = ClientAuthenticationMethod(rawValue: sent), ClientAuthentication.methods.contains(method) else {
            let known = ClientAuthentication.methods.map(\.rawValue).joined(separator: ", ")
            throw OAuthError(.invalidClientMetadata, "The token_endpoint_auth_method must be one of \(known).")
        }
        guard method != .privateKeyJWT || keys != nil else {
            throw OAuthError(.invalidClientMetadata, "With private_key_jwt send jwks or jwks_uri.")
        }
        // Some clients only work with a secret and do not ask for one (CLIENTS R2).
        return method == .none && settings.registration.alwaysGivesSecret ? .post : method
    }

    private func grantTypes(_ metadata: ClientMetadata) throws(OAuthError) -> [GrantType] {
        // RFC 7591 §2: the default, and that each grant has its response type.
        let wanted = metadata.grantTypes.flatMap { $0.isEmpty ? nil : $0 } ?? [GrantType.authorizationCode.rawValue]
        let grants = Self.grants.filter { wanted.contains($0.rawValue) }
        guard grants.contains(.authorizationCode) else {
            throw OAuthError(
                .invalidClientMetadata,
                "Clients that register themselves sign people in: grant_types must contain authorization_code.")
        }
        guard metadata.responseTypes.map({ $0.isEmpty || $0.contains("code") }) ?? true else {
            throw OAuthError(.invalidClientMetadata, "With authorization_code the response_types must contain code.")
        }
        return grants
    }

    /// The scopes that exist; `nil` if it names none of them, which clients do who do not know them yet.
    private func scopes(_ sent: String?) -> Scope? {
        let known = IdentityScope.all.names + settings.resources.flatMap { $0.scopes.map(\.name) }
        let names = (sent ?? "").split { $0 == " " || $0 == "," }.map(String.init).prefix(Self.mostScopes)
        let scope = Scope(names.filter(known.contains))
        return scope.isEmpty ? nil : scope
    }

    // MARK: What people see

    private func name(_ metadata: ClientMetadata, _ redirectURIs: [String]) throws(OAuthError) -> String {
        guard let name = metadata.name else {
            return redirectURIs.first.flatMap { RedirectURI($0)?.displayHost }.flatMap { Client.isName($0) ? $0 : nil }
                ?? "Unnamed app"
        }
        guard Client.isName(name) else {
            throw OAuthError(.invalidClientMetadata, "The client_name must be 1 to 100 visible characters.")
        }
        return name
    }

    // Shown as a link at most, and never fetched. Plain http is left out, so that a developer's machine can register;
    // what a browser could run is refused.
    private func link(_ member: String, _ sent: String?) throws(OAuthError) -> String? {
        guard let sent else { return nil }
        guard let uri = RedirectURI(sent), !uri.host.isEmpty, !uri.isPrivateUse else {
            throw OAuthError(.invalidClientMetadata, "The \(member) must be an https URL.")
        }
        return uri.scheme == "https" ? sent : nil
    }
}
