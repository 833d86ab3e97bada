// Tokens of providers over a database: sealed, renewed by one at a time on any number of servers, and gone with the identity.

import Keys
import OAuth
import SQLStore
import Synchronization
import TestKit
import Testing

@testable import Identity

/// A provider that changes its refresh token with each use, and takes none twice.
final class ToyTokenProvider: HTTPCalling {
    struct State {
        var refresh = "refresh-0"
        var number = 0
        var used: [String] = []
        var rotates = true
        var lifetime: Int64 = 3600
        var isDown = false
        /// Answered instead of tokens.
        var refusal: (status: Int, body: String)?
        var meanwhile: (@Sendable () async throws -> Void)?
    }

    let state = Mutex(State())

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
    var uses: [String] { state.withLock(\.used) }

    func answer(to request: OutgoingRequest) async throws -> IncomingAnswer {
        let form = try OAuth.Parameters(formEncoded: request.form ?? "")
        let token = try form.value("refresh_token") ?? ""
        // Long enough for others to come in between.
        for _ in 0..<20 { await Task.yield() }
        try await state.withLock(\.meanwhile)?()
        return try state.withLock { state in
            guard !state.isDown else { throw UnexpectedJSON() }
            state.used.append(token)
            if let refusal = state.refusal { return IncomingAnswer(status: refusal.status, body: Array(refusal.body.utf8)) }
            guard token == state.refresh else {
                return IncomingAnswer(status: 200, body: Array(#"{"error":"bad_refresh_token"}"#.utf8))
            }
            state.number += 1
            var answer: JSON.Members = [
                "access_token": .string("access-\(state.number)"), "token_type": "bearer", "expires_in": .integer(state.lifetime),
            ]
            if state.rotates {
                state.refresh = "refresh-\(state.number)"
                answer["refresh_token"] = .string(state.refresh)
            }
            return IncomingAnswer(status: 200, body: JSON.object(answer).encoded)
        }
    }
}

/// A person who has come from a provider that keeps tokens, and servers over one store.
struct TokenWorld {
    let store: any ContractStore
    let provider = ToyTokenProvider()
    let clock = TestClock()
    let user: UserID
    let person: ForeignPerson
    private let secret: RootSecret
    let samples: Samples

    static let settings = UpstreamSettings(
        id: "hub", name: "Hub", kind: .gitHub, issuer: "https://github.com", clientID: "client", clientSecret: "secret",
        scopes: ["repo"], redirectURI: "https://usher.test/sign-in/upstream/hub/return", keeping: .unasked)

    init(_ store: any ContractStore) async throws {
        self.store = store
        secret = try #require(RootSecret(Array(repeating: 7, count: 32)))
        let samples = Samples()
        let account = try samples.account()
        _ = try await store.add(account, beginning: nil, ending: nil)
        (self.samples, user) = (samples, account.id)
        person = try #require(ForeignPerson(issuer: Self.settings.issuer, subject: "1", name: "Ada"))
        try await link()
    }

    func link(_ subject: String = "1", of user: UserID? = nil, usedAt time: Timestamp = noon) async throws {
        _ = try await store.link(
            LinkedIdentity(
                issuer: Self.settings.issuer, subject: subject, user: user ?? self.user, label: "Ada", createdAt: noon, lastUsedAt: time))
    }

    func unlink() async throws {
        let ways = WaysIn(password: true, passkeys: false, issuers: [])
        #expect(try await store.unlink(issuer: person.issuer, subject: person.subject, of: user, ifLeft: ways) == .removed)
    }

    /// What one server of several does.
    func server(_ adjust: (inout UpstreamSettings) -> Void = { _ in }) -> UpstreamTokens {
        var settings = Self.settings
        adjust(&settings)
        let upstream = UpstreamSignIn(
            settings, store: store, secret: secret, caller: provider, now: clock.now, randomness: samples.randomness)
        return UpstreamTokens(store: store, secret: secret, providers: [upstream], now: clock.now)
    }

    func tokens(_ members: JSON.Members) throws -> ProviderTokens {
        try #require(
            ProviderTokens(JSONText(reading: JSON.object(members).encoded), from: Self.settings, at: clock.time))
    }

    /// Keeps what comes with a sign-in.
    func signIn(access: String = "access-0", refresh: String? = "refresh-0", lifetime: Int64? = 3600, as person: ForeignPerson? = nil)
        async throws
    {
        let given = try tokens([
            "access_token": .string(access), "token_type": "bearer", "refresh_token": refresh.map { .string($0) },
            "expires_in": lifetime.map { .integer($0) }, "scope": "repo,gist",
        ])
        try await server().keep(given, from: person ?? self.person, of: user)
    }

    func access(_ server: UpstreamTokens? = nil) async throws -> String? {
        guard case .given(let tokens) = try await (server ?? self.server()).token(of: user, at: "hub") else { return nil }
        return tokens.access
    }
}

@Suite("Tokens of providers")
struct UpstreamTokensTests {
    @Test(
        "what came with a sign-in is handed out for that person at that provider, and is not readable where it lies",
        arguments: StoreKind.all)
    func kept(kind: StoreKind) async throws {
        try await kind.use { store in
            let world = try await TokenWorld(store)
            #expect(try await world.server().token(of: world.user, at: "hub") == .signInAgain)
            try await world.signIn()
            guard case .given(let tokens) = try await world.server().token(of: world.user, at: "hub") else {
                Issue.record("nothing was given")
                return
            }
            #expect(tokens.access == "access-0")
            #expect(tokens.scope == "repo gist")
            #expect(tokens.expiresAt == noon + .seconds(3600))
            #expect(!"\(tokens) \(String(reflecting: tokens))".contains("-0"))
            var dumped = ""
            dump(tokens, to: &dumped)
            #expect(!dumped.contains("-0"))
            #expect(try await world.server().token(of: UserID("user_none"), at: "hub") == .signInAgain)
            #expect(try await world.server().token(of: world.user, at: "other") == .signInAgain)
            #expect(try await world.server { $0.keeping = nil }.token(of: world.user, at: "hub") == .signInAgain)
            #expect(try await world.server { $0.issuer = "https://other.example" }.token(of: world.user, at: "hub") == .signInAgain)
            #expect(try await world.server { $0.clientID = "another client" }.token(of: world.user, at: "hub") == .signInAgain)
            let row = try #require(try await store.upstreamTokens(of: world.user).first)
            #expect(!String(decoding: row.sealed, as: UTF8.self).contains("access"))
            #expect(world.provider.uses.isEmpty)
        }
    }

    @Test("they go with the identity and with the account", arguments: StoreKind.all)
    func gone(kind: StoreKind) async throws {
        try await kind.use { store in
            let world = try await TokenWorld(store)
            try await world.signIn()
            #expect(try await world.server().places(of: world.user).map(\.isKept) == [true])
            try await world.unlink()
            #expect(try await world.access() == nil)
            #expect(try await store.upstreamTokens(of: world.user).isEmpty)
            // Not there any more: nothing is kept for it.
            try await world.signIn()
            #expect(try await store.upstreamTokens(of: world.user).isEmpty)
            try await world.link()
            #expect(try await world.access() == nil)
            try await world.signIn()
            #expect(try await world.access() == "access-0")
            #expect(try await store.remove(world.user, at: noon))
            #expect(try await store.upstreamTokens(of: world.user).isEmpty)
            #expect(try await store.dropUpstreamTokens(except: []) == 0)
        }
    }

    @Test("bytes that are put in the place of another person's, identity's or provider's open nothing", arguments: StoreKind.all)
    func moved(kind: StoreKind) async throws {
        try await kind.useDatabase { database in
            let store = try await SQLBackedStore(database)
            let world = try await TokenWorld(store)
            try await world.signIn()
            let sealed = try #require(try await store.upstreamTokens(of: world.user).first).sealed
            let bob = try world.samples.account("bob@example.com")
            _ = try await store.add(bob, beginning: nil, ending: nil)
            try await world.link("2", of: bob.id)
            let stolen = SealedTokens(provider: "hub", issuer: world.person.issuer, subject: "2", user: bob.id, sealed: sealed)
            #expect(try await store.keep(stolen))
            #expect(try await world.server().token(of: bob.id, at: "hub") == .signInAgain)
            #expect(try await world.server().places(of: bob.id).map(\.isKept) == [false])
            // The identity itself is given to somebody else.
            try await database.write { connection in
                _ = try connection.run("DELETE FROM identities WHERE subject = '2'", [])
                _ = try connection.run("UPDATE identities SET user_id = $1", [.text(bob.id.value)])
            }
            #expect(try await world.server().token(of: bob.id, at: "hub") == .signInAgain)
            try await database.write { _ = try $0.run("UPDATE identities SET user_id = $1", [.text(world.user.value)]) }
            #expect(try await world.access() == "access-0")
            try await database.write { _ = try $0.run("UPDATE upstream_tokens SET provider = 'other'", []) }
            #expect(try await world.server { $0.id = "other" }.token(of: world.user, at: "other") == .signInAgain)
        }
    }

    @Test("a verb goes through only on what was read, and for one caller", arguments: StoreKind.all)
    func verbs(kind: StoreKind) async throws {
        try await kind.use { store in
            let world = try await TokenWorld(store)
            let bob = try world.samples.account("bob@example.com")
            _ = try await store.add(bob, beginning: nil, ending: nil)
            func row(_ bytes: [UInt8], of user: UserID? = nil, _ provider: String = "hub") -> SealedTokens {
                SealedTokens(
                    provider: provider, issuer: world.person.issuer, subject: "1", user: user ?? world.user, sealed: bytes)
            }
            #expect(try await !store.keep(row([1], of: bob.id)))
            #expect(try await store.keep(row([1])))
            #expect(try await !store.keep(row([2])))
            #expect(try await store.keep(row([9], "other")))
            #expect(try await Set(store.upstreamTokens(of: world.user).map(\.sealed)) == [[1], [9]])
            let (end, later) = (noon + .seconds(60), noon + .seconds(61))
            #expect(try await !store.lease(row([2]), until: end, at: noon))
            #expect(try await store.lease(row([1]), until: end, at: noon))
            #expect(try await !store.lease(row([1]), until: end, at: noon))
            #expect(try await store.lease(row([1]), until: later, at: end))
            // A sign-in meanwhile leaves the lease where it is.
            #expect(try await store.replace(row([1]), by: [2], endingLease: false))
            #expect(try await !store.replace(row([1]), by: [3], endingLease: true))
            #expect(try await !store.lease(row([2]), until: later, at: end))
            try await store.endLease(of: row([1]))
            #expect(try await !store.lease(row([2]), until: later, at: end))
            try await store.endLease(of: row([2]))
            #expect(try await store.lease(row([2]), until: later, at: end))
            #expect(try await store.replace(row([2]), by: [4], endingLease: true))
            #expect(try await store.lease(row([4]), until: later, at: end))
            #expect(try await store.dropUpstreamTokens(except: ["hub", "third"]) == 1)
            #expect(try await store.upstreamTokens(of: world.user).map(\.provider) == ["hub"])
        }
    }

    @Test("an access token is renewed a minute before it ends; the new refresh token takes the old one's place", arguments: StoreKind.all)
    func renewed(kind: StoreKind) async throws {
        try await kind.use { store in
            let world = try await TokenWorld(store)
            try await world.signIn()
            world.clock.advance(by: .seconds(3539))
            #expect(try await world.access() == "access-0")
            world.clock.advance(by: .seconds(1))
            #expect(try await world.access() == "access-1")
            #expect(try await world.access() == "access-1")
            world.clock.advance(by: .seconds(86400))
            #expect(try await world.access() == "access-2")
            // One that does not change it is as good.
            world.provider.change { $0.rotates = false }
            world.clock.advance(by: .seconds(3600))
            #expect(try await world.access() == "access-3")
            world.clock.advance(by: .seconds(3600))
            #expect(try await world.access() == "access-4")
            #expect(world.provider.uses == ["refresh-0", "refresh-1", "refresh-2", "refresh-2"])
            guard case .given(let tokens) = try await world.server().token(of: world.user, at: "hub") else { return }
            #expect(tokens.scope == "repo gist")
        }
    }

    @Test("short-lived tokens are renewed at half their time, and once for a question however short they are", arguments: StoreKind.all)
    func short(kind: StoreKind) async throws {
        try await kind.use { store in
            let world = try await TokenWorld(store)
            try await world.signIn(lifetime: 30)
            world.clock.advance(by: .seconds(14))
            #expect(try await world.access() == "access-0")
            world.clock.advance(by: .seconds(1))
            world.provider.change { $0.lifetime = 0 }
            #expect(try await world.access() == "access-1")
            #expect(try await world.access() == "access-2")
            #expect(world.provider.uses.count == 2)
        }
    }

    @Test(
        "a sign-in without a refresh token does not erase the one that is there; without any, a token is good until it ends",
        arguments: StoreKind.all)
    func carried(kind: StoreKind) async throws {
        try await kind.use { store in
            let world = try await TokenWorld(store)
            try await world.signIn()
            try await world.signIn(access: "access-a", refresh: nil)
            #expect(try await world.access() == "access-a")
            world.clock.advance(by: .seconds(3600))
            #expect(try await world.access() == "access-1")
            try await world.unlink()
            try await world.link()
            try await world.signIn(access: "access-b", refresh: nil)
            world.clock.advance(by: .seconds(3594))
            #expect(try await world.access() == "access-b")
            world.clock.advance(by: .seconds(1))
            #expect(try await world.access() == nil)
            // Without an end it is good for as long as nobody says otherwise.
            try await world.signIn(access: "access-c", refresh: nil, lifetime: nil)
            world.clock.advance(by: .seconds(1_000_000))
            #expect(try await world.access() == "access-c")
            #expect(world.provider.uses.count == 1)
        }
    }

    @Test(
        "what the provider has ended is not tried again, until the person signs in there once more",
        arguments: StoreKind.all,
        [(400, "invalid_grant"), (403, "invalid_grant"), (200, "bad_refresh_token"), (400, "interaction_required")])
    func ended(kind: StoreKind, refusal: (status: Int, error: String)) async throws {
        try await kind.use { store in
            let world = try await TokenWorld(store)
            try await world.signIn()
            world.provider.change { $0.refusal = (refusal.status, #"{"error":"\#(refusal.error)"}"#) }
            world.clock.advance(by: .seconds(3600))
            for _ in 0..<3 { #expect(try await world.server().token(of: world.user, at: "hub") == .signInAgain) }
            #expect(world.provider.uses == ["refresh-0"])
            #expect(try await world.server().places(of: world.user).map(\.isKept) == [false])
            world.provider.change { ($0.refusal, $0.refresh) = (nil, "refresh-n") }
            try await world.signIn(access: "access-n", refresh: "refresh-n")
            #expect(try await world.access() == "access-n")
            #expect(try await world.server().places(of: world.user).map(\.isKept) == [true])
        }
    }

    @Test(
        "a provider that is down or confused ends nothing: what is good still is given, then the answer is later", arguments: StoreKind.all)
    func down(kind: StoreKind) async throws {
        try await kind.use { store in
            let world = try await TokenWorld(store)
            let server = world.server()
            try await world.signIn()
            world.provider.change { $0.isDown = true }
            world.clock.advance(by: .seconds(3550))
            #expect(try await world.access(server) == "access-0")
            world.clock.advance(by: .seconds(45))
            func reason() async throws -> String? {
                guard case .unavailable(UpstreamTokens.interval, let reason) = try await server.token(of: world.user, at: "hub") else {
                    return "it was answered"
                }
                return reason
            }
            #expect(try await reason()?.contains("cannot be reached") == true)
            // Not asked again by every request.
            world.provider.change { $0.isDown = false }
            #expect(try await reason() == nil)
            #expect(world.provider.uses.isEmpty)
            world.clock.advance(by: .seconds(10))
            for (status, body, words) in [
                (401, #"{"error":"invalid_client"}"#, "client secret"), (500, "", "failed"), (200, "<html>", "failed"),
                (200, "{}", "no bearer token"), (429, "{}", "status 429"), (400, #"{"error":"a secret"}"#, "status 400"),
            ] {
                world.provider.change { $0.refusal = (status, body) }
                let said = try await reason()
                #expect(said?.contains(words) == true && said?.contains("a secret") == false, "\(said ?? "nothing")")
                world.clock.advance(by: .seconds(10))
            }
            world.provider.change { $0.refusal = nil }
            #expect(try await world.access(server) == "access-1")
        }
    }

    @Test("whoever stops in the middle of a renewal keeps others waiting for a minute, not for ever")
    func stopped() async throws {
        try await StoreKind.all[0].use { store in
            let world = try await TokenWorld(store)
            try await world.signIn()
            let row = try #require(try await store.upstreamTokens(of: world.user).first)
            world.clock.advance(by: .seconds(3550))
            let end = world.clock.time + UpstreamTokens.lease
            #expect(try await store.lease(row, until: end, at: world.clock.time))
            #expect(try await world.access() == "access-0")
            world.clock.advance(by: UpstreamTokens.lease)
            #expect(try await world.access() == "access-1")
        }
    }

    @Test("who signs in during a renewal keeps the newer access token, and the refresh token that works", arguments: StoreKind.all)
    func signInMeanwhile(kind: StoreKind) async throws {
        try await kind.use { store in
            let world = try await TokenWorld(store)
            try await world.signIn()
            world.clock.advance(by: .seconds(3600))
            world.provider.change {
                $0.meanwhile = { try await world.signIn(access: "access-s", refresh: nil) }
            }
            #expect(try await world.access() == "access-s")
            world.provider.change { $0.meanwhile = nil }
            world.clock.advance(by: .seconds(3600))
            #expect(try await world.access() == "access-2")
            // With a refresh token of its own the sign-in's are the ones.
            world.clock.advance(by: .seconds(3600))
            world.provider.change {
                $0.meanwhile = { try await world.signIn(access: "access-t", refresh: "refresh-t") }
            }
            #expect(try await world.access() == "access-t")
            world.provider.change { ($0.meanwhile, $0.refresh) = (nil, "refresh-t") }
            world.clock.advance(by: .seconds(3600))
            #expect(try await world.access() == "access-4")
            #expect(world.provider.uses == ["refresh-0", "refresh-1", "refresh-2", "refresh-t"])
        }
    }

    @Test("who removes the identity during a renewal has removed it", arguments: StoreKind.all)
    func unlinkMeanwhile(kind: StoreKind) async throws {
        try await kind.use { store in
            let world = try await TokenWorld(store)
            try await world.signIn()
            world.clock.advance(by: .seconds(3600))
            world.provider.change { $0.meanwhile = { try await world.unlink() } }
            #expect(try await world.access() == nil)
            #expect(try await store.upstreamTokens(of: world.user).isEmpty)
        }
    }

    @Test("an answer is kept also if whoever has asked for it goes away")
    func cancelled() async throws {
        try await StoreKind.all[0].use { store in
            let world = try await TokenWorld(store)
            try await world.signIn()
            world.clock.advance(by: .seconds(3600))
            let asking = Task { try await world.access() }
            world.provider.change { $0.meanwhile = { asking.cancel() } }
            _ = await asking.result
            world.provider.change { $0.meanwhile = nil }
            #expect(try await world.access() == "access-1")
            #expect(world.provider.uses == ["refresh-0"])
        }
    }

    @Test("of two accounts at one provider the one that was used last is meant, and never the other instead", arguments: StoreKind.all)
    func several(kind: StoreKind) async throws {
        try await kind.use { store in
            let world = try await TokenWorld(store)
            try await world.signIn()
            try await world.link("2", usedAt: noon + .seconds(1))
            let second = try #require(ForeignPerson(issuer: world.person.issuer, subject: "2"))
            try await world.signIn(access: "access-two", refresh: nil, lifetime: 60, as: second)
            #expect(try await world.access() == "access-two")
            world.clock.advance(by: .seconds(60))
            #expect(try await world.access() == nil)
        }
    }
}

@Suite("Races for tokens of providers")
struct UpstreamTokenRaceTests {
    @Test("of all who want a token at once, on two servers, one asks the provider, and all get what it says", arguments: StoreKind.all)
    func renewals(kind: StoreKind) async throws {
        try await kind.use { store in
            let world = try await TokenWorld(store)
            try await world.signIn()
            let servers = [world.server(), world.server()]
            for round in 1...(kind.isQuick ? 20 : 3) {
                world.clock.advance(by: .seconds(3600))
                let given = try await withThrowingTaskGroup(of: String?.self) { group in
                    for number in 0..<20 { group.addTask { try await world.access(servers[number % 2]) } }
                    return try await group.reduce(into: [String?]()) { $0.append($1) }
                }
                #expect(given == Array(repeating: "access-\(round)", count: 20))
                #expect(world.provider.uses.count == round)
            }
            #expect(world.provider.uses == (0..<world.provider.uses.count).map { "refresh-\($0)" })
        }
    }

    @Test("sign-ins and renewals at once lose no refresh token", arguments: StoreKind.all)
    func signIns(kind: StoreKind) async throws {
        try await kind.use { store in
            let world = try await TokenWorld(store)
            try await world.signIn()
            for _ in 0..<(kind.isQuick ? 30 : 5) {
                world.clock.advance(by: .seconds(3600))
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<12 {
                        group.addTask {
                            if number.isMultiple(of: 3) {
                                try? await world.signIn(access: "access-s", refresh: nil)
                            } else {
                                _ = try? await world.access()
                            }
                        }
                    }
                }
            }
            world.clock.advance(by: .seconds(3600))
            #expect(try await world.access() != nil)
            #expect(Set(world.provider.uses).count == world.provider.uses.count)
        }
    }
}
