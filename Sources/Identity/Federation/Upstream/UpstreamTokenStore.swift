// What keeping a provider's tokens asks of storage. They go with the identity that they belong to, by the schema.

import Keys

public protocol UpstreamTokenStore: Sendable {
    /// A person's tokens, those of the identity that was used last first.
    func upstreamTokens(of user: UserID) async throws -> [SealedTokens]
    /// Keeps the first tokens of an identity.
    ///
    /// - Returns: `false`, with nothing changed, if there are some, or if the identity is not this person's.
    func keep(_ tokens: SealedTokens) async throws -> Bool
    /// Puts other bytes in the place of these, unless somebody has written since.
    ///
    /// - Parameter endingLease: whether others may renew them again.
    func replace(_ tokens: SealedTokens, by sealed: [UInt8], endingLease: Bool) async throws -> Bool
    /// Lets one caller renew these tokens until `end`: of any number at once, on any number of servers, one gets it.
    func lease(_ tokens: SealedTokens, until end: Timestamp, at now: Timestamp) async throws -> Bool
    /// Ends the lease, unless somebody has written since.
    func endLease(of tokens: SealedTokens) async throws
    /// Forgets the tokens of all providers but these: those that are kept no more.
    ///
    /// - Returns: how many.
    func dropUpstreamTokens(except providers: [String]) async throws -> Int
}
