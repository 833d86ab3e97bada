// What stops a call to an API, and what to change: RFC 6750 §3.1.

import Keys

enum CallExplanations {
    static func of(_ reason: Reason, _ about: Step.About) -> Explanation? {
        switch reason {
        case .tokenMissing:
            Explanation("The call brought no token, and was told where to get one.", .nobody, "This is how a connection begins.")
        case .tokenMalformed:
            Explanation(
                "The token is none of this server's. \(about.detail ?? "")", .client,
                "See that the app sends the access token, not the ID token or the code, and that it comes from this server.")
        case .tokenExpired:
            Explanation("The token has expired.", .nobody, "The client refreshes it, or connects again.")
        case .tokenRevoked:
            Explanation(
                "The token was revoked: by the person, by the operator, or because a code or token came twice.", .nobody,
                "The person connects again.")
        case .tokenForAnother:
            Explanation(
                "The token is for another resource than the one that is called.", .client,
                "Let the app send `resource` with the address that it calls, or give its client that resource.",
                command: "usher client show \(about.id) --json")
        case .tokenTwice:
            Explanation("The call brings more than one token.", .client, "Send one Authorization header.")
        case .scopeInsufficient:
            Explanation(
                "The token does not allow this call; needed: \(about.detail ?? "more scopes").", .nobody,
                "Clients ask the person for the missing scopes then. If this one does not, let it ask for them from the start.")
        case .ruleMissing:
            Explanation(
                "No rule of the resource lets anybody make this call.", .operator,
                "Add a rule for this method and path to `resources.*.rules`.", command: "usher config print")
        case .upstreamFailed:
            Explanation(
                "The API behind Usher did not answer. \(about.detail ?? "")", .operator,
                "Start it, or correct `upstream`. The sign-in itself worked.", command: "usher config print")
        default: nil
        }
    }
}
