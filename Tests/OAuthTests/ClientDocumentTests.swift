// draft-ietf-oauth-client-id-metadata-document; REQUIREMENTS CM-01 … CM-13, MCP-10, CLIENTS R7.

import Keys
import OAuth
import TestKit
import Testing

@Suite("Clients that are known by their document")
struct ClientDocumentTests {
    private let url = DocumentClient.url

    private func world(_ members: JSON.Members? = DocumentClient.members(), maxAge: Duration? = nil) async throws -> EngineWorld {
        let world = try await EngineWorld { $0.registration.acceptsDocuments = true }
        if let members { world.documents.put(members, at: url, maxAge: maxAge) }
        return world
    }

    private func code(_ world: EngineWorld, _ person: AuthenticatedPerson, _ form: Form = DocumentClient.request()) async throws -> String {
        let response = try await world.decide(.allow, form, as: person).response
        return try #require(response["code"])
    }

    @Test("a URL is a client: it is asked for, agreed to, and gets tokens")
    func works() async throws {
        let world = try await world()
        let person = try await world.person()
        let question = try #require(try await world.ask(DocumentClient.request(), as: person).consent)
        #expect(question.client.name == "Client")
        #expect(question.client.registration == .document)
        // Nothing is remembered of a client that nobody has agreed to (T-19).
        #expect(try await world.store.clients().isEmpty)
        let tokens = try Tokens(await world.token(DocumentClient.redemption(of: code(world, person))))
        #expect(!tokens.refresh.isEmpty)
        #expect(try OpenedJWT(tokens.access)["client_id"]?.text == url)
        #expect(try await world.store.connections(of: person.id).map(\.clientName) == ["Client"])
        #expect(try await world.ask(DocumentClient.request(), as: person).response["code"] != nil)
        let refreshed = try await world.token(["grant_type": "refresh_token", "refresh_token": tokens.refresh, "client_id": url])
        #expect(refreshed.status == 200)
    }

    static let broken: [(String, [String: JSON?])] = [
        // CM-03
        ("another client_id", ["client_id": "https://client.example/other.json"]), ("no client_id", ["client_id": nil]),
        ("a client_id that only looks the same", ["client_id": "https://client.example/client.json/"]),
        ("a client_id in other case", ["client_id": "https://Client.example/client.json"]),
        ("a client_id that is no text", ["client_id": 7]),
        // MCP-10
        ("no name", ["client_name": nil]), ("an empty name", ["client_name": ""]), ("a blank name", ["client_name": " "]),
        ("a name that turns the reading direction", ["client_name": "Cl\u{202e}ient"]), ("a name of two lines", ["client_name": "A\nB"]),
        ("an endless name", ["client_name": .string(String(repeating: "a", count: 101))]),
        ("a name that is no text", ["client_name": true]),
        ("no addresses", ["redirect_uris": nil]), ("an empty list", ["redirect_uris": .array([])]),
        ("an address that is not in a list", ["redirect_uris": "https://client.example/callback"]),
        ("a dangerous address", ["redirect_uris": ["https://client.example/callback", "javascript:alert(1)"]]),
        ("plain http", ["redirect_uris": ["https://client.example/callback", "http://client.example/callback"]]),
        ("a fragment", ["redirect_uris": ["https://client.example/callback", "https://client.example/#x"]]),
        // CM-04
        ("a secret", ["client_secret": "hidden"]), ("the end of a secret", ["client_secret_expires_at": 0]),
        ("client_secret_basic", ["token_endpoint_auth_method": "client_secret_basic"]),
        ("client_secret_post", ["token_endpoint_auth_method": "client_secret_post"]),
        ("client_secret_jwt", ["token_endpoint_auth_method": "client_secret_jwt"]),
        ("a secret in the plural", ["token_endpoint_auth_methods_supported": ["none", "client_secret_post"]]),
        // CM-10
        ("keys that are not there", ["token_endpoint_auth_method": "private_key_jwt"]),
        ("a method that is not known", ["token_endpoint_auth_method": "tls_client_auth"]),
        ("both kinds of keys", ["jwks_uri": "https://client.example/jwks.json", "jwks": .object(["keys": .array([])])]),
        ("keys over http", ["jwks_uri": "http://client.example/jwks.json"]),
        ("keys with a user", ["jwks_uri": "https://a@client.example/jwks.json"]),
        ("keys that are none", ["jwks": .object(["keys": ["x"]])]),
    ]

    // MCP-10
    @Test("a document that is wrong in one way is a page, and never a redirect", arguments: broken)
    func refused(name: String, changes: [String: JSON?]) async throws {
        let world = try await world(DocumentClient.members(changes))
        let outcome = try await world.ask(DocumentClient.request(), as: world.person())
        let page = try #require(outcome.page)
        #expect(page.sentence.contains("client.example"))
        #expect(try await world.store.clients().isEmpty)
        // At the back channel it is no client.
        let reply = try await world.token(DocumentClient.redemption(of: "x"))
        #expect((reply.status, reply.error) == (401, "invalid_client"))
    }

    @Test(
        "text that is not one JSON object is a page",
        arguments: ["", "[]", "null", "<html>", "{", #"{"client_id":"a","client_id":"b"}"#, "\u{feff}{}", "{}{}"])
    func notJSON(text: String) async throws {
        let world = try await world(nil)
        world.documents.put(Array(text.utf8), at: url)
        #expect(try await world.ask(DocumentClient.request(), as: world.person()).page != nil)
    }

    static let odd: [[String: JSON?]] = [
        // R7: unknown grants, unknown members, nothing but what must be there.
        ["grant_types": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"]],
        ["grant_types": nil, "response_types": nil, "token_endpoint_auth_method": nil],
        ["software_version": "1", "contacts": ["a@client.example"], "anything": .object(["deep": [true]])],
        ["client_uri": "http://client.example", "logo_uri": "javascript:alert(1)"],
        ["scope": "someone:else", "application_type": "native"],
        ["token_endpoint_auth_methods_supported": ["none", "tls_client_auth"]],
        ["redirect_uris": ["https://client.example/callback", "http://127.0.0.1/callback", "app.client:/callback"]],
    ]

    @Test("a document may say more, or less, than we need", arguments: odd)
    func accepted(changes: [String: JSON?]) async throws {
        let world = try await world(DocumentClient.members(changes))
        let question = try #require(try await world.ask(DocumentClient.request(), as: world.person()).consent)
        #expect(question.scope.names == ["notes:read"])
        #expect(question.client.grantTypes == [.authorizationCode, .refreshToken])
        #expect(question.client.logoURI == nil)
    }

    @Test("an address that is not in the document is a page")
    func otherAddress() async throws {
        let world = try await world()
        let form = DocumentClient.request(redirectURI: "https://client.example/other")
        #expect(try await world.ask(form, as: world.person()).page != nil)
    }

    @Test("on loopback any port will do")
    func loopback() async throws {
        let world = try await world(DocumentClient.members(["redirect_uris": ["http://127.0.0.1/callback"]]))
        let person = try await world.person()
        #expect(try await world.ask(DocumentClient.request(redirectURI: "http://127.0.0.1:54321/callback"), as: person).consent != nil)
        #expect(try await world.ask(DocumentClient.request(redirectURI: "http://127.0.0.1:54321/other"), as: person).page != nil)
    }

    // CM-01
    @Test(
        "an identifier that is no plain https URL is never fetched",
        arguments: [
            "http://client.example/client.json", "https://client.example", "https://user@client.example/client.json",
            "https://client.example/client.json#x", "https://client.example/a/../client.json", "https://127.1/client.json",
        ])
    func badURL(id: String) async throws {
        let world = try await world()
        #expect(try await world.ask(DocumentClient.request(id), as: world.person()).page != nil)
        #expect(world.documents.asked.isEmpty)
    }

    // MARK: How a client may prove itself

    // CLIENTS R7, Q13: as ChatGPT has it.
    @Test("with a singular private_key_jwt and a plural that has none, the client picks either")
    func picks() async throws {
        let forge = try AssertionForge.fresh()
        let keys = "https://client.example/jwks.json"
        let world = try await world(
            DocumentClient.members([
                "token_endpoint_auth_method": "private_key_jwt",
                "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"], "jwks_uri": .string(keys),
            ]))
        world.documents.put(forge.jwks.encoded, at: keys)
        let person = try await world.person()
        #expect(try await world.token(DocumentClient.redemption(of: code(world, person))).status == 200)
        let signed = try await DocumentClient.redemption(of: code(world, person)).proving(forge.assertion(ClientID(url)))
        #expect(try await world.token(signed).status == 200)
        let wrong = try AssertionForge.fresh()
        let forged = try await DocumentClient.redemption(of: code(world, person)).proving(wrong.assertion(ClientID(url)))
        #expect(try await world.token(forged).status == 401)
    }

    @Test("a client that signs, and nothing else, must sign")
    func mustSign() async throws {
        let forge = try AssertionForge.fresh()
        let world = try await world(
            DocumentClient.members(["token_endpoint_auth_method": "private_key_jwt", "jwks": forge.jwks]))
        let person = try await world.person()
        let form = DocumentClient.redemption(of: try await code(world, person))
        #expect(try await world.token(form).status == 401)
        #expect(try await world.token(form.proving(forge.assertion(ClientID(url)))).status == 200)
    }

    @Test("acting without a person is the operator's to give, whatever a document says")
    func noClientCredentials() async throws {
        let forge = try AssertionForge.fresh()
        let world = try await world(
            DocumentClient.members([
                "token_endpoint_auth_method": "private_key_jwt", "jwks": forge.jwks, "grant_types": ["client_credentials"],
            ]))
        let form: Form = ["grant_type": "client_credentials"]
        let reply = try await world.token(form.proving(forge.assertion(ClientID(url))))
        #expect((reply.status, reply.error) == (400, "unauthorized_client"))
    }

    // MARK: Switched off, and names of our own

    // CM-13
    @Test("the metadata says so, and only when it is on")
    func metadata() async throws {
        #expect(try await world().server.metadata.server.document["client_id_metadata_document_supported"]?.boolean == true)
        let off = try await EngineWorld()
        #expect(try off.server.metadata.server.document["client_id_metadata_document_supported"] == nil)
        off.documents.put(DocumentClient.members(), at: url)
        #expect(try await off.ask(DocumentClient.request(), as: off.person()).page?.title == "Unknown app")
        #expect(off.documents.asked.isEmpty)
    }

    // CM-12
    @Test("an identifier that we make never looks like a URL")
    func freshNames() async throws {
        let world = try await EngineWorld()
        for _ in 0..<100 { #expect(ClientID.fresh(world.randomness).value.hasPrefix("client_")) }
    }

    @Test("a client that the operator has added under a URL is the operator's")
    func preregistered() async throws {
        let world = try await world()
        let client = Client(
            id: ClientID(url), name: "Mine", profile: "mcp", secret: nil, authenticationMethods: [.none],
            grantTypes: [.authorizationCode], redirectURIs: ["https://client.example/callback"], createdAt: world.clock.time)
        #expect(try await world.store.register(client))
        let question = try await world.ask(DocumentClient.request(), as: world.person()).consent
        #expect(question?.client.name == "Mine")
        #expect(world.documents.asked.isEmpty)
    }
}
