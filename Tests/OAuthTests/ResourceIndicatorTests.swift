// RFC 8707; CLIENTS A5, S1, S2.

import Keys
import TestKit
import Testing

@testable import OAuth

@Suite("Resource indicators")
struct ResourceIndicatorTests {
    // REQUIREMENTS RI-07, CLIENTS S1, S2
    @Test(
        "a resource may be spelled in a few ways, and nothing else is it",
        arguments: [
            ("https://usher.test/notes", "notes"), ("https://usher.test/notes/", "notes"), ("https://USHER.test/notes", "notes"),
            ("HTTPS://usher.test/notes", "notes"), ("https://usher.test:443/notes", "notes"), ("https://mail.example", "mail"),
            ("https://mail.example/", "mail"), ("https://usher.test/NOTES", nil), ("https://usher.test/notes//", nil),
            ("https://usher.test/notes?x=1", nil), ("https://usher.test/notes#x", nil), ("http://usher.test/notes", nil),
            ("https://usher.test:8443/notes", nil), ("https://usher.test:80/notes", nil), ("https://usher.test", nil),
            ("https://evil.example/notes", nil), ("https://user@usher.test/notes", nil), ("notes", nil), ("/notes", nil),
            ("urn:notes", nil),
            ("https://usher.test/n%6ftes", nil), ("https://usher.test/notes/../mail", nil), ("https://", nil), ("é", nil),
            ("https://usher.test/" + String(repeating: "a", count: 2048), nil),
        ] as [(String, String?)])
    func matching(value: String, id: String?) {
        let settings = Settings(issuer: EngineWorld.issuer, resources: [EngineWorld.notes, EngineWorld.mail])
        #expect(ResourceIndicator(settings: settings).resource(matching: value)?.id.value == id)
    }

    // RI-01, RI-02, RI-04, CLIENTS A2
    @Test(
        "a request may name one resource, as often as it likes",
        arguments: [
            (["https://usher.test/notes"], "https://usher.test/notes"),
            (["https://usher.test/notes", "https://usher.test/notes/"], "https://usher.test/notes"),
            (["https://mail.example"], "https://usher.test/mail"), (["", "https://usher.test/mail"], "https://usher.test/mail"),
            (["https://usher.test/notes", "https://usher.test/mail"], nil), (["https://usher.test/other"], nil),
            (["https://usher.test/notes", "https://usher.test/other"], nil), (["/notes"], nil), (["https://usher.test/notes#x"], nil),
        ] as [([String], String?)])
    func named(values: [String], audience: String?) async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        var form = world.request(client, scope: nil)
        for value in values { form = form.repeating("resource", value) }
        let response = try await world.decide(.allow, form, as: person).response
        guard let audience else {
            #expect(response["error"] == "invalid_target")
            return
        }
        let reply = try await world.token(world.redemption(client, of: try #require(response["code"])))
        #expect(try OpenedJWT(reply["access_token"]?.text)["aud"]?.text == audience)
    }

    // A5, RI-06
    @Test(
        "without one, the client's own resource is meant, else the one whose scopes are asked for, else none",
        arguments: [
            ("notes", "mail:send", "https://usher.test/notes"), ("mail", nil, "https://usher.test/mail"),
            (nil, "notes:read", "https://usher.test/notes"), (nil, "openid mail:send", "https://usher.test/mail"),
            (nil, "notes:read notes:renamed", "https://usher.test/notes"), (nil, "notes:read mail:send", EngineWorld.issuer),
            (nil, "openid", EngineWorld.issuer), (nil, nil, EngineWorld.issuer),
        ] as [(String?, String?, String)])
    func fallback(registered: String?, scope: String?, audience: String) async throws {
        let world = try await EngineWorld()
        let client = try await world.client(.app) { $0.resource = registered.map { ResourceID($0) } }
        let tokens = try await world.tokens(client, world.person(), scope: scope)
        #expect(try OpenedJWT(tokens.access)["aud"]?.text == audience)
    }

    @Test("the only resource there is needs no name")
    func only() async throws {
        let world = try await EngineWorld { $0.resources = [EngineWorld.mail] }
        let tokens = try await world.tokens(try await world.client(.app), world.person(), scope: nil)
        #expect(try OpenedJWT(tokens.access)["aud"]?.text == EngineWorld.mail.identifier)
        #expect(tokens.reply["scope"]?.text == "mail:send")
    }

    // CLIENTS S2
    @Test(
        "the origin alone means the only resource that lives there",
        arguments: [
            ("https://usher.test", true), ("https://usher.test/", true), ("https://usher.test/x", false), ("https://other.test", false),
        ])
    func origin(value: String, isNotes: Bool) {
        let settings = Settings(issuer: EngineWorld.issuer, resources: [EngineWorld.notes])
        #expect((ResourceIndicator(settings: settings).resource(matching: value) == EngineWorld.notes) == isNotes)
    }

    // RI-02
    @Test("a client that was registered for one resource gets no other")
    func foreign() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.plugin), try await world.person())
        let form = world.request(client).with(["resource": EngineWorld.mail.identifier])
        #expect(try await world.decide(.allow, form, as: person).error == "invalid_target")
    }

    // J-04: a scope of another resource is not granted.
    @Test("scopes belong to the resource that was named")
    func scopes() async throws {
        let world = try await EngineWorld()
        let tokens = try await world.tokens(
            try await world.client(.app), world.person(), scope: "notes:read mail:send",
            changes: ["resource": EngineWorld.mail.identifier])
        #expect(tokens.reply["scope"]?.text == "mail:send")
    }
}
