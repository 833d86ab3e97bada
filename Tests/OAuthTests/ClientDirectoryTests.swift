// draft-ietf-oauth-client-id-metadata-document §4.4 and §6: what is kept, for how long, and what a change means.
// REQUIREMENTS CM-02, CM-06, CM-10, CM-11, T-19.

import Keys
import OAuth
import TestKit
import Testing

@Suite("Documents of clients between requests")
struct ClientDirectoryTests {
    private let url = DocumentClient.url

    private func world(
        _ members: JSON.Members? = DocumentClient.members(), maxAge: Duration? = nil, pinned: [String: String] = [:]
    ) async throws -> EngineWorld {
        let world = try await EngineWorld {
            $0.registration.acceptsDocuments = true
            $0.registration.pinnedDocuments = pinned
        }
        if let members { world.documents.put(members, at: url, maxAge: maxAge) }
        return world
    }

    private func ask(_ world: EngineWorld, _ person: AuthenticatedPerson) async throws -> AuthorizationOutcome {
        try await world.ask(DocumentClient.request(), as: person)
    }

    // CM-06
    @Test(
        "a document is kept as its server says, from a minute to a day",
        arguments: [
            (nil, 600), (.seconds(0), 60), (.seconds(5), 60), (.seconds(300), 300), (.seconds(86400), 86400),
            (.seconds(31_536_000), 86400),
        ] as [(Duration?, Int64)])
    func age(said: Duration?, kept: Int64) async throws {
        let world = try await world(maxAge: said)
        let person = try await world.person()
        _ = try await ask(world, person)
        world.clock.advance(by: .seconds(kept) - .milliseconds(1))
        _ = try await ask(world, person)
        #expect(world.documents.asked.count == 1)
        world.clock.advance(by: .milliseconds(1))
        _ = try await ask(world, person)
        #expect(world.documents.asked.count == 2)
    }

    // CM-06
    @Test("neither a failure nor a bad document is kept")
    func errors() async throws {
        let world = try await world(nil)
        let person = try await world.person()
        #expect(try await ask(world, person).page != nil)
        world.documents.put(DocumentClient.members(["client_name": nil]), at: url, maxAge: .seconds(3600))
        #expect(try await ask(world, person).page != nil)
        world.documents.put(DocumentClient.members(), at: url)
        #expect(try await ask(world, person).consent != nil)
    }

    // CM-02
    @Test("what is old is not used when the document cannot be fetched again")
    func stale() async throws {
        let world = try await world(maxAge: .seconds(60))
        let person = try await world.person()
        _ = try await world.decide(.allow, DocumentClient.request(), as: person)
        for kind in [FetchProblem.Kind.unreachable, .unacceptable, .forbidden] {
            world.documents.fail(url, kind)
            world.clock.advance(by: .seconds(60))
            #expect(try await ask(world, person).page != nil)
        }
    }

    @Test("at the token endpoint, out of reach is 503, and nothing that may be used is 401")
    func backChannel() async throws {
        let world = try await world(maxAge: .seconds(60))
        let person = try await world.person()
        let code = try #require(try await world.decide(.allow, DocumentClient.request(), as: person).response["code"])
        world.documents.fail(url, .unreachable)
        world.clock.advance(by: .seconds(60))
        let later = try await world.token(DocumentClient.redemption(of: code))
        #expect((later.status, later.error) == (503, "temporarily_unavailable"))
        #expect(later.header("Retry-After") != nil)
        world.documents.fail(url, .unacceptable)
        let never = try await world.token(DocumentClient.redemption(of: code))
        #expect((never.status, never.error) == (401, "invalid_client"))
    }

    // CM-11, CM-10
    @Test(
        "after a change of name, addresses, scope or keys, who agreed before is asked again",
        arguments: [
            ["client_name": "Another"], ["redirect_uris": ["https://client.example/callback", "https://client.example/2"]],
            ["scope": "notes:read"], ["jwks_uri": "https://client.example/jwks.json"],
        ] as [[String: JSON?]])
    func change(changes: [String: JSON?]) async throws {
        let world = try await world(maxAge: .seconds(60))
        let person = try await world.person()
        _ = try await world.decide(.allow, DocumentClient.request(), as: person)
        #expect(try await ask(world, person).response["code"] != nil)
        world.documents.put(DocumentClient.members(changes), at: url, maxAge: .seconds(60))
        world.clock.advance(by: .seconds(60))
        #expect(try await ask(world, person).consent != nil)
        _ = try await world.decide(.allow, DocumentClient.request(), as: person)
        world.clock.advance(by: .seconds(60))
        #expect(try await ask(world, person).response["code"] != nil)
    }

    @Test("another picture or home page changes nothing for who agreed")
    func smallChange() async throws {
        let world = try await world(maxAge: .seconds(60))
        let person = try await world.person()
        _ = try await world.decide(.allow, DocumentClient.request(), as: person)
        world.documents.put(DocumentClient.members(["logo_uri": "https://client.example/logo.png"]), at: url)
        world.clock.advance(by: .seconds(60))
        #expect(try await ask(world, person).response["code"] != nil)
        #expect(try await world.store.client(ClientID(url))?.logoURI == "https://client.example/logo.png")
    }

    @Test("a change does not touch clients that nobody has agreed to")
    func nothingStored() async throws {
        let world = try await world(maxAge: .seconds(60))
        let person = try await world.person()
        for number in 0..<5 {
            world.documents.put(DocumentClient.members(["client_name": .string("Name \(number)")]), at: url)
            world.clock.advance(by: .seconds(600))
            #expect(try await ask(world, person).consent != nil)
        }
        #expect(try await world.store.clients().isEmpty)
    }

    // MARK: Several servers

    @Test("what another server has read of a document is felt, though the one from before could be kept for longer")
    func another() async throws {
        let world = try await world(maxAge: .seconds(3600))
        let other = try await world.another()
        let person = try await world.person()
        _ = try await world.decide(.allow, DocumentClient.request(), as: person)
        try await other.server.changes.catchUp()
        #expect(try await ask(other, person).response["code"] != nil)
        // A third one, started later, reads what the document says by then.
        world.clock.advance(by: .seconds(60))
        world.documents.put(DocumentClient.members(["client_name": "Another"]), at: url, maxAge: .seconds(3600))
        let third = try await world.another()
        #expect(try await ask(third, person).consent?.client.name == "Another")
        for server in [world, other] {
            try await server.server.changes.catchUp()
            #expect(try await ask(server, person).consent?.client.name == "Another")
        }
        // And then it is kept again.
        let asked = world.documents.asked.count
        for server in [world, other, third] { _ = try await ask(server, person) }
        #expect(world.documents.asked.count == asked)
    }

    @Test("servers that read different things at one address do not drive each other: each asks once a minute at most")
    func disagreeing() async throws {
        let world = try await world(maxAge: .seconds(3600))
        let other = try await world.another()
        let person = try await world.person()
        _ = try await world.decide(.allow, DocumentClient.request(), as: person)
        for number in 0..<6 {
            world.documents.put(DocumentClient.members(["client_name": .string("Name \(number)")]), at: url, maxAge: .seconds(3600))
            for server in [world, other] {
                try await server.server.changes.catchUp()
                _ = try await ask(server, person)
            }
        }
        #expect(world.documents.asked.count <= 2)
    }

    // MARK: Pinned documents

    @Test("a pinned document stands in for one that cannot be fetched, for a minute, and for no other")
    func pinned() async throws {
        let text = String(decoding: JSON.object(DocumentClient.members(["client_name": "Pinned"])).encoded, as: UTF8.self)
        let world = try await world(nil, pinned: [url: text])
        let person = try await world.person()
        #expect(try await ask(world, person).consent?.client.name == "Pinned")
        #expect(world.documents.asked == [url])
        world.documents.put(DocumentClient.members(), at: url)
        world.clock.advance(by: .seconds(60))
        #expect(try await ask(world, person).consent?.client.name == "Client")
        #expect(try await world.ask(DocumentClient.request(url + "2"), as: person).page != nil)
    }

    @Test("a document that is there and wrong is not replaced by a pinned one")
    func pinnedIsNoCure() async throws {
        let text = String(decoding: JSON.object(DocumentClient.members()).encoded, as: UTF8.self)
        let world = try await world(DocumentClient.members(["client_secret": "x"]), pinned: [url: text])
        #expect(try await ask(world, world.person()).page != nil)
    }

    // MARK: Limits

    // T-19
    @Test("one place can have only so many unknown documents fetched")
    func limit() async throws {
        let world = try await world(nil)
        let person = try await world.person()
        func ask(_ url: String, from address: String) async throws -> AuthorizationOutcome {
            try await world.server.authorization.outcome(
                of: DocumentClient.request(url).parameters, person: person, begunAt: world.clock.time, from: address)
        }
        world.documents.put(DocumentClient.members(), at: url, maxAge: .seconds(60))
        _ = try await world.decide(.allow, DocumentClient.request(), as: person)
        world.clock.advance(by: .seconds(60))
        for number in 0..<50 { _ = try await ask("https://many.example/\(number)", from: "192.0.2.9") }
        #expect(world.documents.asked.filter { $0.hasPrefix("https://many.example/") }.count == 20)
        #expect(try await ask("https://many.example/x", from: "192.0.2.9").page?.sentence.contains("Too many") == true)
        // Another server counts with this one.
        let other = try await world.another()
        _ = try await other.server.authorization.outcome(
            of: DocumentClient.request("https://many.example/y").parameters, person: person, begunAt: world.clock.time,
            from: "192.0.2.9")
        #expect(!world.documents.asked.contains("https://many.example/y"))
        // Others are not kept waiting, and who is known is not unknown.
        _ = try await ask("https://many.example/x", from: "192.0.2.10")
        #expect(world.documents.asked.last == "https://many.example/x")
        #expect(try await ask(url, from: "192.0.2.9").response["code"] != nil)
    }
}
