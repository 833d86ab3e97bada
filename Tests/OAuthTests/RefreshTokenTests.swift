// RFC 6749 §6, OAuth 2.1 §4.3.1, RFC 9700 §4.14.2.

import Identity
import Keys
import OAuth
import TestKit
import Testing

@Suite("The refresh token grant")
struct RefreshTokenTests {
    // CLIENTS S3, S5
    @Test("a refresh token gives a new pair, for the same person and scope", arguments: TestClientKind.signingIn)
    func refresh(kind: TestClientKind) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(kind), try await world.person())
        let first = try await world.tokens(client, person)
        world.clock.advance(by: .seconds(3600))
        let second = try await world.refreshed(client, first)
        #expect(second.refresh != first.refresh)
        #expect(second.reply["scope"]?.text == "notes:read")
        let token = try OpenedJWT(second.access)
        #expect(token["sub"]?.text == person.id.value)
        #expect(token["aud"]?.text == EngineWorld.notes.identifier)
        #expect(token["exp"]?.integer == world.clock.time.seconds + 3600)
        _ = try await world.refreshed(client, second)
    }

    // CLIENTS S4, REQUIREMENTS C-38
    @Test("within a minute the predecessor gets the same successor again", arguments: [0, 1, 60])
    func grace(seconds: Int) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let first = try await world.tokens(client, world.person())
        let second = try await world.refreshed(client, first)
        world.clock.advance(by: .seconds(seconds))
        let repeated = try await world.refreshed(client, first)
        #expect(repeated.refresh == second.refresh)
        #expect(repeated.access != second.access)
        #expect(try await world.refreshed(client, first).refresh == second.refresh)
        _ = try await world.refreshed(client, second)
    }

    // C-38
    @Test("after a minute the predecessor ends the grant", arguments: TestClientKind.signingIn)
    func reuse(kind: TestClientKind) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(kind)
        let first = try await world.tokens(client, world.person(), scope: "openid notes:read")
        let second = try await world.refreshed(client, first)
        world.clock.advance(by: .milliseconds(60_001))
        let reply = try await world.token(world.refreshing(client, with: first.refresh))
        #expect(reply.status == 400)
        #expect(reply.error == "invalid_grant")
        #expect(try await world.token(world.refreshing(client, with: second.refresh)).error == "invalid_grant")
        for token in [first.access, second.access] { #expect(try await world.userInfo(token).status == 401) }
    }

    // C-38: only the immediate predecessor.
    @Test("a token before the predecessor ends the grant, even at once")
    func older() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let first = try await world.tokens(client, world.person())
        let second = try await world.refreshed(client, first)
        let third = try await world.refreshed(client, second)
        #expect(try await world.token(world.refreshing(client, with: first.refresh)).error == "invalid_grant")
        #expect(try await world.token(world.refreshing(client, with: third.refresh)).error == "invalid_grant")
    }

    // V-10
    @Test("a revoked grant has no minute of grace", arguments: [true, false])
    func revoked(current: Bool) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let first = try await world.tokens(client, world.person())
        let second = try await world.refreshed(client, first)
        #expect(try await world.revoke(current ? second.refresh : first.refresh, as: client).status == 200)
        for token in [first.refresh, second.refresh] {
            #expect(try await world.token(world.refreshing(client, with: token)).error == "invalid_grant")
        }
    }

    // S4: two processes of one client refresh at the same moment.
    @Test("of many refreshes at once all get the same successor")
    func race() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let first = try await world.tokens(client, world.person())
        let successors = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await world.refreshed(client, first).refresh } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(successors.count == 1)
        #expect(!successors.contains(first.refresh))
    }

    // C-36
    @Test(
        "a refresh may ask for less, never for more",
        arguments: [
            ("notes:read", "notes:read"), ("notes:write,notes:read", "notes:write notes:read"), ("", "notes:read notes:write"),
            ("mail:send", nil), ("notes:read openid", nil), ("notes:read notes:unknown", nil), ("notes:\"read", nil),
        ] as [(String, String?)])
    func narrowing(asked: String, got: String?) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let first = try await world.tokens(client, world.person(), scope: "notes:read notes:write")
        let reply = try await world.token(world.refreshing(client, with: first.refresh).with(["scope": asked]))
        #expect(reply["scope"]?.text == got)
        #expect(reply.error == (got == nil ? "invalid_scope" : nil))
        // The grant keeps what it had, and a refusal has not spent the token.
        let next = try got == nil ? first : Tokens(reply)
        #expect(try await world.refreshed(client, next).reply["scope"]?.text == "notes:read notes:write")
    }

    // S1, RI-05
    @Test(
        "a refresh may name the resource again, in any spelling, and no other",
        arguments: [
            ("https://usher.test/notes", nil), ("https://USHER.test:443/notes/", nil),
            ("https://usher.test/mail", "invalid_target"), ("notes", "invalid_target"),
            ("https://usher.test/notes#x", "invalid_target"),
        ] as [(String, String?)])
    func resource(value: String, error: String?) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let first = try await world.tokens(client, world.person())
        let form = world.refreshing(client, with: first.refresh)
        #expect(try await world.token(form.with(["resource": value])).error == error)
        _ = try Tokens(await world.token(form))
    }

    // C-37
    @Test("a refresh token is good only in the hands of its client", arguments: TestClientKind.signingIn)
    func otherClient(kind: TestClientKind) async throws {
        let world = try await EngineWorld()
        let (client, other) = (try await world.client(kind), try await world.client(kind))
        let tokens = try await world.tokens(client, world.person())
        #expect(try await world.token(world.refreshing(other, with: tokens.refresh)).error == "invalid_grant")
        _ = try await world.refreshed(client, tokens)
    }

    // C-39
    @Test("a disabled person's tokens are not refreshed; the grant itself lives on")
    func disabled() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let tokens = try await world.tokens(client, person)
        try await world.disable(person.id)
        let reply = try await world.token(world.refreshing(client, with: tokens.refresh))
        #expect(reply.status == 400)
        #expect(reply.error == "invalid_grant")
        world.clock.advance(by: .seconds(1))
        _ = try await world.store.enable(person.id, at: world.clock.time)
        _ = try await world.refreshed(client, tokens)
    }

    // C-39
    @Test("what ends a person or a connection ends its refresh tokens")
    func ended() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let (ada, bob) = (try await world.person(), try await world.person("bob@example.com"))
        let (adas, bobs) = (try await world.tokens(client, ada), try await world.tokens(client, bob))
        _ = try await world.store.remove(ada.id, at: world.clock.time)
        #expect(try await world.token(world.refreshing(client, with: adas.refresh)).error == "invalid_grant")
        try await world.store.disconnect(user: bob.id, client: client.id, at: world.clock.time)
        #expect(try await world.token(world.refreshing(client, with: bobs.refresh)).error == "invalid_grant")
    }

    // CLIENTS T4, R6: clients take 401 as a reason to register again.
    @Test("a removed client is told that it is unknown, not that its token is dead")
    func removedClient() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let tokens = try await world.tokens(client, world.person())
        _ = try await world.store.remove(client: client.id, at: world.clock.time)
        try await world.server.changes.catchUp()
        let reply = try await world.token(world.refreshing(client, with: tokens.refresh))
        #expect(reply.status == 401)
        #expect(reply.error == "invalid_client")
    }

    // C-40
    @Test("a refresh token ends when it is not used for thirty days", arguments: [(30 * 86400 - 1, true), (30 * 86400, false)])
    func idle(seconds: Int, works: Bool) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let tokens = try await world.tokens(client, world.person())
        world.clock.advance(by: .seconds(seconds))
        let reply = try await world.token(world.refreshing(client, with: tokens.refresh))
        #expect(reply.error == (works ? nil : "invalid_grant"))
    }

    // C-40
    @Test("a grant ends after a year, however often it is refreshed")
    func absolute() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        var tokens = try await world.tokens(client, world.person())
        for _ in 0..<18 {
            world.clock.advance(by: .seconds(20 * 86400))
            tokens = try await world.refreshed(client, tokens)
        }
        world.clock.advance(by: .seconds(5 * 86400))
        #expect(try await world.token(world.refreshing(client, with: tokens.refresh)).error == "invalid_grant")
    }

    @Test(
        "what is not a refresh token is refused",
        arguments: [
            (nil, "invalid_request"), ("", "invalid_request"), ("tGzv3JOkF0XG5Qx2TlKWIA", "invalid_grant"),
            ("usher_rt_", "invalid_grant"), (String(repeating: "a", count: 5000), "invalid_grant"), ("é", "invalid_grant"),
        ] as [(String?, String)])
    func garbage(token: String?, error: String) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let reply = try await world.token(world.refreshing(client, with: "").with(["refresh_token": token]))
        #expect(reply.status == 400)
        #expect(reply.error == error)
    }

    @Test("an access token, and a code, are no refresh tokens")
    func otherKinds() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let tokens = try await world.tokens(client, person)
        for token in [tokens.access, try await world.code(client, person)] {
            #expect(try await world.token(world.refreshing(client, with: token)).error == "invalid_grant")
        }
    }

    // O-17
    @Test("a refreshed ID token names the same person and sign-in, without a nonce")
    func idToken() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        world.clock.advance(by: .seconds(7))
        let first = try await world.tokens(client, person, scope: "openid", changes: ["nonce": "n-0S6_WzA2Mj"])
        world.clock.advance(by: .seconds(100))
        let before = try OpenedJWT(first.id)
        let after = try OpenedJWT(await world.refreshed(client, first).id)
        for claim in ["iss", "sub", "aud", "auth_time"] { #expect(after[claim] == before[claim]) }
        #expect(after["iat"]?.integer == world.clock.time.seconds)
        #expect(after["nonce"] == nil)
    }
}
