// Which parameters a trace shows: a list of harmless ones with their values; of the others presence and length at most.

import OAuth
import Trace

/// The parameters of a request, made safe.
struct SafeItems {
    private let parameters: OAuth.Parameters
    /// Everything that came as a secret, wherever else it may stand in the same request.
    let secrets: [String]

    init(_ parameters: OAuth.Parameters) {
        self.parameters = parameters
        secrets = Self.secretNames.flatMap { parameters.values($0) }.flatMap { [$0, FormEncoding.encode($0)] }
    }

    private static let addresses = ["client_id", "redirect_uri", "resource"]
    private static let words = [
        "response_type", "response_mode", "grant_type", "scope", "code_challenge_method", "prompt", "max_age",
        "client_assertion_type", "token_type_hint", "application_type",
    ]
    private static let hidden = [
        "state", "nonce", "code_challenge", "code", "code_verifier", "refresh_token", "client_secret", "client_assertion",
        "login_hint", "id_token_hint", "request", "request_uri",
    ]
    /// Those, and what nobody should send but some do.
    private static let secretNames = hidden + ["access_token", "token", "id_token", "password", "assertion", "ticket", "csrf"]

    var items: [Step.Item] {
        var items: [Step.Item] = []
        for name in Self.addresses {
            for value in parameters.values(name).prefix(3) { items.append(.init(name, SafeText.uri(value, without: secrets))) }
        }
        for name in Self.words {
            for value in parameters.values(name).prefix(2) {
                items.append(.init(name, SafeText.without(secrets, in: SafeText.line(value))))
            }
        }
        for name in Self.hidden {
            for value in parameters.values(name).prefix(2) { items.append(.init(name, SafeText.presence(value))) }
        }
        return items
    }
}
