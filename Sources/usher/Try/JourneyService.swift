// A program that acts for itself: client credentials (RFC 6749 §4.4), for one resource (RFC 8707).

import Profiles

extension Journey {
    func askForToken(_ step: inout Step) async throws {
        client = plan.credentials ?? client
        var fields = [(name: "grant_type", value: "client_credentials")]
        if !chosenScope.isEmpty { fields.append(("scope", chosenScope)) }
        if let resource = resourceParameter { fields.append(("resource", resource)) }
        let answer = try await caller.send(tokenRequest(fields), &step)
        tokens = try step.expectTokens(answer, profile, after: nil)
    }
}
