// Whether an access token may be used now: RFC 9068 §4, and what has been revoked since.
// The common case touches no database: a signature, or a memory of having checked it, and a look at `Liveness`.

import Keys
import Synchronization

/// Checks access tokens for the gateway, userinfo and introspection.
public struct AccessTokenCheck: Sendable {
    let settings: Settings
    let keys: CurrentKeys
    let liveness: Liveness
    let memory = CheckedTokens()
    let now: Now

    /// The claims of a token that is good at this moment, for any audience.
    public func claims(of token: String) async throws(TokenProblem) -> Claims {
        // RFC 7515 §7.1. Swift takes look-alikes beyond ASCII for the same text, and the memory would too.
        guard token.utf8.allSatisfy({ $0 < 0x80 }) else { throw .malformed }
        let claims = try await signedClaims(of: token)
        guard now().seconds < claims.expiresAt else { throw .expired }
        guard liveness.isLive(TokenOrigin(claims)) else { throw .revoked }
        return claims
    }

    private func signedClaims(of token: String) async throws(TokenProblem) -> Claims {
        // What was checked with keys from before a change must not outlive it.
        let (known, keysVersion) = memory.claims(of: token)
        if let known { return known }
        // Another server may have issued it a moment ago, by a clock that is ahead. Its end is held against this one's.
        let expectation = PublicKeys.Expectation(
            .accessToken, issuer: settings.issuer, audiences: nil, leeway: .zero, issuerAhead: .clockDifference)
        let claims = try await keys.current.publicKeys.verify(token, expectation, at: now())
        memory.remember(token, claims, checkedIn: keysVersion)
        return claims
    }

    /// Whether nothing has ended that the token depends on. In memory: for streams that ask again and again.
    public func isLive(_ token: TokenOrigin) -> Bool { liveness.isLive(token) }

    /// Forgets what was checked, because keys have changed.
    public func keysChanged() { memory.forgetAll() }
}

/// Tokens whose signature was found right before. Bounded: when full, the older half is forgotten.
final class CheckedTokens: Sendable {
    private struct Generations {
        var young: [String: Claims] = [:]
        var old: [String: Claims] = [:]
        var keysVersion = 0
    }

    private let generations = Mutex(Generations())
    private let size: Int

    init(size: Int = 2048) { self.size = size }

    var keysVersion: Int { generations.withLock { $0.keysVersion } }

    /// What is remembered of a token, and which keys are in use.
    func claims(of token: String) -> (Claims?, keysVersion: Int) {
        generations.withLock { ($0.young[token] ?? $0.old[token], $0.keysVersion) }
    }

    func remember(_ token: String, _ claims: Claims, checkedIn keysVersion: Int) {
        generations.withLock { generations in
            guard generations.keysVersion == keysVersion else { return }
            if generations.young.count >= size {
                generations.old = generations.young
                generations.young = [:]
            }
            generations.young[token] = claims
        }
    }

    func forgetAll() {
        generations.withLock { $0 = Generations(keysVersion: $0.keysVersion + 1) }
    }
}
