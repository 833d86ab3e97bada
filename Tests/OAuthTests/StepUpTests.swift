// A client that asks for more keeps what it has, and a scope that includes another counts for it: MCP authorization.

import Keys
import TestKit
import Testing

@testable import OAuth

@Suite("Asking for more")
struct StepUpTests {
    private let resource = ["resource": EngineWorld.notes.identifier] as [String: String?]

    // CLIENTS S7
    @Test("what was agreed before is asked and granted together with what is new")
    func union() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        _ = try await world.tokens(client, person, scope: "notes:read openid", changes: resource)
        let request = world.request(client, scope: "notes:write").with(resource)
        let question = try #require(try await world.ask(request, as: person).consent)
        #expect(question.scope == Scope(["notes:read", "openid", "notes:write"]))
        let tokens = try await world.tokens(client, person, scope: "notes:write", changes: resource)
        #expect(tokens.reply["scope"]?.text == "notes:read openid notes:write")
    }

    @Test("whoever asks for less, for nothing in particular, or for another API gets no more than that")
    func noUnion() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        _ = try await world.tokens(client, person, scope: "notes:read notes:write", changes: resource)
        let less = try await world.tokens(client, person, scope: "notes:read", changes: resource)
        #expect(less.reply["scope"]?.text == "notes:read")
        let unnamed = try await world.tokens(client, person, scope: "notes:read openid")
        #expect(unnamed.reply["scope"]?.text == "notes:read openid")
        let mail = try await world.tokens(client, person, scope: "mail:send", changes: ["resource": EngineWorld.mail.identifier])
        #expect(mail.reply["scope"]?.text == "mail:send")
    }

    @Test("what is not offered any more does not come back, and another person's agreement counts for nothing")
    func limits() async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app)
        let (ada, bob) = (try await world.person(), try await world.person("bob@example.com"))
        try await world.store.record(
            Consent(
                user: ada.id, client: client.id, resource: EngineWorld.notes.identifier, redirectHost: "127.0.0.1",
                scope: Scope(["notes:read", "notes:gone"]), givenAt: world.clock.time))
        let request = world.request(client, scope: "notes:write").with(resource)
        #expect(try await world.ask(request, as: ada).consent?.scope == Scope(["notes:read", "notes:write"]))
        #expect(try await world.ask(request, as: bob).consent?.scope == Scope(["notes:write"]))
    }

    // MCP-16
    @Test("a scope includes what it is said to include, through any number of steps, and rings end")
    func hierarchy() {
        let resource = Resource(
            id: ResourceID("r"), identifier: "https://r.example", name: "R", scopes: [],
            impliedScopes: ["a": Scope(["b"]), "b": Scope(["c", "a"]), "x": Scope(["a"])])
        #expect(resource.widened(Scope(["a"])) == Scope(["a", "b", "c"]))
        #expect(resource.widened(Scope(["c"])) == Scope(["c"]))
        #expect(resource.widened(Scope(["x"])) == Scope(["x", "a", "b", "c"]))
        #expect(resource.widened(.none) == .none)
    }

    @Test("introspection says what a token may do, and nobody is asked again for what is included")
    func included() async throws {
        let world = try await EngineWorld { $0.resources[0].impliedScopes = ["notes:write": Scope(["notes:read"])] }
        let (client, person) = (try await world.client(.web), try await world.person())
        let tokens = try await world.tokens(client, person, scope: "notes:write", changes: resource)
        #expect(tokens.reply["scope"]?.text == "notes:write")
        #expect(try await world.introspect(tokens.access, as: client)["scope"]?.text == "notes:write notes:read")
        #expect(try await world.ask(world.request(client, scope: "notes:read").with(resource), as: person).consent == nil)
    }

    @Test("the scopes that a client registered for itself are no limit, those that the operator gave it are")
    func registered() async throws {
        let world = try await EngineWorld()
        let person = try await world.person()
        for (registration, scope) in [
            (Client.Registration.dynamic, "notes:write"), (.document, "notes:write"), (.preregistered, "notes:read"),
        ] {
            let client = try await world.client(.web) {
                $0.registration = registration
                $0.scopes = Scope(["notes:read"])
            }
            let question = try await world.ask(world.request(client, scope: "notes:write").with(resource), as: person).consent
            #expect(question?.scope == Scope([scope]), "\(registration)")
            let silent = try await world.ask(world.request(client, scope: nil).with(resource), as: person).consent
            #expect(silent?.scope == Scope(["notes:read"]), "\(registration)")
        }
    }
}
