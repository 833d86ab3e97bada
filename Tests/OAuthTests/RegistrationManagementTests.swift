// Whoever holds the registration access token manages the client, and nobody else: RFC 7592. And what a client that
// registered itself can do from then on.

import Keys
import TestKit
import Testing

@testable import OAuth

@Suite("Managing a registration")
struct RegistrationManagementTests {
    let world: EngineWorld

    init() async throws { world = try await EngineWorld() }

    /// A client that has registered itself.
    private struct Registered {
        let id: ClientID
        let token: String
        let reply: Reply
        let client: TestClient
        var authorizations: [String] { ["Bearer \(token)"] }
    }

    private func register(
        _ members: String = #""token_endpoint_auth_method":"none""#, redirect: String = "https://a.example/cb"
    ) async throws -> Registered {
        let document = """
            {"redirect_uris":["\(redirect)"],"grant_types":["authorization_code","refresh_token"],"client_name":"A",\(members)}
            """
        let reply = try await world.server.registration.register(Array(document.utf8), from: "192.0.2.1")
        guard let id = reply["client_id"]?.text, let token = reply["registration_access_token"]?.text,
            let client = try await world.store.client(ClientID(id))
        else { throw UnexpectedOutcome(description: "\(reply)") }
        let secret = reply["client_secret"]?.text.flatMap { Secret(.clientSecret, reading: $0) }
        return Registered(
            id: client.id, token: token, reply: reply,
            client: TestClient(registration: client, secret: secret, redirectURI: redirect))
    }

    private func replace(_ registered: Registered, _ document: String) async throws -> Reply {
        try await world.server.registration.replace(
            registered.id, Array(document.utf8), authorizations: registered.authorizations)
    }

    // D-16
    @Test("reading gives what was registered, and the secret never again")
    func read() async throws {
        let registered = try await register(#""token_endpoint_auth_method":"client_secret_post""#)
        let reply = try await world.server.registration.read(registered.id, authorizations: registered.authorizations)
        #expect(reply.status == 200)
        #expect(reply.header("Cache-Control") == "no-store")
        var expected = try #require(registered.reply.document.members)
        expected["client_secret"] = nil
        expected["client_secret_expires_at"] = nil
        #expect(try reply.document == .object(expected))
    }

    // D-15
    @Test("without the client's own token there is nothing to see or to do")
    func strangers() async throws {
        let (mine, other) = (try await register(), try await register())
        let added = try await world.client(.web)
        let secret = Secret(.registrationToken, world.randomness).text
        let attempts: [(ClientID, [String])] = [
            (mine.id, []), (mine.id, ["Bearer "]), (mine.id, ["Bearer x"]), (mine.id, ["Bearer \(secret)"]),
            (mine.id, other.authorizations), (mine.id, ["Basic \(mine.token)"]), (mine.id, [mine.token]),
            (mine.id, mine.authorizations + mine.authorizations), (ClientID("client_none"), mine.authorizations),
            (added.id, mine.authorizations), (ClientID(String(repeating: "x", count: 10_000)), mine.authorizations),
        ]
        let endpoint = world.server.registration
        for (id, authorizations) in attempts {
            let body = Array("{\"client_id\":\"\(id)\",\"redirect_uris\":[\"https://evil.example/\"]}".utf8)
            for reply in [
                try await endpoint.read(id, authorizations: authorizations),
                try await endpoint.replace(id, body, authorizations: authorizations),
                try await endpoint.remove(id, authorizations: authorizations),
            ] {
                #expect(reply.status == 401)
                #expect(reply.error == "invalid_token")
                #expect(reply.header("WWW-Authenticate")?.hasPrefix("Bearer ") == true)
            }
        }
        #expect(try await world.store.client(mine.id)?.redirectURIs == ["https://a.example/cb"])
        #expect(try await world.store.client(added.id) == added.registration)
    }

    // D-17
    @Test("a replacement replaces everything, and what it leaves out is gone")
    func replace() async throws {
        let registered = try await register(
            #""logo_uri":"https://a.example/l.png","scope":"notes:read","token_endpoint_auth_method":"client_secret_post""#)
        let document = """
            {"client_id":"\(registered.id)","client_secret":"\(registered.client.secret?.text ?? "")",
            "token_endpoint_auth_method":"client_secret_basic","redirect_uris":["https://b.example/cb"],"client_name":"B"}
            """
        let reply = try await replace(registered, document)
        #expect(reply.status == 200)
        let client = try #require(try await world.server.clients.client(registered.id))
        #expect(client.name == "B")
        #expect(client.redirectURIs == ["https://b.example/cb"])
        #expect(client.logoURI == nil && client.scopes == nil)
        #expect(client.grantTypes == [.authorizationCode])
        #expect(client.secret == registered.client.registration.secret)
        #expect(client.registrationToken == registered.client.registration.registrationToken)
        #expect(client.createdAt == registered.client.registration.createdAt)
        #expect(reply["client_secret"] == nil)
    }

    @Test("a secret comes and goes with the method that needs one")
    func method() async throws {
        let registered = try await register()
        let document = { (method: String) in
            #"{"client_id":"\#(registered.id)","redirect_uris":["https://a.example/cb"],"token_endpoint_auth_method":"\#(method)"}"#
        }
        let secret = try await replace(registered, document("client_secret_post"))["client_secret"]?.text
        #expect(try await world.store.client(registered.id)?.secret == secret.map { Digest(of: $0) })
        #expect(secret != nil)
        #expect(try await replace(registered, document("none")).status == 200)
        #expect(try await world.store.client(registered.id)?.secret == nil)
    }

    // D-17: every rule of the first day holds again.
    @Test(
        "a replacement that breaks a rule changes nothing",
        arguments: [
            #""redirect_uris":["https://a.example/cb"]"#, #""client_id":"client_other","redirect_uris":["https://a.example/cb"]"#,
            #""client_id":"ID""#, #""client_id":"ID","redirect_uris":["javascript:x"]"#,
            #""client_id":"ID","redirect_uris":["http://a.example/"]"#,
            #""client_id":"ID","redirect_uris":["https://a.example/"],"grant_types":["client_credentials"]"#,
            #""client_id":"ID","redirect_uris":["https://a.example/"],"client_name":"\u202e""#,
            #""client_id":"ID","redirect_uris":["https://a.example/"],"client_secret":"chosen""#,
            #""client_id":"ID","redirect_uris":["https://a.example/"],"registration_access_token":"x""#,
            #""client_id":"ID","redirect_uris":["https://a.example/"],"registration_client_uri":"https://a.example/""#,
            #""client_id":"ID","redirect_uris":["https://a.example/"],"client_secret_expires_at":0"#,
            #""client_id":"ID","redirect_uris":["https://a.example/"],"client_id_issued_at":0"#,
            #""client_id":"ID","redirect_uris":["https://a.example/"],"software_statement":"x""#,
        ])
    func badReplacements(members: String) async throws {
        let registered = try await register()
        let before = try await world.store.client(registered.id)
        let reply = try await replace(registered, "{" + members.replacing("ID", with: registered.id.value) + "}")
        #expect(reply.status == 400)
        #expect(try await world.store.client(registered.id) == before)
    }

    // D-18
    @Test("a removal ends the client and its tokens at once")
    func remove() async throws {
        let registered = try await register()
        let tokens = try await world.tokens(registered.client, try await world.person(), scope: "openid notes:read")
        #expect(try await world.userInfo(tokens.access).status == 200)
        let endpoint = world.server.registration
        let reply = try await endpoint.remove(registered.id, authorizations: registered.authorizations)
        #expect(reply.status == 204)
        #expect(reply.body == .none)
        #expect(try await world.userInfo(tokens.access).status == 401)
        #expect(try await world.token(world.refreshing(registered.client, with: tokens.refresh)).error == "invalid_client")
        #expect(try await endpoint.read(registered.id, authorizations: registered.authorizations).status == 401)
        #expect(try await endpoint.remove(registered.id, authorizations: registered.authorizations).status == 401)
        // R6
        let page = try await world.ask(world.request(registered.client), as: nil).page
        #expect(page?.title == "Unknown app")
    }

    // D-20
    @Test("a client that got a secret must show it, and one without needs PKCE")
    func whatItCanDo() async throws {
        let person = try await world.person()
        let confidential = try await register(#""token_endpoint_auth_method":"client_secret_post""#)
        let code = try await world.code(confidential.client, person)
        let bare = world.redemption(confidential.client, of: code).with(["client_secret": nil])
        #expect(try await world.token(bare).status == 401)
        #expect(try await world.token(world.redemption(confidential.client, of: code)).status == 200)
        for registered in [confidential, try await register()] {
            let request = world.request(registered.client).with(["code_challenge": nil, "code_challenge_method": nil])
            #expect(try await world.ask(request, as: person).error == "invalid_request")
        }
        let acting: Form = ["grant_type": "client_credentials"]
        let reply = try await world.token(
            acting.with(["client_id": confidential.id.value, "client_secret": confidential.client.secret?.text]))
        #expect(reply.error == "unauthorized_client")
    }

    // C-49, RFC 9700 §4.11.2
    @Test("a link to us leads nobody to a stranger's address by itself")
    func openRedirector() async throws {
        let wrong: [String: String?] = ["prompt": "none"]
        let (stranger, local) = (try await register(), try await register(redirect: "http://localhost/cb"))
        let known = try await world.client(.web)
        guard case .leave(let answer) = try await world.ask(world.request(stranger.client).with(wrong), as: nil) else {
            Issue.record("it was sent on")
            return
        }
        #expect(answer["error"] == "login_required")
        #expect(answer.destination.host == "a.example")
        let elsewhere = try await world.ask(world.request(stranger.client).with(["response_type": "token"]), as: nil)
        #expect(elsewhere.error == nil && elsewhere.page == nil)
        // Whoever is signed in has chosen to be here; the operator's clients and the own device are known.
        #expect(try await world.ask(world.request(local.client).with(wrong), as: nil).error == "login_required")
        #expect(try await world.ask(world.request(known).with(wrong), as: nil).error == "login_required")
        #expect(try await world.ask(world.request(stranger.client).with(wrong), as: world.person()).error == "consent_required")
    }

    @Test("the first grant is noted, so that the client stays")
    func kept() async throws {
        let (used, unused) = (try await register(), try await register())
        _ = try await world.code(used.client, try await world.person())
        #expect(try await world.store.client(used.id)?.lastGrantedAt == world.clock.time)
        world.clock.advance(by: .seconds(86401))
        let now = world.clock.time
        let deadline = now - world.server.settings.lifetimes.unusedClient
        #expect(try await world.store.sweepUnusedClients(before: deadline, limit: 10, at: now) == 1)
        #expect(try await world.store.client(used.id) != nil)
        #expect(try await world.store.client(unused.id) == nil)
        try await world.server.changes.catchUp()
        #expect(try await world.ask(world.request(unused.client), as: nil).page?.title == "Unknown app")
    }
}
