// Walking through the protocol as a client and a person do.

import Keys
import OAuth

/// RFC 7636 appendix B.
public enum ProofKeyExample {
    public static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    public static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
}

/// An outcome is not the one that a test needs to go on.
public struct UnexpectedOutcome: Error, CustomStringConvertible {
    public let description: String
    public init(description: String) { self.description = description }
}

extension AuthorizationOutcome {
    /// The answer to the client.
    public var response: AuthorizationResponse {
        get throws {
            guard case .respond(let response) = self else { throw UnexpectedOutcome(description: "\(self)") }
            return response
        }
    }

    /// The page; `nil` if something else is to happen.
    public var page: PageError? { if case .page(let page) = self { page } else { nil } }
    public var signIn: SignInQuestion? { if case .signIn(let question) = self { question } else { nil } }
    public var consent: ConsentQuestion? { if case .consent(let question) = self { question } else { nil } }
    /// The `error` that is sent to the client.
    public var error: String? { try? response["error"] }
}

extension AuthorizationResponse {
    /// A field of the answer, decoded; `nil` unless it is there exactly once.
    public subscript(name: String) -> String? {
        let found = fields.filter { $0.name == name }
        return found.count == 1 ? found[0].value : nil
    }
}

extension EngineWorld {
    // MARK: Requests

    /// An authorization request as this client sends it, complete and right.
    public func request(_ client: TestClient, scope: String? = "notes:read") -> Form {
        let usesPKCE = client.registration.requiresPKCE
        return [
            "response_type": "code", "client_id": client.id.value, "redirect_uri": client.redirectURI,
            "scope": scope, "state": "af0ifjsldkj",
            "code_challenge": usesPKCE ? ProofKeyExample.challenge : nil,
            "code_challenge_method": usesPKCE ? "S256" : nil,
        ]
    }

    /// A token request as this client sends it, with its credentials in the body, complete and right.
    public func redemption(_ client: TestClient, of code: String) -> Form {
        var form: Form = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": client.redirectURI,
            "code_verifier": client.registration.requiresPKCE ? ProofKeyExample.verifier : nil,
        ]
        for field in client.credentials.fields { form.add(field.name, field.value) }
        return form
    }

    public func refreshing(_ client: TestClient, with refreshToken: String) -> Form {
        var form: Form = ["grant_type": "refresh_token", "refresh_token": refreshToken]
        for field in client.credentials.fields { form.add(field.name, field.value) }
        return form
    }

    // MARK: Endpoints

    public func ask(_ form: Form, as person: AuthenticatedPerson?) async throws -> AuthorizationOutcome {
        try await server.authorization.outcome(of: form.parameters, person: person, begunAt: clock.time)
    }

    public func decide(
        _ decision: Decision = .allow, _ form: Form, as person: AuthenticatedPerson?
    ) async throws -> AuthorizationOutcome {
        try await server.authorization.decide(decision, on: form.parameters, person: person, begunAt: clock.time)
    }

    public func token(_ form: Form, basic: String? = nil, from address: String = "192.0.2.1") async throws -> Reply {
        try await server.token.reply(to: Self.call(form, basic, address))
    }

    public func introspect(_ token: String?, as client: TestClient) async throws -> Reply {
        let form: Form = ["token": token]
        return try await server.introspection.reply(
            to: Self.call(form.with(["client_id": client.id.value, "client_secret": client.secret?.text]), nil))
    }

    public func revoke(_ token: String?, as client: TestClient, hint: String? = nil) async throws -> Reply {
        let form: Form = ["token": token, "token_type_hint": hint]
        return try await server.revocation.reply(
            to: Self.call(form.with(["client_id": client.id.value, "client_secret": client.secret?.text]), nil))
    }

    public func userInfo(_ token: String?) async throws -> Reply {
        try await server.userInfo.reply(authorizations: token.map { ["Bearer \($0)"] } ?? [])
    }

    public static func call(
        _ form: Form, _ authorization: String?, _ address: String = "192.0.2.1"
    ) throws -> BackChannelRequest {
        BackChannelRequest(authorization: authorization, parameters: try form.parameters, address: address)
    }

    // MARK: Several steps at once

    /// A code for a person who is signed in and agrees.
    public func code(
        _ client: TestClient, _ person: AuthenticatedPerson, scope: String? = "notes:read",
        changes: [String: String?] = [:]
    ) async throws -> String {
        let response = try await decide(.allow, request(client, scope: scope).with(changes), as: person).response
        guard let code = response["code"] else { throw UnexpectedOutcome(description: response["error"] ?? "no code") }
        return code
    }

    /// The tokens that come of a code.
    public func tokens(
        _ client: TestClient, _ person: AuthenticatedPerson, scope: String? = "notes:read",
        changes: [String: String?] = [:]
    ) async throws -> Tokens {
        try Tokens(await token(redemption(client, of: code(client, person, scope: scope, changes: changes))))
    }

    /// The tokens that come of a refresh token.
    public func refreshed(_ client: TestClient, _ tokens: Tokens) async throws -> Tokens {
        try Tokens(await token(refreshing(client, with: tokens.refresh)))
    }
}

/// What a token request gave.
public struct Tokens: Sendable {
    public let access: String
    /// Empty if there is none.
    public let refresh: String
    public let id: String?
    public let reply: Reply

    /// - Throws: unless the answer is a success.
    public init(_ reply: Reply) throws {
        guard reply.status == 200, let access = reply["access_token"]?.text else {
            throw UnexpectedOutcome(description: "\(reply.status) \(reply.error ?? "")")
        }
        self.access = access
        refresh = reply["refresh_token"]?.text ?? ""
        id = reply["id_token"]?.text
        self.reply = reply
    }
}
