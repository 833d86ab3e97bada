// Passkeys (WebAuthn level 3 §7): made by somebody who is signed in, used to sign in or as a second factor.
// What is wrong with an answer is told to the operator; the person is told to try again, whatever it was.

import Keys

/// The passkeys of people.
public struct Passkeys: Sendable {
    /// What a browser is to ask an authenticator for.
    public struct Request: Sendable {
        public let challenge: [UInt8]
        /// Comes back with the answer.
        public let ticket: String
        /// The passkeys to choose from; for a registration, those of which there is to be no second.
        public let passkeys: [Passkey]
        /// For a registration: what the authenticator will know the account by.
        public let userHandle: [UInt8]?
    }

    public enum Proof: Sendable, Equatable {
        /// - Parameter isVerified: whether the device made sure of the person.
        case proven(Passkey, isVerified: Bool)
        case refused(PasskeyProblem)
    }

    public enum Registration: Sendable, Equatable {
        case added(Passkey)
        /// The person has as many as anybody may have.
        case full
        case refused(PasskeyProblem)
    }

    /// So that a page shows them, and a browser's question stays small.
    public static let mostPerAccount = 20
    public static let longestName = 60

    public let relyingParty: RelyingParty
    public let store: any PasskeyStore
    private let secret: RootSecret
    private let now: Now
    private let randomness: any Randomness

    public init(
        _ relyingParty: RelyingParty, store: any PasskeyStore, secret: RootSecret, now: @escaping Now,
        randomness: any Randomness
    ) {
        self.relyingParty = relyingParty
        self.store = store
        self.secret = secret
        self.now = now
        self.randomness = randomness
    }

    // MARK: What to ask for

    /// Asks for any passkey that the authenticator has for us: nobody has said yet who they are, and nothing is told of anybody.
    ///
    /// - Parameter cookie: what only this browser has; the answer counts from this browser only.
    public func askToSignIn(boundTo cookie: String) -> Request {
        request(.signIn, [], nil, cookie)
    }

    /// Asks for one of the passkeys of somebody who has proved to be this person already.
    public func askForSecondFactor(_ user: UserID, boundTo cookie: String) async throws -> Request {
        request(.secondFactor(user), try await store.passkeys(of: user), nil, cookie)
    }

    /// Asks for a new passkey of somebody who is signed in.
    public func askForRegistration(_ user: UserID, boundTo cookie: String) async throws -> Request {
        let passkeys = try await store.passkeys(of: user)
        // §14.6.1: random, so that an authenticator tells nothing of the person to whoever finds it.
        let handle = passkeys.first?.userHandle ?? randomness.bytes(32)
        return request(.registration(user, handle: handle), passkeys, handle, cookie)
    }

    private func request(
        _ purpose: PasskeyChallenge.Purpose, _ passkeys: [Passkey], _ handle: [UInt8]?, _ cookie: String
    ) -> Request {
        let challenge = PasskeyChallenge(purpose, at: now(), randomness)
        return Request(
            challenge: challenge.bytes, ticket: challenge.sealed(with: secret, boundTo: cookie), passkeys: passkeys,
            userHandle: handle)
    }

    // MARK: What comes back

    /// Finds out who signs in.
    public func signIn(_ assertion: RelyingParty.Assertion, ticket: String, boundTo cookie: String) async throws -> Proof {
        guard let challenge = open(ticket, cookie), challenge.purpose == .signIn else { return .refused(.wrongChallenge) }
        return try await prove(assertion, challenge, requiringVerification: true) { passkey in
            // §7.2 step 6: the authenticator has said whom it means, and must mean the owner.
            assertion.userHandle == passkey.userHandle
        }
    }

    /// Finds out whether somebody who has proved to be this person has a passkey of the person too; a touch is enough.
    public func secondFactor(
        of user: UserID, _ assertion: RelyingParty.Assertion, ticket: String, boundTo cookie: String
    ) async throws -> Proof {
        guard let challenge = open(ticket, cookie), challenge.purpose == .secondFactor(user) else {
            return .refused(.wrongChallenge)
        }
        return try await prove(assertion, challenge, requiringVerification: false) { passkey in
            passkey.user == user && (assertion.userHandle ?? passkey.userHandle) == passkey.userHandle
        }
    }

    private func prove(
        _ assertion: RelyingParty.Assertion, _ challenge: PasskeyChallenge, requiringVerification: Bool,
        isTheirs: (Passkey) -> Bool
    ) async throws -> Proof {
        guard var passkey = try await store.passkey(assertion.id), isTheirs(passkey) else { return .refused(.unknownPasskey) }
        let data: AuthenticatorData
        do {
            data = try relyingParty.verify(
                assertion, answering: challenge.bytes, by: passkey, requiringVerification: requiringVerification)
        } catch {
            return .refused(error)
        }
        // Only now, so that nobody without a passkey makes us write anything.
        guard try await isFirst(challenge) else { return .refused(.wrongChallenge) }
        let now = now()
        guard try await store.use(passkey.id, counter: data.counter, isBackedUp: data.isBackedUp, at: now) else {
            // §7.2 step 22. Which of the two is the person's, nobody can tell; the other one can still be used.
            try await store.suspect(passkey.id, at: now)
            return .refused(.possibleClone)
        }
        (passkey.counter, passkey.isBackedUp, passkey.lastUsedAt) = (data.counter, data.isBackedUp, now)
        return .proven(passkey, isVerified: data.hasVerification)
    }

    /// Adds a passkey to the account of somebody who is signed in, and has proved who they are a short time ago.
    ///
    /// - Parameter name: what the person calls it; cleaned and cut to `longestName`.
    public func register(
        _ registration: RelyingParty.Registration, name: String, for user: UserID, ticket: String, boundTo cookie: String
    ) async throws -> Registration {
        guard let challenge = open(ticket, cookie), case .registration(user, let handle) = challenge.purpose else {
            return .refused(.wrongChallenge)
        }
        let data: AuthenticatorData
        do { data = try relyingParty.verify(registration, answering: challenge.bytes) } catch { return .refused(error) }
        guard let credential = data.credential else { return .refused(.malformedData) }
        guard try await isFirst(challenge) else { return .refused(.wrongChallenge) }
        let passkey = Passkey(
            id: credential.id, user: user, userHandle: handle, key: credential.key, counter: data.counter,
            isBackupEligible: data.isBackupEligible, isBackedUp: data.isBackedUp,
            transports: Self.hints(registration.transports), name: Self.name(name), createdAt: now())
        return switch try await store.add(passkey, atMost: Self.mostPerAccount) {
        case .added: .added(passkey)
        case .full: .full
        case .taken, .nobody: .refused(.unknownPasskey)
        }
    }

    private func open(_ ticket: String, _ cookie: String) -> PasskeyChallenge? {
        PasskeyChallenge(opening: ticket, with: secret, boundTo: cookie, at: now())
    }

    /// A challenge counts once.
    private func isFirst(_ challenge: PasskeyChallenge) async throws -> Bool {
        try await store.firstSeen(challenge.mark, until: challenge.expiresAt)
    }

    /// A name as it can be shown in a list.
    public static func name(_ typed: String) -> String {
        let cleaned = String(String.UnicodeScalarView(typed.unicodeScalars.prefix(longestName * 4))).cleaned
        return String(String.UnicodeScalarView(cleaned.unicodeScalars.prefix(longestName))).cleaned
    }

    /// §5.8.4: short words, handed back to the browser as they came; anything else is left out.
    private static func hints(_ transports: [String]) -> [String] {
        Array(
            transports.filter { word in
                (1...16).contains(word.utf8.count) && word.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == 0x2d }
            }.prefix(8))
    }
}
