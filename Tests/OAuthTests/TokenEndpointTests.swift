// RFC 6749 §3.2, §5: the pipeline around every grant.

import Keys
import OAuth
import TestKit
import Testing

@Suite("The token endpoint")
struct TokenEndpointTests {
    // REQUIREMENTS C-28, C-46
    @Test(
        "a grant must be named, known, and the client's own",
        arguments: [
            (nil, "invalid_request"), ("", "invalid_request"), ("password", "unsupported_grant_type"),
            ("implicit", "unsupported_grant_type"), ("AUTHORIZATION_CODE", "unsupported_grant_type"),
            ("urn:ietf:params:oauth:grant-type:device_code", "unsupported_grant_type"), ("client_credentials", "unauthorized_client"),
        ] as [(String?, String)])
    func grantType(name: String?, error: String) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        let reply = try await world.token(
            ["grant_type": name, "username": "ada@example.com", "password": "x"], basic: client.basic)
        #expect(reply.status == 400)
        #expect(reply.error == error)
        #expect(reply.header("Cache-Control") == "no-store")
    }

    @Test("a service client gets nothing of a person's", arguments: ["authorization_code", "refresh_token"])
    func service(grantType: String) async throws {
        let world = try await EngineWorld()
        let reply = try await world.token(["grant_type": grantType], basic: try await world.client(.service).basic)
        #expect(reply.error == "unauthorized_client")
    }

    // The client is known before anything else is looked at.
    @Test("a stranger learns nothing about grants")
    func stranger() async throws {
        let world = try await EngineWorld()
        for name in ["password", "authorization_code", "nonsense"] {
            let reply = try await world.token(["grant_type": name, "client_id": "client_unknown"])
            #expect(reply.status == 401)
            #expect(reply.error == "invalid_client")
        }
        #expect(try await world.token(["grant_type": "authorization_code"]).status == 401)
    }

    // C-25
    @Test(
        "a repeated parameter is refused, and spends nothing",
        arguments: ["grant_type", "client_id", "client_secret", "code", "redirect_uri", "code_verifier", "client_assertion"])
    func repeated(name: String) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.web)
        let good = world.redemption(client, of: try await world.code(client, world.person()))
        let value = good[name] ?? "x"
        let refused = try await world.token(
            good[name] == nil ? good.repeating(name, value).repeating(name, value) : good.repeating(name, value))
        #expect(refused.status == 400)
        #expect(refused.error == "invalid_request")
        _ = try Tokens(await world.token(good))
    }

    @Test("a repeated refresh token or scope is refused, and spends nothing", arguments: ["refresh_token", "scope"])
    func repeatedAtRefresh(name: String) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let tokens = try await world.tokens(client, world.person())
        let good = world.refreshing(client, with: tokens.refresh).with(["scope": "notes:read"])
        #expect(try await world.token(good.repeating(name, try #require(good[name]))).error == "invalid_request")
        _ = try Tokens(await world.token(good))
    }

    // C-25
    @Test("what is not known here is ignored, even twice")
    func unknown() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.plugin)
        let form = world.redemption(client, of: try await world.code(client, world.person()))
        _ = try Tokens(await world.token(form.repeating("foo", "a").repeating("foo", "b")))
    }

    // CLIENTS T1
    @Test("a plugin may send its parameters as JSON")
    func json() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.plugin), try await world.person())
        let form = world.redemption(client, of: try await world.code(client, person))
        func send(_ form: Form) async throws -> Reply {
            try await world.server.token.reply(
                to: BackChannelRequest(authorization: nil, parameters: Parameters(json: form.json), address: "192.0.2.1"))
        }
        let tokens = try Tokens(await send(form))
        #expect(tokens.reply["token_type"]?.text == "bearer")
        _ = try Tokens(await send(world.refreshing(client, with: tokens.refresh)))
        #expect(try await send(form).error == "invalid_grant")
        #expect(try await send(form.with(["client_secret": "wrong"])).status == 401)
    }

    // CLIENTS T3, M8
    @Test("an answer holds what the RFC names, and neither null nor fraction", arguments: TestClientKind.allCases)
    func members(kind: TestClientKind) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(kind)
        var expected = ["access_token", "expires_in", "scope", "token_type"]
        let reply: Reply
        if kind == .service {
            reply = try await world.token(["grant_type": "client_credentials"], basic: client.basic)
        } else {
            reply = try await world.tokens(client, world.person(), scope: "openid notes:read").reply
            expected += ["id_token", "refresh_token"]
        }
        #expect(try reply.document.names == expected.sorted())
        #expect(reply["expires_in"]?.integer == 3600)
    }

    // CLIENTS A3: a client must be told when it got something else than it asked for; telling it always is simplest.
    @Test(
        "the scope that was granted is named",
        arguments: [(nil, "notes:read notes:write"), ("notes:read", "notes:read"), ("gone", "notes:read notes:write")]
            as [(String?, String)])
    func scope(asked: String?, granted: String) async throws {
        let world = try await EngineWorld()
        let tokens = try await world.tokens(try await world.client(.plugin), world.person(), scope: asked)
        #expect(tokens.reply["scope"]?.text == granted)
    }

    // M7
    @Test(
        "a refresh token comes with and without offline_access, if the client may refresh",
        arguments: ["notes:read", "notes:read offline_access"])
    func offline(scope: String) async throws {
        let world = try await EngineWorld()
        let tokens = try await world.tokens(try await world.client(.app), world.person(), scope: scope)
        #expect(!tokens.refresh.isEmpty)
    }
}
