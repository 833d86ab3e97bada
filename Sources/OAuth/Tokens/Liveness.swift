// What has been ended while tokens for it are still within their time: grants, tokens, people, clients.
// Kept in memory for as long as an access token can live, fed by the store's changes, so that a revocation is
// felt by the next call without a database round trip for each call.

import Keys
import Synchronization

/// The endings that access tokens must be held against.
public final class Liveness: Sendable {
    private struct Subject: Hashable {
        let kind: Change.Kind
        let name: String
    }

    private struct Ending {
        var sequence: Int64
        var at: Timestamp
        /// When a person or a client was there again.
        var returnedAt: Timestamp?
        var keptUntil: Timestamp
    }

    private let endings = Mutex<[Subject: Ending]>([:])

    public init() {}

    /// Takes note of a change, in whatever order they are heard; changes that end nothing are ignored.
    ///
    /// - Parameter end: from when on no token can be about that it concerns.
    public func note(_ change: Change, keptUntil end: Timestamp = Timestamp(milliseconds: .max)) {
        switch change.kind {
        case .grant, .token, .userEnded, .clientEnded:
            let subject = Subject(kind: change.kind, name: change.subject)
            endings.withLock { endings in
                let known = endings[subject]
                guard known.map({ $0.sequence < change.sequence }) ?? true else { return }
                endings[subject] = Ending(
                    sequence: change.sequence, at: max(known?.at ?? change.at, change.at), returnedAt: nil,
                    keptUntil: max(known?.keptUntil ?? end, end))
            }
        case .userChanged: noteReturn(.userEnded, change)
        case .clientChanged: noteReturn(.clientEnded, change)
        case .keys, .unknown: break
        }
    }

    /// Who has ended changes only by coming back.
    private func noteReturn(_ kind: Change.Kind, _ change: Change) {
        let subject = Subject(kind: kind, name: change.subject)
        endings.withLock { endings in
            guard let ending = endings[subject], ending.returnedAt == nil, ending.sequence < change.sequence else { return }
            endings[subject]?.sequence = change.sequence
            endings[subject]?.returnedAt = change.at
        }
    }

    /// Forgets endings that concern no token any more.
    public func forget(at now: Timestamp) {
        endings.withLock { endings in endings = endings.filter { $0.value.keptUntil > now } }
    }

    /// Whether nothing that the token depends on has ended.
    public func isLive(_ token: TokenOrigin) -> Bool {
        endings.withLock { endings in
            guard !endings.isEmpty else { return true }
            if let grant = token.grant, endings[Subject(kind: .grant, name: grant.value)] != nil { return false }
            if let id = token.tokenID, endings[Subject(kind: .token, name: id)] != nil { return false }
            return !ended(.userEnded, token.subject, endings, token)
                && !ended(.clientEnded, token.client?.value ?? "", endings, token)
        }
    }

    // Who is disabled or gone has no good token, whatever the clocks say that issued it. A person who was enabled again
    // gets new ones; those from before stay dead. Within the second of the ending itself nobody can tell before from
    // after, so those die too.
    private func ended(
        _ kind: Change.Kind, _ name: String, _ endings: [Subject: Ending], _ token: TokenOrigin
    ) -> Bool {
        guard let ending = endings[Subject(kind: kind, name: name)] else { return false }
        guard let returnedAt = ending.returnedAt else { return true }
        return token.issuedAt <= ending.at.seconds || token.issuedAt < returnedAt.seconds
    }
}

/// What an access token depends on.
public struct TokenOrigin: Sendable {
    public var subject: String
    public var client: ClientID?
    public var grant: GrantID?
    public var tokenID: String?
    /// In seconds since 1970.
    public var issuedAt: Int64

    public init(subject: String, client: ClientID?, grant: GrantID?, tokenID: String?, issuedAt: Int64) {
        self.subject = subject
        self.client = client
        self.grant = grant
        self.tokenID = tokenID
        self.issuedAt = issuedAt
    }

    init(_ claims: Claims) {
        self.init(
            subject: claims.subject, client: claims.clientID, grant: claims.grant, tokenID: claims.tokenID,
            issuedAt: claims.issuedAt)
    }
}
