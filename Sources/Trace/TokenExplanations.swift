// What stops a token request, and what to change: RFC 6749 §5.2, RFC 7636 §4.6.
// The client is told little, so that nobody learns by trying; here stands what was really wrong.

import Keys

enum TokenExplanations {
    static func of(_ reason: Reason, _ about: Step.About) -> Explanation? {
        authentication(reason, about) ?? code(reason, about) ?? binding(reason, about) ?? refresh(reason, about)
    }

    private static func authentication(_ reason: Reason, _ about: Step.About) -> Explanation? {
        switch reason {
        case .secretWrong:
            Explanation(
                "The client secret is wrong.", .client,
                "Copy the secret again, without spaces around it. If it is lost, make a new one and enter it in the app.",
                command: "usher client rotate-secret \(about.id)")
        case .methodWrong:
            Explanation(
                "The client proves itself in another way than it was added for: \(about.step["authentication"] ?? "none").",
                .client,
                "See `token_endpoint_auth_methods` of the client, and set the app to one of them: client_secret_post, client_secret_basic, or none for a client without a secret.",
                command: "usher client show \(about.id) --json")
        case .methodsSeveral:
            Explanation(
                "The client proves itself in two ways at once.", .client,
                "Send the Authorization header or client_secret in the body, not both.")
        case .assertionWrong:
            Explanation(
                "The client's assertion is not right. \(about.detail ?? "Its signature, its type or its claims are wrong.")", .client,
                "Sign a new JWT for each request with a published key: iss and sub the client_id, aud this server's issuer, exp at most five minutes ahead, a jti of its own.",
                command: "usher client show \(about.id) --json")
        case .keysUnavailable:
            Explanation(
                "The client's keys could not be had. \(about.detail ?? "")", .client,
                "See that the client's jwks_uri can be fetched from this server, over https and without redirects, and holds a key set.")
        case .failuresTooMany:
            Explanation(
                "There were too many wrong secrets from this address.", .client, "Mend the secret, then wait a minute.")
        case .credentialsInQuery:
            Explanation(
                "Parameters came in the URL.", .client,
                "Send them in the body: URLs end up in logs. What was sent this way should be made anew.")
        case .bodyType:
            Explanation(
                "The body is neither a form nor, where plugins send it, one JSON object of strings.", .client,
                "Send Content-Type: application/x-www-form-urlencoded.")
        default: nil
        }
    }

    private static func code(_ reason: Reason, _ about: Step.About) -> Explanation? {
        switch reason {
        case .grantTypeMissing: Explanation("There is no grant_type.", .client, "Send grant_type=authorization_code.")
        case .grantTypeUnsupported:
            Explanation(
                "The grant_type \(about.step["grant_type"] ?? "") does not exist here.", .client,
                "Use authorization_code, refresh_token or client_credentials.")
        case .grantTypeNotAllowed:
            Explanation(
                "The client was not added for the grant_type \(about.step["grant_type"] ?? "").", .operator,
                "Add a client of the profile that fits: service for client_credentials, the app's own for the others.",
                command: "usher client show \(about.id) --json")
        case .codeMissing: Explanation("There is no code.", .client, "Send the code that came back with the redirect.")
        case .codeUnknown:
            Explanation(
                "The code is none of this server's.", .client,
                "See that the app sends the code whole and decodes it once, and that both of its URLs are of the same server.")
        case .codeExpired:
            Explanation(
                "The code came too late.", .client,
                "Redeem it at once. If the app cannot, let codes live longer: lifetimes.code, at most 10m.",
                command: "usher config print")
        case .codeReplayed:
            Explanation(
                "The code had been redeemed before, so everything that came of it was ended.", .client,
                "Redeem a code once. If the app repeats a request whose answer it lost, start the connection again.")
        case .codeOfAnother:
            Explanation(
                "The code was issued to another client.", .client,
                "Use one client ID for the whole connection. If you did not expect this, somebody tried a code that is not theirs.")
        default: nil
        }
    }

    private static func binding(_ reason: Reason, _ about: Step.About) -> Explanation? {
        switch reason {
        case .redirectURIDiffers:
            Explanation(
                "The redirect_uri is not the one of the authorization request, \(about.detail ?? "which is in the step above").",
                .client, "Send the same string both times, letter for letter.")
        case .redirectURINotRepeated:
            Explanation(
                "The redirect_uri of the authorization request is missing.", .client,
                "Repeat it, letter for letter, or use PKCE.")
        case .verifierMissing:
            Explanation(
                "The request began with PKCE, but code_verifier is missing.", .client,
                "Send the code_verifier that the challenge was made of.")
        case .verifierMalformed:
            Explanation("The code_verifier is not 43 to 128 unreserved characters.", .client, "Make it as RFC 7636 §4.1 says.")
        case .verifierWrong:
            Explanation(
                "The code_verifier is not the one that the challenge was made of.", .client,
                "Keep one verifier for each connection: two that run at once must not share a file or a cookie.")
        case .verifierUnexpected:
            Explanation(
                "There is a code_verifier, but the authorization request had no code_challenge.", .client,
                "Send code_challenge in the authorization request. If the app did, something on the way has removed it.")
        default: nil
        }
    }

    private static func refresh(_ reason: Reason, _ about: Step.About) -> Explanation? {
        switch reason {
        case .refreshMissing: Explanation("There is no refresh_token.", .client, "Send the newest refresh token.")
        case .refreshUnknown:
            Explanation(
                "The refresh token is none that this server knows.", .client,
                "Connect again. If the database was restored or made anew, every app must.")
        case .refreshOfAnother:
            Explanation(
                "The refresh token was issued to another client.", .client,
                "Use the client ID that the connection began with. An app that registers itself anew must connect anew.")
        case .refreshExpired:
            Explanation(
                "The refresh token has not been used for too long.", .nobody,
                "The person connects again. lifetimes.refresh_token says how long one lives.", command: "usher config print")
        case .refreshReplayed:
            Explanation(
                "A refresh token was used again long after it had been replaced, so the connection was ended.", .client,
                "Store the refresh token of each answer, and let only one process refresh. The person connects again.")
        case .grantRevoked:
            Explanation(
                "The connection was ended: by the person, by the operator, or because a code or token came twice.", .nobody,
                "The person connects again.")
        case .scopeWidened:
            Explanation(
                "The refresh asks for more scopes than were granted.", .client,
                "Leave scope out of the refresh; for more scopes, ask the person again.")
        case .personGone:
            Explanation(
                "The person's account is disabled or removed.", .operator, "Enable it, if they may come back.",
                command: "usher user enable EMAIL")
        default: nil
        }
    }
}
