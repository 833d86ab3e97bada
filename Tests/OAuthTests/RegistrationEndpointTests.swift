// A client that registers itself gets what it asks for, unless that could harm somebody: RFC 7591.

import Keys
import TestKit
import Testing

@testable import OAuth

@Suite("Dynamic registration")
struct RegistrationEndpointTests {
    let world: EngineWorld

    init() async throws { world = try await EngineWorld() }

    private func register(_ text: String, in world: EngineWorld? = nil, from address: String = "192.0.2.1") async throws -> Reply {
        try await (world ?? self.world).server.registration.register(Array(text.utf8), from: address)
    }

    private func client(_ reply: Reply) async throws -> Client {
        let id = try #require(reply["client_id"]?.text)
        return try #require(try await world.store.client(ClientID(id)))
    }

    // D-01, D-05, R3, M8
    @Test("the answer is 201 with all that is registered, defaults included, and nothing else")
    func defaults() async throws {
        let reply = try await register(#"{"redirect_uris":["https://a.example/cb"],"unknown":"x","client_id":"mine","contacts":["x"]}"#)
        #expect(reply.status == 201)
        #expect(reply.header("Cache-Control") == "no-store")
        #expect(
            try Set(reply.document.names) == [
                "client_id", "client_id_issued_at", "client_secret", "client_secret_expires_at", "registration_access_token",
                "registration_client_uri", "client_name", "redirect_uris", "token_endpoint_auth_method", "grant_types",
                "response_types", "id_token_signed_response_alg",
            ])
        #expect(reply["client_id"]?.text?.hasPrefix("client_") == true)
        #expect(reply["client_id_issued_at"]?.integer == world.clock.time.seconds)
        #expect(reply["client_secret_expires_at"]?.integer == 0)
        #expect(reply["token_endpoint_auth_method"]?.text == "client_secret_basic")
        #expect(reply["grant_types"]?.texts == ["authorization_code"])
        #expect(reply["response_types"]?.texts == ["code"])
        #expect(reply["client_name"]?.text == "a.example")
        let id = try #require(reply["client_id"]?.text)
        #expect(reply["registration_client_uri"]?.text == "https://usher.test/register/\(id)")
    }

    // T-16
    @Test("what is kept of secrets is their digests")
    func digests() async throws {
        let reply = try await register(#"{"redirect_uris":["https://a.example/cb"]}"#)
        let client = try await client(reply)
        #expect(client.registration == .dynamic)
        #expect(client.secret == Secret(.clientSecret, reading: reply["client_secret"]?.text ?? "")?.digest)
        let token = Secret(.registrationToken, reading: reply["registration_access_token"]?.text ?? "")
        #expect(token != nil && client.registrationToken == token?.digest)
    }

    @Test("what the clients of today send is taken as it is", arguments: RegistrationTables.clients)
    func clientsOfToday(name: String, document: String, method: String) async throws {
        let reply = try await register(document)
        #expect(reply.status == 201, "\(name): \(reply.error ?? "")")
        let sent = try ReceivedJSON(reading: Array(document.utf8))
        #expect(reply["redirect_uris"]?.texts == sent["redirect_uris"]?.list?.compactMap(\.text))
        #expect(reply["token_endpoint_auth_method"]?.text == method)
        // R2: a secret if one was asked for, and never otherwise.
        #expect((reply["client_secret"] != nil) == (method != "none"))
        #expect((reply["client_secret_expires_at"] != nil) == (method != "none"))
        #expect(reply["grant_types"]?.texts == ["authorization_code", "refresh_token"])
    }

    // D-02, D-03, D-13, MCP-9, MCP-15, U3, C-11
    @Test("an address that could harm a person is refused and named", arguments: RegistrationTables.addresses)
    func badAddresses(uri: String, type: String?) async throws {
        let member = type.map { ",\"application_type\":\"\($0)\"" } ?? ""
        let reply = try await register("{\"redirect_uris\":[\"https://a.example/cb\",\"\(uri)\"]\(member)}")
        #expect(reply.status == 400)
        #expect(reply.error == "invalid_redirect_uri")
        let description = try #require(reply["error_description"]?.text)
        #expect(description.hasPrefix(RegistrationCheck.shown(uri)))
        #expect(description.utf8.allSatisfy { (0x20...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c })
    }

    @Test("without any address nothing is registered", arguments: ["{}", #"{"redirect_uris":[]}"#, #"{"redirect_uris":null}"#])
    func noAddress(document: String) async throws {
        #expect(try await register(document).error == "invalid_redirect_uri")
    }

    // CLIENTS U3 wins over C-11: schemes without a dot are in use.
    @Test(
        "loopback addresses and apps' own schemes are taken",
        arguments: [
            "http://localhost/cb", "http://127.0.0.1:1/", "http://[::1]/x", "cursor://a/b", "com.example:/cb", "warp://x",
        ])
    func goodAddresses(uri: String) async throws {
        for type in ["", #","application_type":"native""#, #","application_type":"other""#] {
            #expect(try await register("{\"redirect_uris\":[\"\(uri)\"]\(type)}").status == 201)
        }
    }

    // D-06, D-07, D-09, D-10, T-22
    @Test("what cannot be had is refused in words", arguments: RegistrationTables.refusals)
    func refusals(error: String, members: String) async throws {
        let reply = try await register("{\"redirect_uris\":[\"https://a.example/cb\"],\(members)}")
        #expect(reply.status == 400)
        #expect(reply.error == error)
        #expect(reply["error_description"]?.text?.isEmpty == false)
    }

    // D-09
    @Test("grants and scopes that nobody registers for are left out")
    func intersection() async throws {
        let reply = try await register(
            """
            {"redirect_uris":["https://a.example/cb"],"grant_types":["client_credentials","authorization_code",
            "urn:ietf:params:oauth:grant-type:token-exchange"],"scope":"notes:read,admin openid,unknown"}
            """)
        #expect(reply["grant_types"]?.texts == ["authorization_code"])
        #expect(reply["scope"]?.text == "notes:read openid")
        for scope in ["", "unknown", " , "] {
            let reply = try await register("{\"redirect_uris\":[\"https://a.example/cb\"],\"scope\":\"\(scope)\"}")
            #expect(reply.status == 201)
            #expect(reply["scope"] == nil)
        }
    }

    // D-10
    @Test("links over https are kept, plain http is left out")
    func links() async throws {
        let reply = try await register(
            """
            {"redirect_uris":["https://a.example/cb"],"client_uri":"http://localhost:3000","logo_uri":"https://a.example/l.png",
            "policy_uri":"https://a.example/p","tos_uri":"https://a.example/t","software_id":"s"}
            """)
        #expect(reply["client_uri"] == nil)
        #expect(reply["logo_uri"]?.text == "https://a.example/l.png")
        #expect(reply["policy_uri"]?.text == "https://a.example/p")
        #expect(reply["tos_uri"]?.text == "https://a.example/t")
        #expect(reply["software_id"]?.text == "s")
    }

    @Test("keys come back as they were registered")
    func keys() async throws {
        let reply = try await register(
            #"{"redirect_uris":["https://a.example/cb"],"jwks":{"keys":[{"kty":"EC","crv":"P-256","x":"eA","y":"eQ"}]}}"#)
        #expect(reply["jwks"]?["keys"]?.list?.first?["crv"]?.text == "P-256")
    }

    // R2
    @Test("where the operator wants it, everybody gets a secret")
    func alwaysSecret() async throws {
        let world = try await EngineWorld { $0.registration.alwaysGivesSecret = true }
        let document = #"{"redirect_uris":["https://a.example/cb"],"token_endpoint_auth_method":"none"}"#
        let reply = try await register(document, in: world)
        #expect(reply["client_secret"] != nil)
        #expect(reply["token_endpoint_auth_method"]?.text == "client_secret_post")
    }

    @Test("where registration is closed, it says so and is not published")
    func closed() async throws {
        let world = try await EngineWorld { $0.registration.isOpen = false }
        let reply = try await register(#"{"redirect_uris":["https://a.example/cb"]}"#, in: world)
        #expect(reply.status == 404)
        #expect(reply.error == "registration_not_supported")
        #expect(world.server.metadata.server["registration_endpoint"] == nil)
        #expect(try await world.store.clients().isEmpty)
    }

    // D-12, T-19
    @Test("one address has an end, and so has the world, on all servers together")
    func limits() async throws {
        let world = try await EngineWorld {
            $0.limits.registrationsPerAddress = Allowance(2, within: .seconds(60))
            $0.limits.registrations = Allowance(3, within: .seconds(60))
        }
        let servers = [world, try await world.another()]
        func register(_ address: String, on server: Int) async throws -> Reply {
            try await servers[server].server.registration.register(Array("x".utf8), from: address)
        }
        for (server, address) in ["a", "a", "b"].enumerated() {
            #expect(try await register(address, on: server % 2).status == 400)
        }
        for (server, address) in [(0, "a"), (1, "a"), (0, "c"), (1, "c")] {
            let reply = try await register(address, on: server)
            #expect(reply.status == 429)
            #expect(reply.header("Retry-After") == "60")
        }
        world.clock.advance(by: .seconds(60))
        #expect(try await register("a", on: 0).status == 400)
    }

    @Test("the hundred-and-first registration of an hour is too many, wrong ones count too")
    func limitAtTheEndpoint() async throws {
        for number in 0..<100 { _ = try await register(number % 2 == 0 ? "x" : #"{"redirect_uris":["a.b:/c"]}"#) }
        #expect(try await register("x").status == 429)
        #expect(try await register("x", from: "192.0.2.2").status == 400)
    }
}
