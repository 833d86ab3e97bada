import Identity
import Keys
import Testing

@Suite("The second factor")
struct SecondFactorsTests {
    private let world = World()
    private let secret: RootSecret
    private let signIn: SignIn
    private let factors: SecondFactors

    init() throws {
        let clock = world.clock
        secret = try #require(RootSecret(Array(repeating: 7, count: 32)))
        signIn = SignIn(
            store: world.store, passwords: world.passwords, secondFactors: .optional, now: { clock.now }, randomness: world.randomness)
        factors = SecondFactors(signIn, secret: secret)
    }

    /// Signs in as far as the password goes.
    private func pending() async throws -> PendingSignIn {
        let outcome = try await signIn.signIn(email: "ada@example.com", password: "correct horse", device: World.device)
        guard case .secondFactor(let pending) = outcome else { throw Unexpected() }
        return pending
    }

    /// Somebody with an app, and what the app knows.
    private func person() async throws -> (account: Account, key: [UInt8], codes: [RecoveryCode]) {
        let account = try await world.person()
        let (offer, sealed) = try factors.offer(to: account.id)
        let key = try #require(Self.decoded(offer.typed))
        let code = OneTimePassword.code(key, step: OneTimePassword.step(at: world.clock.now))
        guard case .done(let codes) = try await factors.setUp(sealed, code: code, for: account.id, device: World.device) else {
            throw Unexpected()
        }
        // The code that set it up is used.
        world.clock.advance(by: .seconds(60))
        return (account, key, codes)
    }

    /// The key as the person types it into their app.
    private static func decoded(_ typed: String) -> [UInt8]? {
        var (bytes, buffer, bits) = ([UInt8](), UInt32(0), 0)
        for letter in typed.utf8 where letter != UInt8(ascii: " ") {
            guard let value = Base32.standard.firstIndex(of: letter) else { return nil }
            (buffer, bits) = ((buffer << 5 | UInt32(value)) & 0xffff, bits + 5)
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return bytes
    }

    private func code(_ key: [UInt8], after steps: Int64 = 0) -> String {
        OneTimePassword.code(key, step: OneTimePassword.step(at: world.clock.now) + steps)
    }

    private func complete(_ pending: PendingSignIn, _ code: String, from address: String = "192.0.2.1") async throws -> SignIn.Outcome {
        try await factors.complete(pending, code: code, device: Device(address: address, userAgent: nil), ending: nil)
    }

    @Test("the password alone begins no session; a code of the app does, and the session says so")
    func both() async throws {
        let (account, key, _) = try await person()
        let pending = try await pending()
        #expect(world.store.read { $0.sessions.isEmpty })
        guard case .signedIn(let session, _) = try await complete(pending, code(key)) else { throw Unexpected() }
        #expect(session.user == account.id)
        #expect(session.methods == [.password, .oneTimePassword, .multipleFactors])
        #expect(session.authenticatedAt == pending.begunAt)
    }

    @Test("a used code never works again, nor does one before it")
    func once() async throws {
        let (_, key, _) = try await person()
        let (first, before) = (code(key), code(key, after: -1))
        guard case .signedIn = try await complete(try await pending(), first) else { throw Unexpected() }
        #expect(try await complete(try await pending(), first) == .refused)
        #expect(try await complete(try await pending(), before) == .refused)
        guard case .signedIn = try await complete(try await pending(), code(key, after: 1)) else { throw Unexpected() }
    }

    @Test("a recovery code works once, however it is typed")
    func recovery() async throws {
        let (_, _, codes) = try await person()
        #expect(Set(codes).count == RecoveryCode.count)
        let typed = codes[3].text.uppercased().replacing("-", with: " ").replacing("0", with: "O").replacing("1", with: "l")
        guard case .signedIn(let session, _) = try await complete(try await pending(), typed) else { throw Unexpected() }
        #expect(session.methods.contains(.recoveryCode))
        #expect(try await complete(try await pending(), codes[3].text) == .refused)
        #expect(try await world.store.recoveryCodes(of: session.user) == RecoveryCode.count - 1)
    }

    @Test("five wrong codes make everybody wait five minutes, wherever they come from, the right code too")
    func limits() async throws {
        let (_, key, _) = try await person()
        let pending = try await pending()
        for number in 0..<5 { #expect(try await complete(pending, "000000", from: "192.0.2.\(number)") == .refused) }
        let until = world.clock.now + .seconds(300)
        #expect(try await complete(pending, code(key), from: "198.51.100.1") == .limited(until: until))
        world.clock.advance(by: .seconds(300))
        guard case .signedIn = try await complete(pending, code(key)) else { throw Unexpected() }
    }

    @Test("guesses made at the same moment are not more than guesses made one after the other")
    func atOnce() async throws {
        _ = try await person()
        let pending = try await pending()
        let outcomes = try await withThrowingTaskGroup(of: SignIn.Outcome.self) { group in
            for number in 0..<50 { group.addTask { try await complete(pending, "00000\(number % 10)") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .refused } <= 5)
        #expect(
            outcomes.allSatisfy { outcome in
                if case .signedIn = outcome { false } else { true }
            })
    }

    @Test("a pending sign-in ends after ten minutes, with a new password, and with the account")
    func pendingEnds() async throws {
        let (account, key, _) = try await person()
        let early = try await pending()
        world.clock.advance(by: .seconds(600))
        #expect(try await complete(early, code(key)) == .refused)

        let late = try await pending()
        #expect(try await world.accounts.setPassword(of: account.id, to: "another horse") == .set)
        #expect(try await complete(late, code(key, after: 1)) == .refused)
        #expect(try await world.accounts.setPassword(of: account.id, to: "correct horse") == .set)
        let disabled = try await pending()
        #expect(try await world.store.disable(account.id, at: world.clock.now))
        world.clock.advance(by: .seconds(60))
        #expect(try await complete(disabled, code(key)) == .refused)
        #expect(world.store.read { $0.sessions.isEmpty })
    }

    @Test("what the browser carries cannot be changed, comes from here only, and ends")
    func sealed() async throws {
        _ = try await person()
        let pending = try await pending()
        let text = pending.sealed(under: secret)
        #expect(text.utf8.count <= 256)
        #expect(PendingSignIn(sealed: text, under: secret, at: world.clock.now) == pending)
        let other = try #require(RootSecret(Array(repeating: 8, count: 32)))
        #expect(PendingSignIn(sealed: text, under: other, at: world.clock.now) == nil)
        var letters = Array(text)
        letters[60] = letters[60] == "A" ? "B" : "A"
        let changed = String(letters)
        #expect(PendingSignIn(sealed: changed, under: secret, at: world.clock.now) == nil)
        for junk in ["", "x", "usher_se_0"] { #expect(PendingSignIn(sealed: junk, under: secret, at: world.clock.now) == nil) }
        world.clock.advance(by: .seconds(600))
        #expect(PendingSignIn(sealed: text, under: secret, at: world.clock.now) == nil)
    }

    @Test("an app is set up with a right code, by whom it was offered to, and once")
    func settingUp() async throws {
        let account = try await world.person()
        let other = try await world.person("bob@example.com")
        let (offer, sealed) = try factors.offer(to: account.id)
        let key = try #require(Self.decoded(offer.typed))
        #expect(key.count == 20)
        #expect(try await factors.setUp(sealed, code: "000000", for: account.id, device: World.device) == .refused)
        #expect(try await factors.setUp(sealed, code: code(key), for: other.id, device: World.device) == .expired)
        #expect(try await factors.setUp("junk", code: code(key), for: account.id, device: World.device) == .expired)
        #expect(try await world.store.secondFactors(of: account.id) == [])
        guard case .done = try await factors.setUp(sealed, code: code(key), for: account.id, device: World.device) else {
            throw Unexpected()
        }
        #expect(try await factors.setUp(sealed, code: code(key), for: account.id, device: World.device) == .expired)

        let (later, laterSealed) = try factors.offer(to: other.id)
        world.clock.advance(by: .seconds(1800))
        let laterKey = try #require(Self.decoded(later.typed))
        #expect(try await factors.setUp(laterSealed, code: code(laterKey), for: other.id, device: World.device) == .expired)
    }

    @Test("the key reaches the app whatever the person and the service are called")
    func uri() async throws {
        let (offer, _) = try factors.offer(to: UserID("user_1"))
        let key = offer.typed.filter { $0 != " " }
        #expect(
            offer.uri(issuer: "Notes & Co", account: "ada+x@example.com")
                == "otpauth://totp/Notes%20%26%20Co:ada%2Bx%40example.com?secret=\(key)&issuer=Notes%20%26%20Co")
    }

    @Test("where everybody must have a second factor, a new account has no session before it")
    func required() async throws {
        let clock = world.clock
        let strict = SignIn(
            store: world.store, passwords: world.passwords, secondFactors: .required, now: { clock.now }, randomness: world.randomness)
        let outcome = try await SignUp(strict).signUp(
            email: "ada@example.com", name: nil, password: "correct horse", device: World.device)
        guard case .signIn(.secondFactor(let pending)) = outcome else { throw Unexpected() }
        #expect(world.store.read { $0.sessions.isEmpty })
        // Without an app no code is right, whatever it is.
        #expect(try await complete(pending, "000000") == .refused)
        #expect(try await complete(pending, "") == .refused)
        let again = try await strict.signIn(email: "ada@example.com", password: "correct horse", device: World.device)
        guard case .secondFactor = again else { throw Unexpected() }
    }

    @Test("where it is off, an app is not asked for")
    func off() async throws {
        _ = try await person()
        guard case .signedIn(let session, _) = try await world.attempt("ada@example.com", "correct horse") else { throw Unexpected() }
        #expect(session.methods == [.password])
    }

    @Test("a hash of weaker parameters is renewed although the session has to wait for the second factor")
    func rehash() async throws {
        let (account, _, _) = try await person()
        let weak = try #require(try await world.store.account(account.id)?.passwordHash)
        let clock = world.clock
        let stronger = SignIn(
            store: world.store, passwords: Passwords(Argon2Parameters(memory: 16, passes: 1, lanes: 1), randomness: world.randomness),
            secondFactors: .optional, now: { clock.now }, randomness: world.randomness)
        guard
            case .secondFactor(let pending) = try await stronger.signIn(
                email: "ada@example.com", password: "correct horse", device: World.device)
        else { throw Unexpected() }
        let renewed = try #require(try await world.store.account(account.id)?.passwordHash)
        #expect(renewed != weak)
        guard
            case .signedIn = try await factors.complete(
                pending, with: [.oneTimePassword], device: World.device, ending: nil)
        else { throw Unexpected() }
    }
}
