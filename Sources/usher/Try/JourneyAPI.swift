// Calling the API as ChatGPT does, with its headers and the bearer token (RFC 6750 §2.1), and learning whom it saw.

import Profiles

extension Journey {
    /// The headers of a call from ChatGPT. None of them says who the person is: only the token does.
    func apiHeaders(token: String?) -> [(name: String, value: String)] {
        var headers = [
            ("Accept", "*/*"),
            ("User-Agent", "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot"),
            ("openai-conversation-id", Try.uuid()),
            ("openai-ephemeral-user-id", Try.uuid()),
        ]
        if plan.profile == .gptAction { headers.append(("openai-gpt-id", "g-" + Try.hexadecimal(16))) }
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        return headers.map { (name: $0.0, value: $0.1) }
    }

    func callWithoutToken(_ step: inout Step) async throws {
        guard let api else { return }
        let answer = try await caller.send(Call(address: api.text, headers: apiHeaders(token: nil)), &step)
        try step.expect(
            answer.status == 401, "a call without a token is refused with 401", "RFC 6750 §3", found: "the status is \(answer.status)")
        let challenge = answer.header("WWW-Authenticate") ?? ""
        try step.expect(
            challenge.lowercased().hasPrefix("bearer"), "WWW-Authenticate asks for a bearer token", "RFC 6750 §3",
            found: challenge.isEmpty ? "there is none" : "it says \(challenge)")
    }

    func callAPI(_ step: inout Step) async throws {
        guard let api else { return }
        let answer = try await caller.send(Call(address: api.text, headers: apiHeaders(token: tokens.accessToken)), &step)
        let refusal = answer.header("WWW-Authenticate").map { " (\($0))" } ?? ""
        let isGuess = answer.status == 404 && plan.api == nil
        try step.expect(
            (200..<300).contains(answer.status) || isGuess, "the API accepts the token", "RFC 6750 §2",
            found: "the status is \(answer.status)\(refusal)")
        try step.expect(
            answer.body.count < 100_000, "the answer is short enough for ChatGPT", "100,000 characters",
            found: "it has \(answer.body.count) bytes")
        if isGuess {
            return step.note("The token was accepted, but nothing is at \(api.path): name an address to call with --api.")
        }
        apiAnswer = String(decoding: answer.body, as: UTF8.self).shortened(to: 500)
        try learn(TryResult.Person(in: answer.json), from: "the API", &step)
    }

    /// OpenID Connect Core §5.3.
    func readUserinfo(_ step: inout Step) async throws {
        guard let userinfoEndpoint else { return }
        let headers = [(name: "Authorization", value: "Bearer \(tokens.accessToken)")]
        let answer = try await caller.send(Call(address: userinfoEndpoint, headers: headers), &step)
        let claims = try step.expectJSON(answer, status: 200, "OpenID Connect Core §5.3.2")
        _ = try step.expectText(claims, "sub", "OpenID Connect Core §5.3.2")
        try learn(TryResult.Person(in: claims), from: "userinfo", &step)
    }

    /// Every answer must be about the same person, and that person is the one who signed in.
    private func learn(_ seen: TryResult.Person?, from source: String, _ step: inout Step) throws {
        guard let seen else { return }
        if case .password(let email, _) = plan.person, let found = seen.email {
            try step.expect(
                found.lowercased() == email.lowercased(), "\(source) saw \(email)", "the person who signed in", found: "it saw \(found)")
        }
        if let person, let before = person.id, let now = seen.id {
            try step.expect(
                before == now, "\(source) saw the same person as before", "the person who signed in", found: "it saw \(seen.text)")
        }
        person = TryResult.Person(id: seen.id ?? person?.id, email: seen.email ?? person?.email)
    }
}

extension TryResult.Person {
    /// The person whom a JSON answer speaks of, under the names that APIs commonly use.
    init?(in answer: JSONAnswer?) {
        guard let answer else { return nil }
        let inner = answer["user"].flatMap { $0.text == nil ? $0 : nil } ?? answer
        func first(_ names: [String]) -> String? { names.lazy.compactMap { inner[$0]?.text }.first }
        id = first(["sub", "id", "user_id", "user"])
        email = first(["email", "user_email", "mail"])
        if id == nil, email == nil { return nil }
    }
}
