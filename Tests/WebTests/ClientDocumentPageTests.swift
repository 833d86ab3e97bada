// draft-ietf-oauth-client-id-metadata-document §4 as a browser sees it; REQUIREMENTS CM-01 … CM-05, MCP-10.

import HTTPTypes
import Keys
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("Pages about clients that are known by their document")
struct ClientDocumentPageTests {
    private func world(_ members: JSON.Members?) async throws -> WebWorld {
        let world = try await WebWorld(settings: { $0.registration.acceptsDocuments = true })
        if let members { world.engine.documents.put(members, at: DocumentClient.url) }
        return world
    }

    static let violations: [(String, [String: JSON?], String)] = [
        ("another client_id", ["client_id": "https://other.example/client.json"], "not the URL"),
        ("no name", ["client_name": nil], "no client_name"), ("no addresses", ["redirect_uris": nil], "no redirect_uris"),
        ("an address that runs code", ["redirect_uris": ["javascript:alert(1)"]], "cannot be used"),
        ("a shared secret", ["client_secret": "sesame-4711"], "client_secret"),
        ("a method with a secret", ["token_endpoint_auth_method": "client_secret_post"], "shared secret"),
        ("keys that are missing", ["token_endpoint_auth_method": "private_key_jwt"], "jwks"),
        ("an address that is not in it", ["redirect_uris": ["https://client.example/other"]], "not registered"),
    ]

    // MCP-10
    @Test("each mistake in a document is a page that says it, with a cure, and goes nowhere", arguments: violations)
    func violation(name: String, changes: [String: JSON?], words: String) async throws {
        let world = try await world(DocumentClient.members(changes))
        let answer = try await world.send(.get, world.authorize(DocumentClient.request()))
        #expect(answer.isPage)
        #expect((400...499).contains(answer.status))
        #expect(answer.location == nil)
        #expect(answer.text.contains(words))
        #expect(answer.text.contains("If you run this app"))
        #expect(!answer.text.contains("sesame-4711"))
    }

    @Test("what cannot be fetched is a page, whatever the reason", arguments: [FetchProblem.Kind.unreachable, .unacceptable, .forbidden])
    func unreachable(kind: FetchProblem.Kind) async throws {
        let world = try await world(nil)
        world.engine.documents.fail(DocumentClient.url, kind)
        let answer = try await world.send(.get, world.authorize(DocumentClient.request()))
        #expect(answer.isPage)
        #expect(answer.location == nil)
        #expect(answer.text.contains("client.example"))
    }

    // CM-01
    @Test(
        "a URL that may not be fetched is a page",
        arguments: [
            "https://client.example", "https://u:p@client.example/x", "https://client.example/x#y", "https://client.example/%2e%2e/x",
            "https://2130706433/x", "https://[::1/x", "https://<script>/x",
        ])
    func badURL(id: String) async throws {
        let world = try await world(nil)
        let answer = try await world.send(.get, world.authorize(DocumentClient.request(id)))
        #expect(answer.isPage)
        #expect(answer.location == nil)
        #expect(world.engine.documents.asked.isEmpty)
        #expect(!answer.text.contains("<script>/x"))
    }

    @Test("a good document leads to sign-in, to the question with the app's host, and back")
    func wholeFlow() async throws {
        let world = try await world(DocumentClient.members(["client_name": "Helper"]))
        try await world.account()
        let browser = try await world.signedIn()
        let page = try await browser.get(world.authorize(DocumentClient.request()))
        #expect(page.isPage)
        #expect(page.text.contains("Helper"))
        #expect(page.text.contains("client.example"))
    }
}
