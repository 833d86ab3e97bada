// What signing in elsewhere asks of storage. That a challenge is good for one answer, and that a person keeps a way in,
// is promised by these verbs, however many callers there are at once.

import Keys

/// What became of an account that somebody else vouches for.
public enum FederatedAddition: Sendable, Equatable {
    case added
    /// Another account has the e-mail address.
    case addressTaken
    /// The identity belongs to an account already.
    case identityTaken
}

public protocol FederationStore: Sendable {
    // MARK: Challenges

    func begin(_ challenge: SignInChallenge) async throws
    /// A challenge that nobody has answered yet and that is in time.
    func challenge(_ id: Digest, _ purpose: SignInChallenge.Purpose, at now: Timestamp) async throws -> SignInChallenge?
    /// Ends an unanswered challenge. Of any number of callers one gets it, and only with the browser in which it began.
    func take(
        challenge id: Digest, _ purpose: SignInChallenge.Purpose, browser: Digest, at now: Timestamp
    ) async throws -> SignInChallenge?
    /// Answers a challenge once; who has the secret with the digest `completion` may take it then, until `expiresAt`.
    ///
    /// - Returns: `false`, with nothing changed, if it is unknown, out of time or answered.
    func answer(
        challenge id: Digest, _ purpose: SignInChallenge.Purpose, with answer: String, completion: Digest,
        expiresAt: Timestamp, at now: Timestamp
    ) async throws -> Bool
    /// Ends an answered challenge, as `take(challenge:)` ends an unanswered one.
    func take(
        completion: Digest, _ purpose: SignInChallenge.Purpose, browser: Digest, at now: Timestamp
    ) async throws -> SignInChallenge?

    // MARK: Identities

    func identity(issuer: String, subject: String) async throws -> LinkedIdentity?
    /// A person's identities, the oldest first.
    func identities(of user: UserID) async throws -> [LinkedIdentity]
    /// Adds an account together with its first identity; neither if one of the two is taken.
    func add(_ account: Account, with identity: LinkedIdentity) async throws -> FederatedAddition
    /// Adds an identity to an account.
    ///
    /// - Returns: `false`, with nothing changed, if it belongs to an account already, this one included.
    func link(_ identity: LinkedIdentity) async throws -> Bool
    /// Writes down that the identity was used, and what it is recognised by now.
    func noteUse(of identity: LinkedIdentity) async throws
    /// Removes an identity from an account, unless nothing that counts would be left.
    func unlink(issuer: String, subject: String, of user: UserID, ifLeft ways: WaysIn) async throws -> WayInRemoval
}
