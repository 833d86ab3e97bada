// What a client demands of each answer, with the section that gives it the right to.

import Profiles

/// The tokens in hand.
struct Tokens: Sendable, Equatable {
    let accessToken: String
    /// Empty if there is none.
    let refreshToken: String
    let scope: String
    var idToken: String?

    var scopes: [String] { scope.split(separator: " ").map(String.init) }
}

/// Whose answer an authorization answer must be (RFC 9207 §2.4).
struct AuthorizationIssuer: Sendable {
    let name: String
    /// Whether the server's metadata promises `iss`.
    let isPromised: Bool
    /// Whether this client compares it.
    let isCompared: Bool
}

extension Step {
    /// A JSON object with this status and, for most clients, no nulls in it.
    mutating func expectJSON(
        _ answer: Answer, status: Int, _ section: String, refusesNull: Bool = true
    ) throws(TryFailure) -> JSONAnswer {
        try expect(answer.status == status, "the status is \(status)", section, found: "it is \(answer.status)\(answer.reason)")
        try expect(
            answer.mediaType == "application/json", "the answer is application/json", section,
            found: answer.mediaType.isEmpty ? "it has no type" : "it is \(answer.mediaType)")
        guard let json = answer.json, case .object = json else {
            throw TryFailure("expected a JSON object (\(section)), but the body is something else")
        }
        if refusesNull {
            try expect(!json.hasNull, "no member is null", "clients refuse null", found: "there is one", cure: "leave such members out")
        }
        return json
    }

    mutating func expectText(_ json: JSONAnswer, _ name: String, _ section: String) throws(TryFailure) -> String {
        let text = json[name]?.text ?? ""
        try expect(!text.isEmpty, "\(name) is there", section, found: "it is missing or no string")
        return text
    }

    mutating func expectMember(_ json: JSONAnswer, _ name: String, contains value: String, _ section: String) throws(TryFailure) {
        let texts = json[name]?.texts ?? []
        try expect(
            texts.contains(value), "\(name) has \(value)", section,
            found: texts.isEmpty ? "it is missing" : "it has \(texts.joined(separator: ", "))")
    }

    /// The answer to an authorization request (RFC 6749 §4.1.2, RFC 9207 §2); returns the code.
    mutating func expectAuthorizationAnswer(
        _ landing: String, redirectURI: String, state: String?, issuer: AuthorizationIssuer
    ) throws(TryFailure) -> String {
        guard let answer = AuthorizationAnswer(landing, redirectURI: redirectURI) else {
            throw TryFailure("expected an answer at \(redirectURI) (RFC 6749 §4.1.2), but the browser ended at \(Masking.url(landing))")
        }
        let error = answer.decoded("error").first
        // An error is believed only from the right server.
        if error != nil { try expectIssuer(answer, issuer) }
        try expect(
            error == nil, "the answer is no error", "RFC 6749 §4.1.2.1",
            found: "it is \(error ?? "")\(answer.decoded("error_description").first.map { ": \($0)" } ?? "")")
        for name in state == nil ? ["code"] : ["code", "state"] {
            let count = answer.raw(name).count
            try expect(count == 1, "\(name) is there once", "RFC 6749 §3.1", found: "it is there \(count) times")
        }
        if let state {
            try expect(
                answer.decoded("state") == [state] && !answer.raw("state")[0].contains("+"), "state came back octet for octet",
                "RFC 6749 §4.1.2", found: "\(state) came back as \(answer.raw("state")[0])",
                cure: "keep state as it was sent, and encode it once")
        }
        try expectIssuer(answer, issuer)
        let code = answer.decoded("code").first ?? ""
        try expect(!code.isEmpty, "the code is not empty", "RFC 6749 §4.1.2", found: "it is")
        return code
    }

    private mutating func expectIssuer(_ answer: AuthorizationAnswer, _ issuer: AuthorizationIssuer) throws(TryFailure) {
        guard issuer.isCompared else { return }
        let count = answer.raw("iss").count
        guard issuer.isPromised || count > 0 else { return }
        try expect(
            count == 1, "iss is there once", "RFC 9207 §2", found: "it is there \(count) times",
            cure: "send iss with every answer, errors too, or do not promise it")
        let found = answer.decoded("iss").first ?? ""
        try expect(
            found == issuer.name, "iss is the issuer", "RFC 9207 §2.4", found: "it is \(found)",
            cure: "send the issuer as the metadata spells it")
    }

    /// The answer of the token endpoint (RFC 6749 §5.1), to a code or to an earlier refresh token.
    mutating func expectTokens(_ answer: Answer, _ profile: Profile, after earlier: Tokens?) throws(TryFailure) -> Tokens {
        let json = try expectJSON(answer, status: 200, "RFC 6749 §5.1")
        let caching = answer.header("Cache-Control") ?? "nothing"
        try expect(caching.lowercased().contains("no-store"), "Cache-Control says no-store", "RFC 6749 §5.1", found: "it says \(caching)")
        let accessToken = try expectText(json, "access_token", "RFC 6749 §5.1")
        try expectType(try expectText(json, "token_type", "RFC 6749 §5.1"), profile)
        try expectLifetime(json["expires_in"])
        let refreshToken = try expectRefreshToken(json, profile, after: earlier)
        let scope = json["scope"]?.text
        try expect(
            json["scope"] == nil || scope?.contains(",") == false, "scope is separated by spaces", "RFC 6749 §3.3", found: "it is not")
        if let earlier {
            try expect(accessToken != earlier.accessToken, "the access token is a new one", "RFC 6749 §6", found: "it is the old one")
        }
        let granted = scope ?? earlier?.scope ?? ""
        try expect(
            json["id_token"] == nil || granted.split(separator: " ").contains("openid"), "there is no id_token unless openid was granted",
            "OpenID Connect Core §3.1.3.3", found: "there is one")
        return Tokens(accessToken: accessToken, refreshToken: refreshToken, scope: granted, idToken: json["id_token"]?.text)
    }

    private mutating func expectType(_ type: String, _ profile: Profile) throws(TryFailure) {
        if profile.family == .plugin {
            let spelling = profile.tokenType.rawValue
            try expect(type == spelling, "token_type is \(spelling)", "as OpenAI documents it", found: "it is \(type)")
        } else {
            try expect(type.lowercased() == "bearer", "token_type is Bearer", "RFC 6749 §7.1", found: "it is \(type)")
        }
    }

    /// A client that keeps no secret must get a new one at each refresh (OAuth 2.1 §4.3.1); others may keep what they have.
    private mutating func expectRefreshToken(
        _ json: JSONAnswer, _ profile: Profile, after earlier: Tokens?
    ) throws(TryFailure) -> String {
        if profile.family == .service {
            try expect(
                json["refresh_token"] == nil, "there is no refresh_token", "RFC 6749 §4.4.3", found: "there is one",
                cure: "a client that acts for itself can ask again")
            return ""
        }
        let section = earlier == nil ? "RFC 6749 §5.1" : "RFC 6749 §6"
        let token = try expectText(json, "refresh_token", section)
        if let earlier, !profile.isConfidential {
            try expect(
                token != earlier.refreshToken, "the refresh token is a new one", "OAuth 2.1 §4.3.1", found: "it is the old one",
                cure: "rotate the refresh tokens of clients without a secret")
        }
        return token
    }

    private mutating func expectLifetime(_ value: JSONAnswer?) throws(TryFailure) {
        let found =
            switch value {
            case .integer(let digits) where (Int(digits) ?? 0) > 0: ""
            case .none: "it is missing"
            case .some(let other): "it is \(Masking.json(other))"
            }
        try expect(found.isEmpty, "expires_in is a positive whole number", "RFC 6749 §5.1", found: found)
    }
}

extension Answer {
    /// The server's own words about an error, in parentheses.
    var reason: String {
        let words = [json?["error"]?.text, json?["error_description"]?.text].compactMap { $0 }
        return words.isEmpty ? "" : " (\(words.joined(separator: ": ")))"
    }
}
