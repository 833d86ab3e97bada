// RFC 6749 §4.4.

import Keys
import OAuth
import TestKit
import Testing

@Suite("The client credentials grant")
struct ClientCredentialsTests {
    private let form: Form = ["grant_type": "client_credentials"]

    // C-35, C-51
    @Test("a client acts for itself, without a refresh token")
    func works() async throws {
        let world = try await EngineWorld()
        let service = try await world.client(.service)
        let reply = try await world.token(form, basic: service.basic)
        #expect(reply.status == 200)
        #expect(reply["refresh_token"] == nil)
        #expect(reply["id_token"] == nil)
        #expect(reply["scope"]?.text == "notes:read notes:write")
        let token = try OpenedJWT(reply["access_token"]?.text)
        #expect(token["sub"]?.text == service.id.value)
        #expect(token["sub"]?.text?.hasPrefix("client_") == true)
        #expect(token["client_id"]?.text == service.id.value)
        #expect(token["aud"]?.text == EngineWorld.notes.identifier)
        #expect(token["auth_time"] == nil)
        #expect(token["grant"] == nil)
    }

    @Test(
        "it gets what it asks for, as far as it may have it, and never a person's scopes",
        arguments: [
            ("notes:read", "notes:read"), ("notes:read notes:gone", "notes:read"), ("", "notes:read notes:write"),
            ("mail:send", "notes:read notes:write"), ("openid email notes:write offline_access", "notes:write"),
        ])
    func scope(asked: String, got: String) async throws {
        let world = try await EngineWorld()
        let service = try await world.client(.service)
        let reply = try await world.token(form.with(["scope": asked]), basic: service.basic)
        #expect(reply["scope"]?.text == got)
    }

    @Test("the scopes that it was registered with are the most it gets")
    func registeredScopes() async throws {
        let world = try await EngineWorld()
        let service = try await world.client(.service) { $0.scopes = Scope(["notes:read"]) }
        for asked in ["", "notes:write", "notes:read notes:write"] {
            let reply = try await world.token(form.with(["scope": asked]), basic: service.basic)
            #expect(reply["scope"]?.text == "notes:read")
        }
    }

    // C-35
    @Test("a public client cannot act for itself")
    func publicClient() async throws {
        let world = try await EngineWorld()
        let app = try await world.client(.app) { $0.grantTypes.append(.clientCredentials) }
        let reply = try await world.token(form.with(["client_id": app.id.value]))
        #expect(reply.status == 400)
        #expect(reply.error == "unauthorized_client")
    }

    // RI-02
    @Test(
        "another resource than its own is refused",
        arguments: [("https://usher.test/mail", "invalid_target"), ("https://usher.test/notes", nil)] as [(String, String?)])
    func resource(value: String, error: String?) async throws {
        let world = try await EngineWorld()
        let service = try await world.client(.service)
        #expect(try await world.token(form.with(["resource": value]), basic: service.basic).error == error)
    }

    @Test("its tokens die with it")
    func removal() async throws {
        let world = try await EngineWorld()
        let service = try await world.client(.service)
        let token = try Tokens(await world.token(form, basic: service.basic)).access
        #expect(try await world.server.accessTokens.claims(of: token).subject == service.id.value)
        _ = try await world.store.remove(client: service.id, at: world.clock.time)
        try await world.server.changes.catchUp()
        await #expect(throws: TokenProblem.revoked) { try await world.server.accessTokens.claims(of: token) }
        #expect(try await world.token(form, basic: service.basic).status == 401)
    }
}
