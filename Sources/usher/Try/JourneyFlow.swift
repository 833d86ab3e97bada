// The flow itself: authorization request, code, tokens, refresh (RFC 6749 §4.1, §6), with PKCE (RFC 7636) and `resource`
// (RFC 8707) where the client knows them, and its secret where it has one.

import FoundationEssentials
import Profiles

extension Journey {
    func authorize(_ step: inout Step) async throws {
        if client.id.isEmpty {
            client = plan.credentials ?? client
            redirectURI = plan.preregisteredCallback
        }
        try await authorize(scope: chosenScope, &step)
    }

    /// RFC 6749 §4.1.1, the parameters in the order in which the client sends them.
    func authorize(scope: String, unlike habits: [Profile.Reconnection] = [], _ step: inout Step) async throws {
        let form = connection.authorization
        request = SentRequest(
            state: habits.contains(.longState) ? Profile.State.long() : form.state.fresh(),
            nonce: form.parameters.contains(.nonce) ? Random.base64URL(24) : nil,
            proofKey: form.parameters.contains(.codeChallenge) ? ProofKeyPair() : nil, resource: resourceParameter,
            scope: habits.contains(.withoutScope) ? "" : scope)
        var fields = form.parameters.flatMap(fields)
        if habits.contains(.resourceTwice), let resource = request.resource { fields.append(("resource", resource)) }
        let address = authorizationEndpoint + (authorizationEndpoint.contains("?") ? "&" : "?") + Percent.form(fields)

        let landing: String
        switch plan.person {
        case .password(let email, let password):
            var visitor = Visitor(caller: caller, email: email, password: password, redirectURI: redirectURI)
            landing = try await visitor.walk(from: address, &step)
        case .browser(let ask):
            landing = try await ask(address)
            step.record(Step.Exchange(sent: ["in a browser: \(Masking.url(address))"], received: [Masking.url(landing)]))
        }
        code = try step.expectAuthorizationAnswer(
            landing, redirectURI: redirectURI, state: request.state,
            issuer: AuthorizationIssuer(name: issuer, isPromised: promisesIssuer, isCompared: plan.demands.contains(.issuerInAnswer)))
    }

    private func fields(_ parameter: Profile.Parameter) -> [(name: String, value: String)] {
        switch parameter {
        case .responseType: [("response_type", "code")]
        case .clientID: [("client_id", client.id)]
        case .redirectURI: [("redirect_uri", redirectURI)]
        // Plugins and Actions send an empty scope as well.
        case .scope: request.scope.isEmpty && profile.family != .plugin ? [] : [("scope", request.scope)]
        case .state: request.state.map { [("state", $0)] } ?? []
        case .nonce: request.nonce.map { [("nonce", $0)] } ?? []
        case .codeChallenge: request.proofKey.map { [("code_challenge", $0.challenge)] } ?? []
        case .codeChallengeMethod: [("code_challenge_method", "S256")]
        case .resource: request.resource.map { [("resource", $0)] } ?? []
        case .promptForOffline: request.scope.split(separator: " ").contains("offline_access") ? [("prompt", "consent")] : []
        case .fixed(let pair): [(pair.name, pair.value)]
        }
    }

    /// The scope that the client asks for: the first source that has one, and what the server lists of the additions.
    var chosenScope: String {
        let choice = connection.authorization.scope
        let listed = metadata["scopes_supported"]?.texts ?? []
        if let typedScope { return typedScope }
        let found = choice.always + (choice.sources.lazy.compactMap(scopes).first { !$0.isEmpty } ?? [])
        return (found + choice.added.filter { listed.contains($0) && !found.contains($0) }).joined(separator: " ")
    }

    private func scopes(_ source: Profile.ScopeChoice.Source) -> [String]? {
        switch source {
        case .typed: nil
        case .challenge: challenge?.parameters["scope"]?.split(separator: " ").map(String.init)
        case .resource: resourceMetadata?["scopes_supported"]?.texts
        case .server: metadata["scopes_supported"]?.texts
        case .fixed(let scopes): scopes
        }
    }

    /// RFC 8707 §2, in the client's spelling.
    var resourceParameter: String? {
        guard let typed = plan.resource else { return nil }
        let published = resourceMetadata?["resource"]?.text ?? typed.text
        return switch connection.authorization.resource {
        case .absent: nil
        case .typed: typed.text
        case .published: published
        case .canonical: typed.path == "/" ? typed.origin : typed.origin + typed.path
        case .printed: Address(published).map { $0.text == $0.origin ? $0.text + "/" : $0.text } ?? published
        }
    }

    func exchangeCode(_ step: inout Step) async throws {
        let answer = try await caller.send(codeRequest, &step)
        tokens = try step.expectTokens(answer, profile, after: nil)
    }

    func refresh(_ step: inout Step) async throws {
        let answer = try await patientCaller.send(refreshRequest, &step)
        tokens = try step.expectTokens(answer, profile, after: tokens)
    }

    /// RFC 6749 §4.1.2: a code that is used twice is refused, and what it gave is taken back.
    func replayCode(_ step: inout Step) async throws {
        let answer = try await caller.send(codeRequest, &step)
        let error = answer.json?["error"]?.text ?? "no error"
        try step.expect(
            answer.status == 400 && error == "invalid_grant", "the second use is refused with 400 invalid_grant",
            "RFC 6749 §5.2", found: "the answer is \(answer.status) with \(error)", cure: "redeem a code in one step that works once")
        guard let address = api ?? plan.resource else { return }
        let call = try await caller.send(Call(address: address.text, headers: apiHeaders(token: tokens.accessToken)), &step)
        try step.expect(call.status == 401, "the tokens from the code have ended", "RFC 6749 §4.1.2", found: "the status is \(call.status)")
    }

    var codeRequest: Call {
        var fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectURI)]
        if let proofKey = request.proofKey { fields.append(("code_verifier", proofKey.verifier)) }
        if let resource = request.resource { fields.append(("resource", resource)) }
        return tokenRequest(fields.map { (name: $0.0, value: $0.1) })
    }

    var refreshRequest: Call {
        var fields = [("grant_type", "refresh_token"), ("refresh_token", tokens.refreshToken)]
        if connection.tokens.refreshesWithScope, !tokens.scope.isEmpty { fields.append(("scope", tokens.scope)) }
        if connection.tokens.refreshesWithResource, let resource = request.resource { fields.append(("resource", resource)) }
        return tokenRequest(fields.map { (name: $0.0, value: $0.1) })
    }

    /// A token request as the client sends it: with the Basic method id and secret leave the body (RFC 6749 §2.3.1).
    func tokenRequest(_ parameters: [(name: String, value: String)]) -> Call {
        var call = Call(method: "POST", address: tokenEndpoint, headers: [("Accept", "application/json")])
        if profile.family == .mcp { call.headers.append(("User-Agent", connection.discovery.userAgent)) }
        var fields = parameters
        let secret = client.secret ?? ""
        switch method {
        case .secretInHeader:
            let isRaw = connection.tokens.basic == .raw
            let pair = isRaw ? "\(client.id):\(secret)" : "\(Percent.encode(client.id)):\(Percent.encode(secret))"
            call.headers.append(("Authorization", "Basic " + Data(pair.utf8).base64EncodedString()))
        case .secretInBody: fields.insert(contentsOf: [("client_id", client.id), ("client_secret", secret)], at: 1)
        case .publicClient: fields.insert(("client_id", client.id), at: 1)
        }
        call.body = contentType == .json ? .json(fields) : .form(fields)
        return call
    }
}
