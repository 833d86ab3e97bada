// The flow itself: authorization request, code, tokens, refresh (RFC 6749 §4.1, §6), as plugins and Actions send them:
// no PKCE, no `resource`, the secret in the body or in a Basic header.

import FoundationEssentials
import Profiles

extension Journey {
    func authorize(_ step: inout Step) async throws {
        let address = authorizationRequest
        let landing: String
        switch plan.person {
        case .password(let email, let password):
            var visitor = Visitor(caller: caller, email: email, password: password, redirectURI: plan.redirectURI)
            landing = try await visitor.walk(from: address, &step)
        case .browser(let ask):
            landing = try await ask(address)
            step.record(Step.Exchange(sent: ["in a browser: \(Masking.url(address))"], received: [Masking.url(landing)]))
        }
        code = try step.expectAuthorizationAnswer(landing, redirectURI: plan.redirectURI, state: plan.state, issuer: issuer)
    }

    /// RFC 6749 §4.1.1, the parameters in the order in which each client sends them.
    private var authorizationRequest: String {
        let redirect = ("redirect_uri", plan.redirectURI)
        let state = ("state", plan.state)
        var parameters = [("response_type", "code"), ("client_id", plan.clientID)]
        parameters += plan.profile == .gptAction ? [redirect, ("scope", scope), state] : [("scope", scope), state, redirect]
        let separator = authorizationEndpoint.contains("?") ? "&" : "?"
        return authorizationEndpoint + separator + Percent.form(parameters.map { (name: $0.0, value: $0.1) })
    }

    func exchangeCode(_ step: inout Step) async throws {
        let answer = try await caller.send(codeRequest, &step)
        tokens = try step.expectTokens(answer, plan.profile, after: nil)
    }

    func refresh(_ step: inout Step) async throws {
        let call = tokenRequest([("grant_type", "refresh_token"), ("refresh_token", tokens.refreshToken)])
        let answer = try await caller.send(call, &step)
        tokens = try step.expectTokens(answer, plan.profile, after: tokens)
    }

    /// RFC 6749 §4.1.2: a code that is used twice is refused, and what it gave is taken back.
    func replayCode(_ step: inout Step) async throws {
        let answer = try await caller.send(codeRequest, &step)
        let error = answer.json?["error"]?.text ?? "no error"
        try step.expect(
            answer.status == 400 && error == "invalid_grant", "the second use is refused with 400 invalid_grant",
            "RFC 6749 §5.2", found: "the answer is \(answer.status) with \(error)")
        guard let api else { return }
        let call = try await caller.send(Call(address: api.text, headers: apiHeaders(token: tokens.accessToken)), &step)
        try step.expect(call.status == 401, "the tokens from the code have ended", "RFC 6749 §4.1.2", found: "the status is \(call.status)")
    }

    private var codeRequest: Call {
        tokenRequest([("grant_type", "authorization_code"), ("code", code), ("redirect_uri", plan.redirectURI)])
    }

    /// A token request as the client sends it: with the Basic method id and secret leave the body (RFC 6749 §2.3.1).
    private func tokenRequest(_ parameters: [(name: String, value: String)]) -> Call {
        var call = Call(method: "POST", address: tokenEndpoint)
        var fields = parameters
        if plan.method == .secretInHeader {
            let pair = "\(Percent.encode(plan.clientID)):\(Percent.encode(plan.clientSecret))"
            call.headers.append(("Authorization", "Basic " + Data(pair.utf8).base64EncodedString()))
        } else {
            fields.insert(contentsOf: [("client_id", plan.clientID), ("client_secret", plan.clientSecret)], at: 1)
        }
        call.body = contentType == .json ? .json(fields) : .form(fields)
        return call
    }
}
