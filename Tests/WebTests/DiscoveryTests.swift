// Where clients look for documents, and what they find there (RFC 8414 §3.1, RFC 9728 §3.1; CLIENTS M1, M9, M11, M12, RS2).

import HTTPTypes
import Hummingbird
import Keys
import OAuth
import TestKit
import Testing
import Web
import WebTestKit

@Suite("Discovery")
struct DiscoveryTests {
    private static let metadata = "/.well-known/oauth-protected-resource"

    // PM-01, PM-02, PM-03, PM-05, MCP-14
    @Test(
        "finds a resource's document at every place where clients look",
        arguments: [
            ("https://usher.test", "/.well-known/oauth-protected-resource/notes"),
            ("https://usher.test", "/.well-known/oauth-protected-resource/notes/"),
            ("https://usher.test", "/notes/.well-known/oauth-protected-resource"),
            ("https://h.example/t1", "/.well-known/oauth-protected-resource/t1/notes"),
            ("https://h.example/t1", "/t1/.well-known/oauth-protected-resource/notes"),
            ("https://h.example/t1", "/t1/notes/.well-known/oauth-protected-resource"),
        ])
    func places(issuer: String, place: String) async throws {
        let world = try await WebWorld(issuer: issuer)
        let answer = try await world.send(.get, place)
        #expect(answer.status == 200 && answer.headers[.contentType] == "application/json")
        let document = try answer.json
        #expect(document["resource"]?.text == issuer + "/notes")
        #expect(document["authorization_servers"] == [.string(issuer)])
        #expect(document["bearer_methods_supported"] == ["header"])
        #expect(document["scopes_supported"] == ["notes:read", "notes:write"])
        #expect(!answer.text.contains("null") && !answer.text.contains("[]") && !answer.text.contains("offline_access"))
    }

    // RS2, PM-06
    @Test(
        "at the root speaks of the only resource, or of the one with the origin as an alias, or of none",
        arguments: ["https://usher.test", "https://h.example/t1"])
    func root(issuer: String) async throws {
        let roots = [Self.metadata, Self.metadata + "/", PublicAddress(issuer: issuer).basePath + Self.metadata]
        for place in roots {
            let several = try await WebWorld(issuer: issuer).send(.get, place, [.accept: "text/html"])
            #expect(several.status == 404 && several.error == "not_found", "\(place)")
            #expect(several.text.contains("/.well-known/oauth-protected-resource" + PublicAddress(issuer: issuer).basePath + "/notes"))
            let only = try await WebWorld(issuer: issuer, settings: { $0.resources.removeLast() }).send(.get, place)
            #expect(try only.json["resource"]?.text == issuer + "/notes", "\(place)")
            let named = try await WebWorld(issuer: issuer, settings: { $0.resources[1].aliases = [PublicAddress(issuer: issuer).origin] })
            #expect(try await named.send(.get, place).json["resource"]?.text == issuer + "/mail", "\(place)")
        }
    }

    // RS2, RFC 9728 §3.3: clients compare `resource` with the address that they were given.
    @Test("finds under an alias with a path of its own a document that names the alias")
    func alias() async throws {
        for issuer in ["https://usher.test", "https://h.example/t1"] {
            let world = try await WebWorld(
                issuer: issuer, settings: { $0.resources[0].aliases = [issuer + "/notes/mcp", issuer, issuer + "/"] })
            let base = PublicAddress(issuer: issuer).basePath
            for place in [Self.metadata + base + "/notes/mcp", base + "/notes/mcp" + Self.metadata] {
                let document = try await world.send(.get, place).json
                #expect(document["resource"]?.text == issuer + "/notes/mcp" && document["authorization_servers"] == [.string(issuer)])
            }
            #expect(try await world.send(.get, Self.metadata + base + "/notes").json["resource"]?.text == issuer + "/notes")
            #expect(try await world.send(.get, Self.metadata).json["resource"]?.text == issuer + "/notes")
        }
    }

    // M9
    @Test(
        "of what is not there is a 404 in JSON, that scripts may read, whatever the client accepts",
        arguments: [
            "/.well-known/nothing", "/.well-known/oauth-protected-resource/other", "/.well-known/oauth-protected-resource/notes/more",
            "/.well-known/oauth-authorization-server/notes", "/.well-known/openid-configuration/notes", "/.well-known/mcp.json",
            "/elsewhere/.well-known/openid-configuration", "/.well-known/", "/t1/.well-known/openid-configuration",
        ])
    func nothing(place: String) async throws {
        let world = try await WebWorld()
        for accept in ["application/json", "text/html", "*/*"] {
            let answer = try await world.send(.get, place, [.accept: accept, .origin: "https://app.example"])
            #expect(answer.status == 404 && answer.error == "not_found", "\(accept)")
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.headers[.accessControlAllowOrigin] == "*")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
        }
        let preflight = try await world.send(.options, place, [.origin: "https://app.example", .accessControlRequestMethod: "GET"])
        #expect(preflight.status == 204 && preflight.headers[.accessControlAllowHeaders]?.contains("MCP-Protocol-Version") == true)
    }

    // RFC 9110 §9.3.2
    @Test(
        "by HEAD gives the headers alone",
        arguments: [
            "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/.well-known/oauth-protected-resource/notes",
            "/.well-known/oauth-protected-resource", "/.well-known/nothing",
        ])
    func head(place: String) async throws {
        let world = try await WebWorld()
        let (head, get) = (try await world.send(.head, place), try await world.send(.get, place))
        #expect(head.status == get.status && head.bytes.isEmpty)
        #expect(head.headers[.contentType] == "application/json")
        #expect(try await world.send(.post, place).status == (get.status == 404 && place.hasSuffix("nothing") ? 404 : 405))
    }

    // M11
    @Test("is open to scripts of every origin, with the header that MCP clients send")
    func scripts() async throws {
        let world = try await WebWorld()
        for place in ["/.well-known/oauth-authorization-server", Self.metadata + "/notes", Self.metadata, "/notes" + Self.metadata] {
            let preflight = try await world.send(
                .options, place, [.origin: "https://inspector.example", .accessControlRequestMethod: "GET"])
            #expect(preflight.status == 204, "\(place)")
            #expect(preflight.headers[.accessControlAllowHeaders]?.contains("MCP-Protocol-Version") == true)
            let answer = try await world.send(.get, place, [.origin: "https://inspector.example"])
            #expect(answer.headers[.accessControlAllowOrigin] == "*")
            #expect(answer.headers[.accessControlExposeHeaders]?.contains("WWW-Authenticate") == true)
        }
    }

    // M12
    @Test("of an issuer with a path has its endpoints at the root too, for clients that find no documents")
    func rootAliases() async throws {
        let world = try await WebWorld(issuer: "https://h.example/t1")
        let authorize = try await world.send(.get, "/authorize?client_id=a&state=%2B%20")
        #expect(authorize.status == 307 && authorize.location == "/t1/authorize?client_id=a&state=%2B%20")
        #expect(authorize.headers[.accessControlAllowOrigin] == nil)
        let document = #"{"redirect_uris":["http://localhost/cb"]}"#
        let register = try await world.send(.post, "/register", [.contentType: "application/json"], body: Array(document.utf8))
        #expect(register.status == 201 && register.headers[.accessControlAllowOrigin] == "*")
        #expect(try register.json["registration_client_uri"]?.text?.hasPrefix("https://h.example/t1/register/") == true)
        #expect(try await world.send(.options, "/register").status == 204)
        #expect(try await world.send(.get, "/register").status == 405)
        let client = try await world.engine.client(.service)
        let tokens = try await world.call("/token", client.credentials.with(["grant_type": "client_credentials"]))
        #expect(tokens.status == 200)
        #expect(try await WebWorld().send(.get, "/authorize?client_id=a").status != 307)
    }

    // M2, M3, M4, MCP-1, MCP-2
    @Test(
        "of the server says at every place what clients insist on, with one issuer",
        arguments: ["https://usher.test", "https://h.example/t1"])
    func server(issuer: String) async throws {
        let world = try await WebWorld(issuer: issuer)
        let base = world.site.address.basePath
        for place in [
            "/.well-known/oauth-authorization-server\(base)", "/.well-known/openid-configuration\(base)",
            "\(base)/.well-known/openid-configuration",
        ] {
            let answer = try await world.send(.get, place)
            let document = try answer.json
            #expect(document["issuer"]?.text == issuer, "\(place)")
            #expect(document["code_challenge_methods_supported"] == ["S256"] && document["response_types_supported"] == ["code"])
            #expect(document["authorization_response_iss_parameter_supported"] == true)
            for name in ["authorization_endpoint", "token_endpoint", "revocation_endpoint", "jwks_uri"] {
                #expect(document[name]?.text?.hasPrefix(issuer + "/") == true, "\(name)")
            }
            let scopes = try await world.send(.get, Self.metadata + base + "/notes").json["scopes_supported"]
            #expect(answer.text.contains("\"offline_access\"") && scopes != nil)
            #expect(!answer.text.contains("null"))
        }
    }
}
