// One person, one account (OpenID Connect Core §5.7): who comes from elsewhere is found by issuer and subject only. An e-mail
// address never opens an account: a verified one that has an account already asks for a proof that the account is theirs,
// and one that nobody has verified is not taken at all, so that it neither joins an account nor keeps the address from its owner.

import Keys

/// Finds, makes and joins the accounts of people who sign in elsewhere.
public struct Federation: Sendable {
    /// How long a person may take to prove that an account is theirs.
    public static let joiningLifetime: Duration = .seconds(600)

    private let store: any FederationStore & IdentityStore
    private let office: ChallengeOffice
    /// Where what a provider gave out is kept; `nil` if nothing is.
    private let tokens: UpstreamTokens?
    private let now: Now
    private let randomness: any Randomness

    public init(
        store: any FederationStore & IdentityStore, secret: RootSecret, tokens: UpstreamTokens? = nil, now: @escaping Now,
        randomness: any Randomness
    ) {
        self.store = store
        self.tokens = tokens
        office = ChallengeOffice(secret: secret)
        self.now = now
        self.randomness = randomness
    }

    public enum Finding: Sendable, Equatable {
        case account(Account, isNew: Bool)
        /// The address belongs to this account, and the person may prove that it is theirs.
        case taken(Account)
        /// There is no account, and none may be made.
        case closed
    }

    /// The account of a person who comes from elsewhere.
    ///
    /// - Parameter makesAccounts: whether somebody who is not known gets an account.
    public func find(_ person: ForeignPerson, makesAccounts: Bool) async throws -> Finding {
        // Twice at most: two windows may bring the same person for the first time.
        for _ in 0..<2 {
            if let known = try await known(person) { return .account(known, isNew: false) }
            if let address = verifiedAddress(person), let owner = try await store.account(email: address.key) {
                return .taken(owner)
            }
            guard makesAccounts else { return .closed }
            let account = account(for: person)
            if try await store.add(account, with: LinkedIdentity(person, of: account.id, at: now())) == .added {
                try await keepTokens(person, of: account.id)
                return .account(account, isNew: true)
            }
        }
        throw ForeignRefusal(.unavailable, "an account was made and removed at the same moment")
    }

    private func known(_ person: ForeignPerson) async throws -> Account? {
        guard var identity = try await store.identity(issuer: person.issuer, subject: person.subject),
            let account = try await store.account(identity.user)
        else { return nil }
        identity.label = person.label
        identity.lastUsedAt = now()
        try await store.noteUse(of: identity)
        try await keepTokens(person, of: account.id)
        return account
    }

    private func verifiedAddress(_ person: ForeignPerson) -> EmailAddress? { person.isEmailVerified ? person.email : nil }

    private func account(for person: ForeignPerson) -> Account {
        let id = UserID.fresh(randomness)
        let address = verifiedAddress(person)
        return Account(
            id: id, email: address ?? .absent(for: id), name: person.name, passwordHash: nil, createdAt: now(),
            isEmailVerified: address != nil)
    }

    private func keepTokens(_ person: ForeignPerson, of user: UserID) async throws {
        guard let tokens, let given = person.tokens else { return }
        try await tokens.keep(given, from: person, of: user)
    }

    // MARK: Joining

    /// Remembers a person until they have proven that an account is theirs.
    ///
    /// - Returns: what the browser has to bring for it.
    public func beginJoining(
        _ person: ForeignPerson, to account: UserID, browser: String, ticket: String?
    ) async throws -> String {
        let text = office.issue(randomness)
        let time = now()
        try await store.begin(
            SignInChallenge(
                id: Digest(of: text), purpose: .joining, browser: Digest(of: browser), ticket: ticket, user: account,
                detail: person.encoded(tokens: tokens?.sealed(person)), createdAt: time, expiresAt: time + Self.joiningLifetime))
        return text
    }

    /// A person who waits for the proof, and what for.
    public struct Joining: Sendable, Equatable {
        public let person: ForeignPerson
        public let account: UserID
        public let ticket: String?
        public let begunAt: Timestamp

        fileprivate init?(_ challenge: SignInChallenge?, _ tokens: UpstreamTokens?) {
            guard let challenge, let account = challenge.user, let detail = challenge.detail,
                var person = ForeignPerson(encoded: detail)
            else { return nil }
            person.tokens = ForeignPerson.sealedTokens(encoded: detail).flatMap { tokens?.opened($0, of: person) }
            self.person = person
            self.account = account
            ticket = challenge.ticket
            begunAt = challenge.createdAt
        }

        /// Whether somebody who is signed in has proven, since it began, that the account is theirs.
        public func isProven(by signedIn: SignedIn) -> Bool {
            signedIn.account.id == account && signedIn.session.authenticatedAt >= begunAt
        }
    }

    /// Who waits in this browser.
    public func joining(_ text: String, browser: String?) async throws -> Joining? {
        guard let browser, let id = office.id(of: text),
            let challenge = try await store.challenge(id, .joining, at: now()), challenge.browser.matches(Digest(of: browser))
        else { return nil }
        return Joining(challenge, tokens)
    }

    public enum Joined: Sendable, Equatable {
        case joined(ticket: String?)
        /// The identity belongs to an account already.
        case taken
        /// Nothing waits, or nothing is proven.
        case refused
    }

    /// Adds the way in that waits to the account of whoever has proven that it is theirs.
    public func join(_ text: String, browser: String?, by signedIn: SignedIn) async throws -> Joined {
        guard let waiting = try await joining(text, browser: browser), waiting.isProven(by: signedIn),
            let browser, let id = office.id(of: text),
            let joining = Joining(
                try await store.take(challenge: id, .joining, browser: Digest(of: browser), at: now()), tokens)
        else { return .refused }
        guard try await store.link(LinkedIdentity(joining.person, of: joining.account, at: now())) else { return .taken }
        try await keepTokens(joining.person, of: joining.account)
        return .joined(ticket: joining.ticket)
    }

    /// Gives a joining up, and says which request was waiting.
    public func giveUp(_ text: String, browser: String?) async throws -> String? {
        guard let browser, let id = office.id(of: text) else { return nil }
        return try await store.take(challenge: id, .joining, browser: Digest(of: browser), at: now())?.ticket
    }

    // MARK: Adding and removing

    public enum Linked: Sendable, Equatable {
        case linked
        /// It was there before.
        case known
        /// It opens somebody else's account.
        case taken
    }

    /// Adds a way in to the account of somebody who is signed in and has asked for it.
    public func link(_ person: ForeignPerson, to user: UserID) async throws -> Linked {
        if try await store.link(LinkedIdentity(person, of: user, at: now())) {
            try await keepTokens(person, of: user)
            return .linked
        }
        guard var identity = try await store.identity(issuer: person.issuer, subject: person.subject), identity.user == user else {
            return .taken
        }
        (identity.label, identity.lastUsedAt) = (person.label, now())
        try await store.noteUse(of: identity)
        try await keepTokens(person, of: user)
        return .known
    }

    public func identities(of user: UserID) async throws -> [LinkedIdentity] { try await store.identities(of: user) }

    /// Removes a way in, unless it is the last one.
    public func unlink(issuer: String, subject: String, of user: UserID, ifLeft ways: WaysIn) async throws -> WayInRemoval {
        try await store.unlink(issuer: issuer, subject: subject, of: user, ifLeft: ways)
    }
}
