// What clients do after the first connection: a step up to more scope (MCP authorization, Scope Challenge Handling),
// refreshes from several sessions at once, and a second connection that is not quite like the first.

import Profiles

extension Journey {
    /// The scopes at hand and those that were missing, together.
    func stepUp(_ step: inout Step) async throws {
        let missing = missingScope?.split(separator: " ").map(String.init) ?? []
        let union = tokens.scopes + missing.filter { !tokens.scopes.contains($0) }
        try await authorize(scope: union.joined(separator: " "), &step)
        try await exchangeCode(&step)
        let lacking = missing.filter { !tokens.scopes.contains($0) }
        try step.expect(
            tokens.scope.isEmpty || lacking.isEmpty, "the new token has \(missing.joined(separator: ", "))", "RFC 6749 §3.3",
            found: "it lacks \(lacking.joined(separator: ", "))", cure: "let this client and this person have the scope")
        missingScope = nil
        try await callMCP(&step)
        try await callTool(&step)
        try step.expect(
            missingScope == nil, "the tool can be called with the new token", "MCP authorization, Scope Challenge Handling",
            found: "still more is wanted: \(missingScope ?? "")", cure: "name all scopes that a tool needs in one challenge")
    }

    /// Two sessions that hold the same refresh token: both must get on (the loser of the race was not stolen from).
    func refreshAtOnce(_ step: inout Step) async throws {
        let request = refreshRequest
        let caller = patientCaller
        async let one = caller.answer(to: request)
        async let other = caller.answer(to: request)
        let answers = try await [one, other]
        let earlier = tokens
        for answer in answers {
            step.record(Step.Exchange(sent: request.shown, received: answer.shown))
            try step.expect(
                answer.status == 200, "both refreshes are answered with tokens", "OAuth 2.1 §4.3.1",
                found: "one got \(answer.status)\(answer.reason)",
                cure: "answer the token that was just rotated once more, for half a minute or so, before you take it for stolen")
            tokens = try step.expectTokens(answer, profile, after: earlier)
            try await callMCP(&step)
        }
    }

    func connectAgain(_ step: inout Step) async throws {
        let habits = connection.reconnection
        step.note("This time " + habits.map(\.words).joined(separator: ", and ") + ".")
        let before = client.id
        if habits.contains(.registersAgain), plan.credentials == nil {
            try await register(&step)
            if !before.hasPrefix("https://") {
                try step.expect(client.id != before, "the new client is another one", "RFC 7591 §3.2.1", found: "it is the old one")
            }
        }
        try await authorize(scope: chosenScope, unlike: habits, &step)
        try await exchangeCode(&step)
        try await callMCP(&step)
    }
}

extension Profile.Reconnection {
    fileprivate var words: String {
        switch self {
        case .withoutScope: "scope is left out"
        case .registersAgain: "the client comes by an identifier anew"
        case .longState: "state has more than 500 characters"
        case .resourceTwice: "resource is there twice"
        }
    }
}
