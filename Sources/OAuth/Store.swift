// What the engine asks of memory: protocol verbs, each one statement or one transaction.
// "Works once" is promised here, by the verb, and never by the caller being careful.

import Keys

/// The database does not answer, or has no room. Whoever asked may ask again in a while.
///
/// Of a write that failed so, nobody knows whether it stayed.
public struct StoreUnavailable: Error, Sendable, CustomStringConvertible {
    /// What is wrong, for the log.
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// The memory of the authorization server.
///
/// Every verb that ends something also records a `Change` in the same transaction.
public protocol Store: ClientStore, GrantStore, ConsentStore, KeyStore, ReplayStore {
    /// The changes after `sequence`, oldest first, at most `limit`.
    func changes(after sequence: Int64, limit: Int) async throws -> [Change]
    /// The sequence number of the newest change, or 0.
    func latestChange() async throws -> Int64
    /// The changes since `time` that have ended tokens, for a server that starts.
    func endings(since time: Timestamp) async throws -> [Change]
    /// Deletes up to `limit` rows that expired before `time`; returns how many.
    func sweep(before time: Timestamp, limit: Int) async throws -> Int
}

public protocol ClientStore: Sendable {
    func client(_ id: ClientID) async throws -> Client?
    func clients() async throws -> [Client]
    /// - Returns: `false` if the identifier is taken.
    func register(_ client: Client) async throws -> Bool
    /// Replaces everything but the identifier; `false` if there is no such client.
    func update(_ client: Client, at time: Timestamp) async throws -> Bool
    /// Remembers a client that is known by its document, for the first time or as it is now. `askingAgain` forgets
    /// the consents to what it was before; a client that is known in another way is left alone.
    func keep(document client: Client, askingAgain: Bool, at time: Timestamp) async throws
    /// Removes a client, its grants and consents; `false` if there is no such client.
    func remove(client: ClientID, at time: Timestamp) async throws -> Bool
    /// Deletes up to `limit` clients that no operator added, that came before `deadline`, and that nobody ever
    /// allowed anything; returns how many. A grant that begins at the same time saves its client, or fails.
    func sweepUnusedClients(before deadline: Timestamp, limit: Int, at time: Timestamp) async throws -> Int
}

public protocol ReplayStore: Sendable {
    /// Whether nobody has shown this before; it is remembered until `expiry`, after which it must be useless.
    func firstSeen(_ mark: Digest, until expiry: Timestamp) async throws -> Bool
}

/// A code as a client shows it (RFC 6749 §4.1.3).
public struct ShownCode: Sendable {
    public var grant: GrantID
    public var code: Digest
    public var client: ClientID
    /// The redirect URI that the code must have been issued for; `nil` for any.
    public var redirectURI: String?
    /// The challenge that the code must be tied to; `nil` for any.
    public var challenge: String?

    public init(
        of grant: GrantID, code: Digest, by client: ClientID, redirectURI: String? = nil, challenge: String? = nil
    ) {
        self.grant = grant
        self.code = code
        self.client = client
        self.redirectURI = redirectURI
        self.challenge = challenge
    }
}

public protocol GrantStore: Sendable {
    /// Remembers a grant whose code was just made.
    ///
    /// - Parameter notingClient: whether to note at the client that it was granted something. Needed once to keep it
    ///   from being swept, and once an hour to know when it was last.
    func begin(_ grant: Grant, notingClient: Bool) async throws
    func grant(_ id: GrantID) async throws -> Grant?
    /// Spends the code of a grant, and binds its first refresh token, in one conditional statement.
    ///
    /// - Returns: the grant, to one caller only; `nil`, with nothing spent, if the code does not fit what is shown with it,
    ///   or was spent before, or has expired, or its grant was revoked.
    func redeem(_ shown: ShownCode, at time: Timestamp, refresh: Grant.Refresh?) async throws -> Grant?
    /// Replaces the current refresh token, in one conditional statement.
    ///
    /// - Returns: the grant; `nil` if `presented` was not the client's or not the current one, or the grant has ended, or
    ///   its person is gone or disabled.
    func rotate(
        _ id: GrantID, presented: Digest, by client: ClientID, to refresh: Grant.Refresh, at time: Timestamp
    ) async throws -> Grant?
    /// Ends a grant; all its tokens are dead. Ending it twice is no error.
    func revoke(_ id: GrantID, at time: Timestamp) async throws
    /// Ends one access token; it is remembered until it would have expired.
    func revoke(accessToken id: String, at time: Timestamp) async throws
}

public protocol ConsentStore: Sendable {
    func consent(user: UserID, client: ClientID, resource: String, redirectHost: String) async throws -> Consent?
    /// Adds to what was agreed before; scopes are united.
    func record(_ consent: Consent) async throws
    func connections(of user: UserID) async throws -> [Connection]
    /// Forgets the consents between a person and a client and ends their grants.
    func disconnect(user: UserID, client: ClientID, at time: Timestamp) async throws
    /// Notes that a client acted for a person.
    func noteUse(_ uses: [Use]) async throws
}

/// A client acted for a person.
public struct Use: Sendable, Hashable {
    public var user: UserID
    public var client: ClientID
    public var at: Timestamp
    public init(user: UserID, client: ClientID, at: Timestamp) {
        self.user = user
        self.client = client
        self.at = at
    }
}

/// A signing key at rest: its private half is encrypted.
public struct StoredKey: Sendable, Equatable {
    public var keyID: String
    public var algorithm: SigningAlgorithm
    public var sealed: [UInt8]
    public var createdAt: Timestamp
    public var signsFrom: Timestamp
    public var retiresAt: Timestamp?

    public init(
        keyID: String, algorithm: SigningAlgorithm, sealed: [UInt8], createdAt: Timestamp, signsFrom: Timestamp,
        retiresAt: Timestamp?
    ) {
        self.keyID = keyID
        self.algorithm = algorithm
        self.sealed = sealed
        self.createdAt = createdAt
        self.signsFrom = signsFrom
        self.retiresAt = retiresAt
    }
}

public protocol KeyStore: Sendable {
    /// All keys that are not retired at `time`.
    func signingKeys(at time: Timestamp) async throws -> [StoredKey]
    /// Adds a key, and lets the others of its algorithm retire at `retiring`, if given.
    /// With `onlyIfNone`, nothing happens if a key of that algorithm exists: many servers may start at once.
    func add(_ key: StoredKey, retiringOthersAt retiring: Timestamp?, onlyIfNone: Bool) async throws
}
