// Assertions as an honest client signs them, and as nobody should.

import OAuth
import TestKit

@testable import Keys

/// Signs for a client.
struct AssertionForge: Sendable {
    let key: SigningKey

    /// Making RSA keys takes a while, so there is one for all.
    static let rsa = Result { AssertionForge(key: try .generate(.rs256)) }

    static func fresh() throws -> AssertionForge { AssertionForge(key: try .generate(.es256)) }

    /// The key set that the client publishes.
    var jwks: JSON { .object(["keys": [key.publicJWK]]) }
    var jwksText: String { String(decoding: jwks.encoded, as: UTF8.self) }

    /// Good claims, some of them changed; `nil` leaves one out.
    static func claims(_ client: String, _ changes: [String: JSON?] = [:], at time: Timestamp = TestClock.noon) -> JSON.Members {
        var members: JSON.Members = [
            "iss": .string(client), "sub": .string(client), "aud": .string(EngineWorld.issuer), "iat": .integer(time.seconds),
            "exp": .integer(time.seconds + 60), "jti": "1",
        ]
        for (name, value) in changes { members[name] = value }
        return members
    }

    func assertion(
        _ client: ClientID, _ changes: [String: JSON?] = [:], header: [String: JSON?] = [:], at time: Timestamp = TestClock.noon
    ) throws -> String {
        var head: JSON.Members = ["alg": .string(key.algorithm.rawValue), "kid": .string(key.keyID), "typ": "JWT"]
        for (name, value) in header { head[name] = value }
        let claims = Self.claims(client.value, changes, at: time)
        let message = "\(Base64URL.encode(JSON.object(head).encoded)).\(Base64URL.encode(JSON.object(claims).encoded))"
        return "\(message).\(Base64URL.encode(try key.signature(of: Array(message.utf8))))"
    }
}

extension Form {
    /// With an assertion in place of a secret (RFC 7523 §2.2).
    func proving(_ assertion: String) -> Form {
        with([
            "client_assertion": assertion, "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ])
    }
}

extension EngineWorld {
    /// A client that signs, and has no secret.
    func signer(_ keys: ClientKeys, kind: TestClientKind = .service) async throws -> Client {
        try await client(kind) {
            $0.secret = nil
            $0.keys = keys
            $0.authenticationMethods = [.privateKeyJWT]
        }.registration
    }
}
