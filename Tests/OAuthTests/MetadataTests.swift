// RFC 8414, OpenID Connect Discovery 1.0, RFC 9728: nothing is promised that is not kept, and nothing kept in secret.

import Keys
import TestKit
import Testing

@testable import OAuth

@Suite("Metadata")
struct MetadataTests {
    private func texts(_ name: String, in world: EngineWorld) throws -> [String] {
        try #require(world.server.metadata.server[name]?.texts)
    }

    // REQUIREMENTS M-02…M-06, CLIENTS M2, M3, M6, M7
    @Test("the document holds what clients look for")
    func members() async throws {
        let world = try await EngineWorld()
        let document = world.server.metadata.server
        #expect(document.status == 200)
        #expect(document.header("Cache-Control") == "public, max-age=300")
        #expect(document["issuer"]?.text == EngineWorld.issuer)
        #expect(document["authorization_endpoint"]?.text == "https://usher.test/authorize")
        #expect(document["token_endpoint"]?.text == "https://usher.test/token")
        #expect(document["jwks_uri"]?.text == "https://usher.test/jwks")
        #expect(document["response_types_supported"]?.texts == ["code"])
        #expect(document["code_challenge_methods_supported"]?.texts == ["S256"])
        #expect(document["subject_types_supported"]?.texts == ["public"])
        #expect(document["authorization_response_iss_parameter_supported"]?.boolean == true)
        #expect(document["id_token_signing_alg_values_supported"]?.texts?.contains("RS256") == true)
        #expect(document["introspection_endpoint_auth_methods_supported"]?.texts?.contains("none") == false)
        for name in ["request_parameter_supported", "request_uri_parameter_supported", "claims_parameter_supported"] {
            #expect(document[name]?.boolean == false)
        }
        #expect(try texts("scopes_supported", in: world).contains("offline_access"))
    }

    // CLIENTS M8, REQUIREMENTS M-02
    @Test("no document holds null, a fraction, an empty text or an empty list")
    func nothingEmpty() async throws {
        let bare = Resource(id: ResourceID("bare"), identifier: "https://usher.test/bare", name: "Bare", scopes: [])
        let world = try await EngineWorld { $0.resources.append(bare) }
        let metadata = world.server.metadata
        let documents = [metadata.server, metadata.resource(bare.id), metadata.resource(EngineWorld.notes.id), world.server.keysDocument()]
        for reply in documents {
            let document = try #require(reply).document
            let members = try #require(document.members)
            for (_, value) in members.list {
                #expect(value.text?.isEmpty != true)
                #expect(value.list?.isEmpty != true)
            }
        }
    }

    // M-08: response types, response modes and prompts.
    @Test("what is said of the authorization endpoint holds, and nothing else works")
    func authorization() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.web), try await world.person())
        let form = world.request(client)
        for type in ["code", "token", "id_token", "code token", "code id_token", "none"] {
            let outcome = try await world.decide(.allow, form.with(["response_type": type]), as: person)
            #expect((try outcome.response["code"] != nil) == (try texts("response_types_supported", in: world).contains(type)))
        }
        for mode in ["query", "form_post", "fragment", "jwt", "query.jwt", "web_message"] {
            let outcome = try await world.decide(.allow, form.with(["response_mode": mode]), as: person)
            #expect((outcome.page == nil) == (try texts("response_modes_supported", in: world).contains(mode)))
        }
        for method in ["S256", "plain", "S512"] {
            let outcome = try await world.decide(.allow, form.with(["code_challenge_method": method]), as: person)
            #expect((outcome.error == nil) == (try texts("code_challenge_methods_supported", in: world).contains(method)))
        }
        world.clock.advance(by: .seconds(1))
        let prompts = try texts("prompt_values_supported", in: world)
        #expect(Set(prompts) == ["none", "login", "consent", "select_account"])
        for prompt in prompts {
            let outcome = try await world.ask(form.with(["prompt": prompt]), as: prompt == "none" ? nil : person)
            // Each of them changes what would have happened: a code at once.
            #expect((try? outcome.response["code"]) == nil)
        }
    }

    // M-08: grants and authentication methods.
    @Test("what is said of the token endpoint holds, and nothing else works")
    func token() async throws {
        let world = try await EngineWorld()
        let grants = try texts("grant_types_supported", in: world)
        let web = try await world.client(.web)
        for grant in grants + ["password", "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:openid:params:grant-type:ciba"] {
            let reply = try await world.token(["grant_type": grant], basic: web.basic)
            #expect((reply.error == "unsupported_grant_type") == !grants.contains(grant))
        }
        let tokens = try await world.tokens(web, world.person())
        _ = try await world.refreshed(web, tokens)
        let service = try await world.client(.service)
        _ = try Tokens(await world.token(["grant_type": "client_credentials"], basic: service.basic))

        let methods = try texts("token_endpoint_auth_methods_supported", in: world)
        #expect(Set(methods) == Set(ClientAuthentication.methods.map(\.rawValue)))
        #expect(try texts("revocation_endpoint_auth_methods_supported", in: world) == methods)
        for name in try texts("introspection_endpoint_auth_methods_supported", in: world) {
            let method = try #require(ClientAuthenticationMethod(rawValue: name))
            let (question, forge) = (["token": "x"] as Form, try AssertionForge.fresh())
            let client = try await world.client(.service) {
                $0.authenticationMethods = [method]
                if method == .privateKeyJWT { ($0.secret, $0.keys) = (nil, .inline(forge.jwksText)) }
            }
            let call =
                switch method {
                case .basic: try EngineWorld.call(question, client.basic)
                case .privateKeyJWT: try EngineWorld.call(question.proving(forge.assertion(client.id)), nil)
                default:
                    try EngineWorld.call(question.with(["client_id": client.id.value, "client_secret": client.secret?.text]), nil)
                }
            #expect(try await world.server.introspection.reply(to: call).status == 200)
        }
    }

    // M-08: scopes and claims.
    @Test("every scope that is named can be granted, and every claim is given")
    func scopes() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.web), try await world.person())
        for scope in try texts("scopes_supported", in: world) {
            let tokens = try await world.tokens(client, person, scope: scope)
            #expect(tokens.reply["scope"]?.text == scope)
        }
        let tokens = try await world.tokens(client, person, scope: "openid profile email", changes: ["nonce": "n"])
        let described = try await world.userInfo(tokens.access).document.names
        let given = try OpenedJWT(tokens.id).claims.names + described
        #expect(Set(given) == Set(try texts("claims_supported", in: world)))
    }

    // M-06, M-07
    @Test("every algorithm that is named has a published key, and the other way round")
    func algorithms() async throws {
        let world = try await EngineWorld()
        let published = try #require(world.server.keysDocument()["keys"]?.list)
        #expect(Set(published.compactMap { $0["alg"]?.text }) == Set(try texts("id_token_signing_alg_values_supported", in: world)))
    }

    // RFC 9728 §2, CLIENTS RS2, M7
    @Test("each resource has a document that names it and this server, without offline_access")
    func resources() async throws {
        let world = try await EngineWorld()
        for resource in [EngineWorld.notes, EngineWorld.mail] {
            let reply = try #require(world.server.metadata.resource(resource.id))
            #expect(reply["resource"]?.text == resource.identifier)
            #expect(reply["authorization_servers"]?.texts == [EngineWorld.issuer])
            #expect(reply["scopes_supported"]?.texts == resource.scopes.map(\.name))
            #expect(reply["bearer_methods_supported"]?.texts == ["header"])
        }
        #expect(world.server.metadata.resource(ResourceID("none")) == nil)
    }

    // M2: byte for byte, in every place where it appears.
    @Test("the issuer is the same everywhere", arguments: ["https://usher.test", "http://localhost:8080", "https://usher.test/tenant"])
    func issuer(issuer: String) async throws {
        let world = try await EngineWorld { $0.issuer = issuer }
        let (client, person) = (try await world.client(.web), try await world.person())
        let response = try await world.decide(.allow, world.request(client, scope: "openid"), as: person).response
        let tokens = try Tokens(await world.token(world.redemption(client, of: try #require(response["code"]))))
        #expect(world.server.metadata.server["issuer"]?.text == issuer)
        #expect(response["iss"] == issuer)
        #expect(try OpenedJWT(tokens.id)["iss"]?.text == issuer)
        #expect(try OpenedJWT(tokens.access)["iss"]?.text == issuer)
        #expect(try await world.introspect(tokens.access, as: client)["iss"]?.text == issuer)
    }
}
