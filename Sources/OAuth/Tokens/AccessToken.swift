// Access tokens: signed JWTs as RFC 9068 describes them.
// The gateway checks one by its signature alone; whether its grant still lives is known in memory (`Liveness`).

import Keys

struct AccessTokenIssuer {
    let settings: Settings
    let keys: CurrentKeys
    let now: Now
    let randomness: any Randomness

    /// For whom and what a token is.
    struct Order {
        var subject: String
        var client: ClientID
        var scope: Scope
        var resource: String?
        var authTime: Timestamp?
        var grant: GrantID?
    }

    func issue(_ order: Order) throws -> String {
        let now = now()
        // RFC 9068 §2.2.
        let claims: JSON.Members = [
            "iss": .string(settings.issuer),
            "sub": .string(order.subject),
            "aud": .string(order.resource ?? settings.issuer),
            "client_id": .string(order.client.value),
            "scope": order.scope.isEmpty ? nil : .string(order.scope.text),
            "iat": .integer(now.seconds),
            "exp": .integer((now + settings.lifetimes.accessToken).seconds),
            "jti": .string(Base64URL.encode(randomness.bytes(16))),
            "auth_time": order.authTime.map { .integer($0.seconds) },
            "grant": order.grant.map { .string($0.value) },
        ]
        return try keys.current.sign(claims, as: .accessToken, at: now)
    }
}
