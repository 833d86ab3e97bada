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
        try await cabinet.rotate(at: world.clock.time, lifetimes: world.server.settings.lifetimes)
        try await world.server.changes.catchUp()
        #expect(try published().count == 4)
        // Announced, but it does not sign yet: not before caches that keep the document for five minutes know it, by any clock.
        #expect(KeyCabinet.notice == .seconds(900))
        world.clock.advance(by: .seconds(899))
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
        world.clock.advance(by: .seconds(2) + .clockDifference)
        let ring = try await cabinet.open(at: world.clock.time)
        #expect(try keys(ring.jwks).compactMap { $0["kid"]?.text }.contains(old) == false)
        #expect(try keys(ring.jwks).count == 2)
        // The running server drops it too, the next time it tidies up.
        try await world.server.changes.tidy()
        #expect(try published() == Set(keys(ring.jwks).compactMap { $0["kid"]?.text }))
    }

    @Test("another server takes the new keys when it hears of them, and keys that were stolen sign nowhere any more")
    func heardOf() async throws {
        let world = try await EngineWorld()
        // Its clock is behind: what is at once is so there too.
        let other = try await world.another(clock: TestClock(world.clock.time - .seconds(300)))
        let (client, person) = (try await world.client(.app), try await world.person())
        let stolen = try await world.tokens(client, person).access
        _ = try await other.server.accessTokens.claims(of: stolen)
        try await KeyCabinet(store: world.store, secret: world.secret).replaceAtOnce(at: world.clock.time)
        try await world.server.changes.catchUp()
        let token = try await world.tokens(client, person).access
        await #expect(throws: TokenProblem.unknownKey) { try await other.server.accessTokens.claims(of: token) }
        try await other.server.changes.catchUp()
        for server in [world, other] {
            _ = try await server.server.accessTokens.claims(of: token)
            await #expect(throws: TokenProblem.unknownKey) { try await server.server.accessTokens.claims(of: stolen) }
            #expect(try keys(server.server.keys.current.jwks).count == 2)
            _ = try await world.server.accessTokens.claims(of: try await server.tokens(client, person).access)
        }
    }

    @Test("a server that starts while the keys are replaced has the new ones")
    func startsMeanwhile() async throws {
        let world = try await EngineWorld()
        let old = try await KeyCabinet(store: world.store, secret: world.secret).open(at: world.clock.time)
        try await KeyCabinet(store: world.store, secret: world.secret).replaceAtOnce(at: world.clock.time)
        // It read the keys before, and begins to follow after.
        let late = try await world.anotherServer()
        #expect(late.keys.current.jwks != old.jwks)
        #expect(try Set(keys(late.keys.current.jwks).compactMap { $0["kid"]?.text }).count == 2)
    }

    // MARK: On schedule

    private func day(_ count: Int64) -> Duration { .seconds(count * 86400) }

    @Test("keys are replaced when they are due, by the first server that notices, once")
    func schedule() async throws {
        let world = try await EngineWorld { $0.keyLifetime = .seconds(90 * 86400) }
        let servers = [world, try await world.another(), try await world.another()]
        world.clock.advance(by: day(90) - .seconds(3601))
        for server in servers { #expect(try await !server.server.rotateKeysIfDue()) }
        world.clock.advance(by: .seconds(1))
        let rotated = try await withThrowingTaskGroup(of: Bool.self) { group in
            for server in servers { group.addTask { try await server.server.rotateKeysIfDue() } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(rotated == 1)
        for server in servers {
            #expect(try keys(server.server.keys.current.jwks).count == 4)
            #expect(try await !server.server.rotateKeysIfDue())
        }
        // One that has heard of nothing does not do it again either.
        world.clock.advance(by: day(90))
        let deaf = try await world.another()
        #expect(try await servers[0].server.rotateKeysIfDue())
        #expect(try await !deaf.server.rotateKeysIfDue())
        #expect(deaf.server.keys.current.jwks == servers[0].server.keys.current.jwks)
    }

    @Test("keys that are never to be replaced by themselves are not")
    func never() async throws {
        let world = try await EngineWorld { $0.keyLifetime = nil }
        world.clock.advance(by: day(1000))
        #expect(try await !world.server.rotateKeysIfDue())
    }

    @Test("a command puts the schedule off: the next rotation is due a whole span after it")
    func command() async throws {
        let world = try await EngineWorld { $0.keyLifetime = .seconds(90 * 86400) }
        world.clock.advance(by: day(60))
        try await KeyCabinet(store: world.store, secret: world.secret)
            .rotate(at: world.clock.time, lifetimes: world.server.settings.lifetimes)
        try await world.server.changes.catchUp()
        world.clock.advance(by: day(90) - .seconds(1))
        #expect(try await !world.server.rotateKeysIfDue())
        world.clock.advance(by: .seconds(1))
        #expect(try await world.server.rotateKeysIfDue())
    }

    @Test(
        "whichever clocks are five minutes off: a key signs when caches know it, and is there until its last token has expired",
        arguments: [-300, 0, 300] as [Int64], [-300, 0, 300] as [Int64])
    func clocks(rotating: Int64, signing: Int64) async throws {
        let world = try await EngineWorld { $0.keyLifetime = .seconds(90 * 86400) }
        let (client, person) = (try await world.client(.app), try await world.person())
        world.clock.advance(by: day(90))
        let begun = world.clock.time
        let rotator = try await world.another(clock: TestClock(begun + .seconds(rotating)))
        let signer = try await world.another(clock: TestClock(begun + .seconds(signing)))
        let before = Set(try keys(signer.server.keys.current.jwks).compactMap { $0["kid"]?.text })
        #expect(try await rotator.server.rotateKeysIfDue())
        try await signer.server.changes.catchUp()
        func keyID(of token: String) throws -> String { try #require(try OpenedJWT(token).header["kid"]?.text) }
        func token() async throws -> String { try await signer.tokens(client, person).access }
        // Five minutes later the last cache has learned of it, and not before may it sign.
        signer.clock.advance(by: .seconds(299))
        #expect(try await before.contains(keyID(of: token())))
        // The last token of the old key is issued right before the new one signs.
        let signsFrom = rotator.clock.time + KeyCabinet.notice
        signer.clock.advance(by: signsFrom - signer.clock.time - .milliseconds(1))
        let last = try await token()
        #expect(try before.contains(keyID(of: last)))
        signer.clock.advance(by: .milliseconds(1))
        #expect(try await !before.contains(keyID(of: token())))
        // It is good for its hour, also on a server whose clock was set forward and back, and after any sweep.
        signer.clock.advance(by: .seconds(3598))
        _ = try await world.store.sweep(before: signer.clock.time + .seconds(300), limit: 100)
        signer.clock.advance(by: .seconds(300))
        try await signer.server.changes.tidy()
        signer.clock.advance(by: .seconds(-300))
        let checker = try await world.another(clock: signer.clock)
        for server in [signer, checker] {
            try await server.server.changes.tidy()
            _ = try await server.server.accessTokens.claims(of: last)
        }
    }
}
