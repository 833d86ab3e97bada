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
        case .userChanged, .clientChanged, .keys: break
        }
    }

    /// Forgets endings from before `time`: every token they could concern has expired.
    public func forget(before time: Timestamp) {
        endings.withLock { endings in endings = endings.filter { $0.value >= time } }
    }

    /// Whether nothing that the token depends on has ended.
    public func isLive(_ claims: Claims) -> Bool {
        endings.withLock { endings in
            guard !endings.isEmpty else { return true }
            if let grant = claims.grant, endings[Subject(kind: .grant, name: grant.value)] != nil { return false }
            if let token = claims.tokenID, endings[Subject(kind: .token, name: token)] != nil { return false }
            return !ended(.userEnded, claims.subject, endings, claims)
                && !ended(.clientEnded, claims.clientID?.value ?? "", endings, claims)
        }
    }

    // A person who was disabled and enabled again gets new tokens; those from before stay dead.
    private func ended(
        _ kind: Change.Kind, _ name: String, _ endings: [Subject: Timestamp], _ claims: Claims
    ) -> Bool {
        guard let at = endings[Subject(kind: kind, name: name)] else { return false }
        return claims.issuedAt <= at.seconds
    }
}
