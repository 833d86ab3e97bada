// Passkeys made and used: WebAuthn level 3 §7.

import AuthenticatorKit
import Identity
import Keys
import Testing

@Suite("Passkeys")
struct PasskeysTests {
    @Test("a passkey of each kind is made, and signs its owner in", arguments: CredentialKey.Algorithm.allCases)
    func signIn(algorithm: CredentialKey.Algorithm) async throws {
        let world = try PasskeyWorld()
        var key = try SoftAuthenticator(algorithm)
        guard case .added(let added) = try await world.register(key, name: "  My\u{202e} key ", transports: ["usb", "internal", "<b>"])
        else { throw Unexpected() }
        #expect((added.user, added.name, added.key.algorithm) == (world.ada, "My key", algorithm))
        #expect(added.transports == ["usb", "internal"])
        #expect(added.userHandle.count == 32)
        #expect(!Array(world.ada.value.utf8).elementsEqual(added.userHandle))
        world.clock.advance(by: .seconds(60))
        let proof = try await world.signIn(&key)
        guard case .proven(let passkey, isVerified: true) = proof else { throw Unexpected() }
        #expect((passkey.user, passkey.lastUsedAt) == (world.ada, world.clock.now))
        #expect(try await world.store.passkey(added.id) == passkey)
    }

    @Test("passkeys of one account share its handle, those of two do not, and a browser is told which are there already")
    func handles() async throws {
        let world = try PasskeyWorld()
        try await world.register(try SoftAuthenticator(seed: 1))
        try await world.register(try SoftAuthenticator(seed: 2))
        try await world.register(try SoftAuthenticator(seed: 3), for: world.bob)
        let handles = try await world.store.passkeys(of: world.ada).map(\.userHandle)
        #expect(handles.count == 2 && Set(handles).count == 1)
        #expect(try await world.store.passkeys(of: world.bob).first?.userHandle != handles.first)
        let request = try await world.passkeys.askForRegistration(world.ada, boundTo: world.cookie)
        #expect(Set(request.passkeys.map(\.id.bytes.first)) == [1, 2])
        #expect(request.userHandle == handles.first)
    }

    @Test("whoever asks to sign in is told of nobody's passkeys, and gets another challenge each time")
    func askToSignIn() async throws {
        let world = try PasskeyWorld()
        try await world.register(try SoftAuthenticator())
        let (one, two) = (world.passkeys.askToSignIn(boundTo: "a"), world.passkeys.askToSignIn(boundTo: "a"))
        #expect(one.passkeys.isEmpty && one.userHandle == nil)
        #expect(one.challenge.count == 32 && one.challenge != two.challenge)
    }

    @Test("a passkey that somebody has already, and one too many, are not added")
    func refusedAdditions() async throws {
        let world = try PasskeyWorld()
        try await world.register(try SoftAuthenticator(seed: 1))
        #expect(try await world.register(try SoftAuthenticator(seed: 1)) == .refused(.unknownPasskey))
        #expect(try await world.register(try SoftAuthenticator(seed: 1), for: world.bob) == .refused(.unknownPasskey))
        for seed in 2...20 { try await world.register(try SoftAuthenticator(seed: UInt8(seed))) }
        #expect(try await world.register(try SoftAuthenticator(seed: 21)) == .full)
        #expect(try await world.store.passkeys(of: world.ada).count == Passkeys.mostPerAccount)
    }

    // MARK: Challenges

    @Test("an answer counts once")
    func replay() async throws {
        let world = try PasskeyWorld()
        var key = try SoftAuthenticator()
        try await world.register(key)
        let request = world.passkeys.askToSignIn(boundTo: world.cookie)
        let answer = try await world.answer(&key, request.challenge)
        #expect(try await world.passkeys.signIn(answer, ticket: request.ticket, boundTo: world.cookie).passkey != nil)
        #expect(
            try await world.passkeys.signIn(answer, ticket: request.ticket, boundTo: world.cookie) == .refused(.wrongChallenge))
        // Nor does a second signature over the same challenge.
        let again = try await world.answer(&key, request.challenge)
        #expect(
            try await world.passkeys.signIn(again, ticket: request.ticket, boundTo: world.cookie) == .refused(.wrongChallenge))
    }

    @Test("a registration counts once")
    func replayedRegistration() async throws {
        let world = try PasskeyWorld()
        let request = try await world.passkeys.askForRegistration(world.ada, boundTo: world.cookie)
        for (seed, isFirst) in [(1, true), (2, false)] as [(UInt8, Bool)] {
            let made = try SoftAuthenticator(seed: seed).created(request.challenge)
            let outcome = try await world.passkeys.register(
                RelyingParty.Registration(clientData: made.clientData, attestation: made.attestation), name: "", for: world.ada,
                ticket: request.ticket, boundTo: world.cookie)
            if isFirst { #expect(try await world.store.passkeys(of: world.ada).count == 1) }
            #expect((outcome == .refused(.wrongChallenge)) == !isFirst)
        }
    }

    @Test("an answer that comes after five minutes, from another browser or for another challenge is refused, and nothing is written")
    func foreign() async throws {
        let world = try PasskeyWorld()
        var key = try SoftAuthenticator()
        try await world.register(key)
        let marks = world.store.marks
        let (mine, other) = (world.passkeys.askToSignIn(boundTo: world.cookie), world.passkeys.askToSignIn(boundTo: "other"))
        let answer = try await world.answer(&key, mine.challenge)
        for (ticket, cookie) in [
            (other.ticket, "other"), (other.ticket, world.cookie), (mine.ticket, "other"), (mine.ticket, ""), ("", world.cookie),
            (mine.ticket.replacing("A", with: "B"), world.cookie), (mine.ticket + "AAAA", world.cookie), ("AAAA", world.cookie),
        ] {
            #expect(try await world.passkeys.signIn(answer, ticket: ticket, boundTo: cookie) == .refused(.wrongChallenge))
        }
        world.clock.advance(by: .seconds(300))
        #expect(try await world.passkeys.signIn(answer, ticket: mine.ticket, boundTo: world.cookie) == .refused(.wrongChallenge))
        #expect(world.store.marks == marks)
    }

    @Test("a challenge for one purpose or person serves no other")
    func purposes() async throws {
        let world = try PasskeyWorld()
        var (key, his) = (try SoftAuthenticator(seed: 1), try SoftAuthenticator(seed: 2))
        try await world.register(key)
        try await world.register(his, for: world.bob)
        let passkeys = world.passkeys
        let second = try await passkeys.askForSecondFactor(world.ada, boundTo: world.cookie)
        let first = passkeys.askToSignIn(boundTo: world.cookie)
        let registration = try await passkeys.askForRegistration(world.ada, boundTo: world.cookie)
        for request in [second, registration] {
            let answer = try await world.answer(&key, request.challenge)
            #expect(try await passkeys.signIn(answer, ticket: request.ticket, boundTo: world.cookie) == .refused(.wrongChallenge))
        }
        for request in [first, registration] {
            let answer = try await world.answer(&key, request.challenge)
            #expect(
                try await passkeys.secondFactor(of: world.ada, answer, ticket: request.ticket, boundTo: world.cookie)
                    == .refused(.wrongChallenge))
        }
        // Ada's question answered as Bob, and by Bob's passkey.
        let answer = try await world.answer(&his, second.challenge, as: world.bob)
        #expect(
            try await passkeys.secondFactor(of: world.bob, answer, ticket: second.ticket, boundTo: world.cookie)
                == .refused(.wrongChallenge))
        #expect(
            try await passkeys.secondFactor(of: world.ada, answer, ticket: second.ticket, boundTo: world.cookie)
                == .refused(.unknownPasskey))
        for request in [first, second, registration] {
            let made = try SoftAuthenticator(seed: 3).created(request.challenge)
            let registered = try await passkeys.register(
                RelyingParty.Registration(clientData: made.clientData, attestation: made.attestation), name: "", for: world.bob,
                ticket: request.ticket, boundTo: world.cookie)
            #expect(registered == .refused(.wrongChallenge))
        }
    }

    // MARK: Whose it is

    @Test("a passkey that nobody has registered is refused")
    func unknown() async throws {
        let world = try PasskeyWorld()
        try await world.register(try SoftAuthenticator(seed: 1))
        var stranger = try SoftAuthenticator(seed: 2)
        #expect(try await world.signIn(&stranger) == .refused(.unknownPasskey))
        // The name of Ada's passkey, and another key.
        stranger.id = try SoftAuthenticator(seed: 1).id
        #expect(try await world.signIn(&stranger) == .refused(.wrongSignature))
    }

    @Test("an authenticator that means another account, or says none, signs nobody in")
    func userHandle() async throws {
        let world = try PasskeyWorld()
        var key = try SoftAuthenticator(seed: 1)
        try await world.register(key)
        try await world.register(try SoftAuthenticator(seed: 2), for: world.bob)
        let his = try await world.store.passkeys(of: world.bob).first?.userHandle
        for handle in [his, [], nil] as [[UInt8]?] {
            let request = world.passkeys.askToSignIn(boundTo: world.cookie)
            var answer = try await world.answer(&key, request.challenge)
            answer.userHandle = handle
            #expect(
                try await world.passkeys.signIn(answer, ticket: request.ticket, boundTo: world.cookie) == .refused(.unknownPasskey))
        }
    }

    // MARK: Second factor

    @Test("as a second factor a touch is enough, and no handle is needed; to sign in it is not")
    func secondFactor() async throws {
        let world = try PasskeyWorld()
        var key = try SoftAuthenticator()
        try await world.register(key)
        key.flags = SoftAuthenticator.Flags.present
        let request = try await world.passkeys.askForSecondFactor(world.ada, boundTo: world.cookie)
        #expect(request.passkeys.map(\.id.bytes) == [key.id])
        var answer = try await world.answer(&key, request.challenge)
        answer.userHandle = nil
        let proof = try await world.passkeys.secondFactor(of: world.ada, answer, ticket: request.ticket, boundTo: world.cookie)
        guard case .proven(let passkey, isVerified: false) = proof else { throw Unexpected() }
        #expect(passkey.user == world.ada)
        #expect(try await world.signIn(&key) == .refused(.personNotVerified))
    }

    // MARK: Counters and backups

    @Test("a count that does not go up is refused as a possible clone, noted, and the challenge is spent")
    func clone() async throws {
        let world = try PasskeyWorld()
        var key = try SoftAuthenticator()
        key.counter = 5
        try await world.register(key)
        var clone = key
        #expect(try await world.signIn(&key).passkey?.counter == 6)
        #expect(try await world.signIn(&key).passkey?.counter == 7)
        #expect(try await world.signIn(&clone) == .refused(.possibleClone))
        let id = try #require(CredentialID(key.id))
        let noted = try #require(try await world.store.passkey(id))
        #expect((noted.suspectedAt, noted.counter) == (world.clock.now, 7))
        // One that stopped counting is no better.
        clone.counter = 0
        #expect(try await world.signIn(&clone) == .refused(.possibleClone))
        #expect(try await world.signIn(&key).passkey?.counter == 8)
    }

    @Test("many authenticators do not count, and one may begin to")
    func noCount() async throws {
        let world = try PasskeyWorld()
        var key = try SoftAuthenticator()
        try await world.register(key)
        for _ in 0..<2 { #expect(try await world.signIn(&key).passkey?.counter == 0) }
        key.counter = 1
        #expect(try await world.signIn(&key).passkey?.counter == 2)
    }

    @Test("whether a passkey is backed up is kept up to date; whether it may be never changes")
    func backup() async throws {
        let world = try PasskeyWorld()
        var key = try SoftAuthenticator()
        typealias Flags = SoftAuthenticator.Flags
        key.flags |= Flags.backupEligible
        try await world.register(key)
        key.flags |= Flags.backedUp
        #expect(try await world.signIn(&key).passkey?.isBackedUp == true)
        key.flags &= ~Flags.backedUp
        #expect(try await world.signIn(&key).passkey?.isBackedUp == false)
        key.flags &= ~Flags.backupEligible
        #expect(try await world.signIn(&key) == .refused(.backupFlags))
        key.flags |= Flags.backedUp
        #expect(try await world.signIn(&key) == .refused(.backupFlags))
    }

    @Test("a long name is cut, also one of many invisible characters")
    func names() {
        #expect(Passkeys.name(String(repeating: "a", count: 1000)).count == Passkeys.longestName)
        #expect(Passkeys.name(String(repeating: "\u{200b}", count: 100_000) + "a").isEmpty)
        #expect(Passkeys.name("\n Key \t 1 ") == "Key 1")
    }
}
