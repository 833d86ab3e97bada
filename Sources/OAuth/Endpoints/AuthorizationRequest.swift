// An authorization request, RFC 6749 §4.1.1 and OpenID Connect Core §3.1.2.1, read into a typed value by two
// ordered lists of steps: a failure in the first shows a page, a failure in the second goes back to the client.

import Keys

/// How the answer travels (OAuth 2.0 Multiple Response Type Encoding Practices §2.1, Form Post Response Mode).
public enum ResponseMode: String, Sendable, CaseIterable {
    case query
    case formPost = "form_post"
}

/// What `prompt` can ask for (OpenID Connect Core §3.1.2.1).
enum Prompt: String, CaseIterable {
    case none, login, consent
    case selectAccount = "select_account"
}

/// A request of which the client and the destination are certain: errors in the rest may be sent there.
struct TrustedRequest {
    var client: Client
    var destination: Destination
    /// `state` as it was sent, percent-encoded (RFC 6749 §4.1.1: it is given back unchanged).
    var rawState: String?
    var responseMode: ResponseMode

    /// Whether the operator knows where answers go, or they stay on the person's device.
    var isVouchedFor: Bool { client.registration == .preregistered || destination.isOnThisDevice }
}

/// A request that can be granted.
struct AuthorizationRequest {
    var trusted: TrustedRequest
    var scope: Scope
    var resource: Resource?
    /// Whether the request said which, rather than leaving it to us.
    var namesResource: Bool
    var challenge: String?
    var nonce: String?
    var prompts: Set<Prompt>
    var maxAge: Duration?
    /// What would do, the preferred one first (OpenID Connect Core §3.1.2.1, RFC 9470 §4); values that are unknown here are left out.
    var contexts: [AuthenticationContext]
    var loginHint: String?
    var idTokenHint: String?
}

/// Reads authorization requests.
struct AuthorizationRequestReader {
    let clients: any ClientLookup
    let settings: Settings

    // MARK: Steps whose failure shows a page

    func trusted(_ parameters: Parameters, from address: String) async throws -> TrustedRequest {
        do {
            let client = try await client(parameters, address)
            let destination = try RedirectURICheck.destination(for: parameters.value("redirect_uri"), of: client)
            let mode = try responseMode(parameters)
            // A repeated `state` is an error that must still carry no state (RFC 6749 §3.1).
            let state = (try? parameters.raw("state")).flatMap { $0 }
            return TrustedRequest(client: client, destination: destination, rawState: state, responseMode: mode)
        } catch let error as OAuthError {
            throw PageError(
                title: PageText.requestWrong.rawValue, sentence: error.description,
                cure: PageText.backAndMend.rawValue,
                reason: error.reason, detail: error.detail)
        }
    }

    // RFC 6749 §4.1.2.1: an unknown client is never redirected.
    private func client(_ parameters: Parameters, _ address: String) async throws -> Client {
        guard let id = try parameters.value("client_id") else {
            throw PageError(
                .clientMissing, .clientMissingSentence, .clientMissingCure, reason: .clientMissing)
        }
        guard id.utf8.count <= 512, let client = try await known(ClientID(id), address) else {
            throw PageError(
                .clientUnknown, .clientUnknownSentence, .clientUnknownCure,
                reason: .clientUnknown)
        }
        return client
    }

    private func known(_ id: ClientID, _ address: String) async throws -> Client? {
        do {
            return try await clients.client(id, for: address)
        } catch let problem as ClientDocumentProblem {
            throw PageError(problem, of: id)
        }
    }

    // OpenID Connect Core §3.1.2.6: there is no way to answer in a mode that is not supported.
    private func responseMode(_ parameters: Parameters) throws -> ResponseMode {
        guard let name = try parameters.value("response_mode") else { return .query }
        guard let mode = ResponseMode(rawValue: name) else {
            throw OAuthError(.invalidRequest, "This response_mode is not supported.", .responseMode)
        }
        return mode
    }

    // MARK: Steps whose failure goes back to the client

    func request(_ parameters: Parameters, _ trusted: TrustedRequest) throws(OAuthError) -> AuthorizationRequest {
        try refuseRepetitions(parameters)
        try refuseRequestObjects(parameters)
        try checkResponseType(parameters, trusted.client)
        let requested: Scope? = if let text = try parameters.value("scope") { try Scope(reading: text) } else { nil }
        let resource = try ResourceIndicator(settings: settings)
            .resource(named: parameters.values("resource"), scope: requested, client: trusted.client)
        let challenge = try ProofKey.challenge(
            parameters.value("code_challenge"), method: parameters.value("code_challenge_method"), for: trusted.client)
        return AuthorizationRequest(
            trusted: trusted, scope: ScopeCheck.granted(requested, resource: resource, client: trusted.client),
            resource: resource, namesResource: !parameters.values("resource").isEmpty, challenge: challenge, nonce: try nonce(parameters),
            prompts: try prompts(parameters),
            maxAge: try maxAge(parameters), contexts: try contexts(parameters), loginHint: try parameters.value("login_hint"),
            idTokenHint: try parameters.value("id_token_hint"))
    }

    // RFC 6749 §3.1: a parameter that is known must not be repeated.
    private func refuseRepetitions(_ parameters: Parameters) throws(OAuthError) {
        for name in ["state", "response_type", "scope", "code_challenge", "code_challenge_method", "nonce", "prompt", "acr_values"] {
            _ = try parameters.value(name)
        }
    }

    // OpenID Connect Core §3.1.2.6: these are not supported, and are never half-understood.
    private func refuseRequestObjects(_ parameters: Parameters) throws(OAuthError) {
        if !parameters.values("request").isEmpty {
            throw OAuthError(.requestNotSupported, "Request objects are not supported here.", .requestObject)
        }
        if !parameters.values("request_uri").isEmpty {
            throw OAuthError(.requestURINotSupported, "The parameter request_uri is not supported here.", .requestObject)
        }
        if !parameters.values("registration").isEmpty {
            throw OAuthError(.registrationNotSupported, "The parameter registration is not supported here.", .requestObject)
        }
    }

    private func checkResponseType(_ parameters: Parameters, _ client: Client) throws(OAuthError) {
        guard let type = try parameters.value("response_type") else {
            throw OAuthError(.invalidRequest, "The parameter response_type is missing.", .responseType)
        }
        // RFC 9700 §2.1.2: no token ever travels through the browser.
        guard type == "code" else {
            throw OAuthError(.unsupportedResponseType, "The response_type must be code.", .responseType)
        }
        guard client.grantTypes.contains(.authorizationCode) else {
            throw OAuthError(.unauthorizedClient, "This client may not sign people in.", .signInNotAllowed)
        }
    }

    private func nonce(_ parameters: Parameters) throws(OAuthError) -> String? {
        guard let nonce = try parameters.value("nonce") else { return nil }
        guard nonce.utf8.count <= 1024 else {
            throw OAuthError(.invalidRequest, "The nonce is longer than 1024 bytes.", .parameterMalformed, detail: "nonce")
        }
        return nonce
    }

    private func prompts(_ parameters: Parameters) throws(OAuthError) -> Set<Prompt> {
        let names = try parameters.value("prompt")?.split(separator: " ") ?? []
        let prompts = Set(names.compactMap { Prompt(rawValue: String($0)) })
        guard !prompts.contains(.none) || names.count == 1 else {
            throw OAuthError(.invalidRequest, "The prompt none stands alone.", .parameterMalformed, detail: "prompt")
        }
        return prompts
    }

    private func contexts(_ parameters: Parameters) throws(OAuthError) -> [AuthenticationContext] {
        let names = try parameters.value("acr_values")?.split(separator: " ") ?? []
        return names.compactMap { AuthenticationContext(rawValue: String($0)) }.filter(settings.contexts.contains)
    }

    private func maxAge(_ parameters: Parameters) throws(OAuthError) -> Duration? {
        guard let text = try parameters.value("max_age") else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int32(text) else {
            throw OAuthError(
                .invalidRequest, "The parameter max_age must be a whole number of seconds.", .parameterMalformed, detail: "max_age")
        }
        return .seconds(Int64(seconds))
    }
}
