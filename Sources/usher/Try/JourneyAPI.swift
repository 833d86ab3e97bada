// Calling an HTTP API as the client does, with its headers and the bearer token (RFC 6750 §2.1), and learning whom it saw.

import Profiles

extension Journey {
    /// The headers of a call. None of them says who the person is: only the token does.
    func apiHeaders(token: String?) -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        if case .http(let pairs) = connection.calls { headers = pairs.map { ($0.name, $0.value) } }
        if profile.family == .plugin {
            headers += [("openai-conversation-id", Random.uuid()), ("openai-ephemeral-user-id", Random.uuid())]
        }
        if profile == .gptAction { headers.append(("openai-gpt-id", "g-" + Random.hexadecimal(16))) }
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        return headers
    }

    func callWithoutToken(_ step: inout Step) async throws {
        guard let api else { return }
        let answer = try await apiCaller.send(Call(address: api.text, headers: apiHeaders(token: nil)), &step)
        try step.expect(
            answer.status == 401, "a call without a token is refused with 401", "RFC 6750 §3", found: "the status is \(answer.status)")
        let challenge = answer.header("WWW-Authenticate") ?? ""
        try step.expect(
            challenge.lowercased().hasPrefix("bearer"), "WWW-Authenticate asks for a bearer token", "RFC 6750 §3",
            found: challenge.isEmpty ? "there is none" : "it says \(challenge)")
    }

    func callAPI(_ step: inout Step) async throws {
        guard let api else { return }
        let answer = try await apiCaller.send(Call(address: api.text, headers: apiHeaders(token: tokens.accessToken)), &step)
        let refusal = answer.header("WWW-Authenticate").map { " (\($0))" } ?? ""
        let isGuess = answer.status == 404 && plan.api == nil
        try step.expect(
            (200..<300).contains(answer.status) || isGuess, "the API accepts the token", "RFC 6750 §2",
            found: "the status is \(answer.status)\(refusal)")
        if profile.family == .plugin {
            try step.expect(
                answer.body.count < 100_000, "the answer is short enough for ChatGPT", "100,000 characters",
                found: "it has \(answer.body.count) bytes")
        }
        if isGuess {
            return step.note("The token was accepted, but nothing is at \(api.path): name an address to call with --api.")
        }
        apiAnswer = String(decoding: answer.body, as: UTF8.self).shortened(to: 500)
        // A service acts for itself: whom the API names is the service.
        if profile.family != .service { try learn(TryResult.Person(in: answer.json), from: "the API", &step) }
    }
}
