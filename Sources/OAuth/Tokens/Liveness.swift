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

    private let endings = Mutex<[Subject: Timestamp]>([:])

    public init() {}

    /// Takes note of a change; changes that end nothing are ignored.
    public func note(_ change: Change) {
        switch change.kind {
        case .grant, .token, .userEnded, .clientEnded:
            let subject = Subject(kind: change.kind, name: change.subject)
            endings.withLock { $0[subject] = max($0[subject] ?? change.at, change.at) }
        case .userChanged, .clientChanged, .keys, .unknown: break
        }
    }

    /// Forgets endings from before `time`: every token they could concern has expired.
    public func forget(before time: Timestamp) {
        endings.withLock { endings in endings = endings.filter { $0.value >= time } }
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

    // A person who was disabled and enabled again gets new tokens; those from before stay dead. Within the second of
    // the ending itself nobody can tell before from after, so those die too.
    private func ended(
        _ kind: Change.Kind, _ name: String, _ endings: [Subject: Timestamp], _ token: TokenOrigin
    ) -> Bool {
        guard let at = endings[Subject(kind: kind, name: name)] else { return false }
        return token.issuedAt <= at.seconds
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
