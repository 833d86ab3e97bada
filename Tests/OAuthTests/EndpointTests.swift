// One list of endpoints: routes and metadata come from it.

import TestKit
import Testing

@testable import OAuth

@Suite("The list of endpoints")
struct EndpointTests {
    // REQUIREMENTS M-08
    @Test("each endpoint has a path and a member in the metadata of its own")
    func unique() async throws {
        let world = try await EngineWorld()
        #expect(Set(Endpoint.allCases.map(\.metadataMember)).count == Endpoint.allCases.count)
        for endpoint in Endpoint.allCases {
            #expect(endpoint.path.hasPrefix("/"))
            #expect(world.server.metadata.server[endpoint.metadataMember]?.text == EngineWorld.issuer + endpoint.path)
        }
        let named = try world.server.metadata.server.document.names.filter { $0.hasSuffix("_endpoint") || $0.hasSuffix("_uri") }
        #expect(Set(named) == Set(Endpoint.allCases.map(\.metadataMember)))
    }

    // C-01, C-24, V-01, I-01, O-09
    @Test("what changes something is never a GET")
    func methods() {
        for endpoint in [Endpoint.token, .revocation, .introspection] { #expect(endpoint.methods == ["POST"]) }
        for endpoint in [Endpoint.authorization, .userInfo] { #expect(endpoint.methods == ["GET", "POST"]) }
        #expect(Endpoint.keys.methods == ["GET"])
    }

    // C-44, C-45
    @Test("only the authorization endpoint is closed to scripts of other origins")
    func crossOrigin() {
        #expect(Endpoint.allCases.filter { !$0.allowsCrossOrigin } == [.authorization])
    }
}
