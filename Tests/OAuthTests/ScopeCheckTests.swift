// RFC 6749 §3.3; CLIENTS A3: stale and missing names get the default, never an error.

import Keys
import TestKit
import Testing

@testable import OAuth

@Suite("Which scopes a request gets")
struct ScopeCheckTests {
    private func client(_ scopes: Scope?) -> Client {
        Client(
            id: ClientID("client_1"), name: "App", profile: "mcp", secret: nil, authenticationMethods: [.none],
            grantTypes: [.authorizationCode], redirectURIs: [], scopes: scopes, createdAt: TestClock.noon)
    }

    // A3, Q10, Q11, REQUIREMENTS C-03, C-18
    @Test(
        "unknown names are dropped, and no known name means the default",
        arguments: [
            (nil, "notes:read notes:write"), ("", "notes:read notes:write"), ("notes:read", "notes:read"),
            ("notes:read notes:renamed", "notes:read"), ("ACTIVITY:WRITE,WELLNESS:WRITE", "notes:read notes:write"),
            ("mail:send", "notes:read notes:write"), ("openid", "openid"), ("openid notes:write", "openid notes:write"),
            ("NOTES:READ", "notes:read notes:write"), ("offline_access", "offline_access notes:read notes:write"),
            ("offline_access openid", "offline_access openid"),
        ] as [(String?, String)])
    func ofTheResource(requested: String?, granted: String) throws {
        let requested = try requested.map { try Scope(reading: $0) }
        let scope = ScopeCheck.granted(requested, resource: EngineWorld.notes, client: client(nil))
        #expect(scope == Scope(stored: granted))
    }

    @Test(
        "a client gets no more than it was registered with, and that by default",
        arguments: [
            (nil, "notes:read"), ("notes:write", "notes:read"), ("notes:read notes:write", "notes:read"),
            ("openid notes:write", "openid"), ("openid email notes:read", "openid email notes:read"),
        ] as [(String?, String)])
    func ofTheClient(requested: String?, granted: String) throws {
        let requested = try requested.map { try Scope(reading: $0) }
        let client = client(Scope(["notes:read", "gone:read"]))
        #expect(ScopeCheck.granted(requested, resource: EngineWorld.notes, client: client) == Scope(stored: granted))
    }

    @Test("the operator's default is granted when nothing is asked for")
    func operatorsDefault() {
        var resource = EngineWorld.notes
        resource.defaultScope = Scope(["notes:read"])
        #expect(ScopeCheck.granted(nil, resource: resource, client: client(nil)) == Scope(["notes:read"]))
    }

    @Test("without a resource there is only identity to ask for")
    func identityOnly() throws {
        let requested = try Scope(reading: "openid email notes:read")
        #expect(ScopeCheck.granted(requested, resource: nil, client: client(nil)) == Scope(["openid", "email"]))
        #expect(ScopeCheck.granted(nil, resource: nil, client: client(nil)).isEmpty)
    }
}
