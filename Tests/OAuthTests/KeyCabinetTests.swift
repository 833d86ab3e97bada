// Signing keys at rest and their rotation: REQUIREMENTS O-15, M-07.

import Keys
import OAuth
import SQLStore
import SQLiteStore
import TestKit
import Testing

@Suite("The cabinet of signing keys")
struct KeyCabinetTests {
    private let now = TestClock.noon

    private func secret(_ byte: UInt8) throws -> RootSecret {
        try #require(RootSecret([UInt8](repeating: byte, count: 32)))
    }

    private func keys(_ document: [UInt8]) throws -> [JSON] { try #require(JSON(reading: document)["keys"]?.list) }

    @Test("the first opening makes one key of each kind, the next finds them")
    func open() async throws {
        let store = try await SQLBackedStore(SQLiteDatabase(inMemory: ()))
        let cabinet = KeyCabinet(store: store, secret: try secret(1))
        let first = try await cabinet.open(at: now)
        let published = try keys(first.jwks)
        #expect(Set(published.compactMap { $0["alg"]?.text }) == ["ES256", "RS256"])
        #expect(published.count == 2)
        #expect(try await cabinet.open(at: now + .seconds(60)).jwks == first.jwks)
    }

    @Test("servers that start at once agree on their keys")
    func together() async throws {
        let store = try await SQLBackedStore(SQLiteDatabase(inMemory: ()))
        let cabinet = KeyCabinet(store: store, secret: try secret(1))
        let now = now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 { group.addTask { _ = try await cabinet.open(at: now) } }
            try await group.waitForAll()
        }
        #expect(try await store.signingKeys(at: now).count == 2)
    }

    @Test("keys are stored encrypted, and do not open under another secret")
    func wrongSecret() async throws {
        let world = try await EngineWorld()
        let other = KeyCabinet(store: world.store, secret: try secret(9))
        await #expect(throws: KeyCabinetError.wrongSecret) { try await other.open(at: now) }
        for key in try await world.store.signingKeys(at: now) {
            #expect(throws: (any Error).self) { try SigningKey(key.algorithm, pkcs8: key.sealed) }
        }
    }

    // M-07
    @Test("no private half is ever published, and every key has its own name, use and algorithm")
    func published() async throws {
        let world = try await EngineWorld()
        let reply = world.server.keysDocument()
        #expect(reply.status == 200)
        let published = try #require(reply["keys"]?.list)
        #expect(Set(published.compactMap { $0["kid"]?.text }).count == published.count)
        for key in published {
            let members =
                key["kty"]?.text == "EC" ? ["alg", "crv", "kid", "kty", "use", "x", "y"] : ["alg", "e", "kid", "kty", "n", "use"]
            #expect(key.names == members)
            #expect(key["use"]?.text == "sig")
        }
    }

    // O-15
    @Test("the next key is published before it signs, and the old one until its last token has expired")
    func rotation() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.web), try await world.person())
        func keyID(of token: String?) throws -> String { try #require(try OpenedJWT(token).header["kid"]?.text) }
        func published() throws -> Set<String> {
            Set(try keys(world.server.keys.current.jwks).compactMap { $0["kid"]?.text })
        }
        let before = try await world.tokens(client, person, scope: "openid")
        let old = try keyID(of: before.access)
        let cabinet = KeyCabinet(store: world.store, secret: world.secret)
        try await cabinet.rotate(at: world.clock.time, notice: .seconds(600), overlap: .seconds(3600))
        try await world.server.changes.catchUp()
        #expect(try published().count == 4)
        // Announced, but it does not sign yet.
        world.clock.advance(by: .seconds(599))
        let last = try await world.tokens(client, person, scope: "openid")
        #expect(try keyID(of: last.access) == old)
        world.clock.advance(by: .seconds(1))
        let first = try await world.tokens(client, person, scope: "openid")
        let new = try keyID(of: first.access)
        #expect(new != old)
        #expect(try published().isSuperset(of: [new, old]))
        // Tokens of the old key are good as long as they live.
        for token in [before.access, last.access, first.access] { #expect(try await world.userInfo(token).status == 200) }
        world.clock.advance(by: .seconds(3598))
        #expect(try await world.userInfo(last.access).status == 200)
        world.clock.advance(by: .seconds(2))
        let ring = try await cabinet.open(at: world.clock.time)
        #expect(try keys(ring.jwks).compactMap { $0["kid"]?.text }.contains(old) == false)
        #expect(try keys(ring.jwks).count == 2)
        // The running server drops it too, the next time it tidies up.
        try await world.server.changes.tidy()
        #expect(try published() == Set(keys(ring.jwks).compactMap { $0["kid"]?.text }))
    }

    @Test("another server takes the new keys when it hears of them")
    func heardOf() async throws {
        let world = try await EngineWorld()
        let other = try await world.anotherServer()
        try await KeyCabinet(store: world.store, secret: world.secret)
            .rotate(at: world.clock.time, notice: .zero, overlap: .seconds(3600))
        try await world.server.changes.catchUp()
        let token = try await world.tokens(try await world.client(.app), world.person()).access
        await #expect(throws: TokenProblem.unknownKey) { try await other.accessTokens.claims(of: token) }
        try await other.changes.catchUp()
        _ = try await other.accessTokens.claims(of: token)
    }
}
