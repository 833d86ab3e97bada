// The check of one credential: the gateway's assertion, or an access token (RFC 9068 §4).
// Type, signature, issuer, audience, time, then scopes; keys come from Usher and are looked up again when they rotate.

import FoundationEssentials
import Keys

/// What a backend reads to learn whom a call is for.
public enum Credential: Sendable {
    /// `X-Usher-Assertion`, which the gateway adds to each call it forwards. The right choice behind the gateway.
    case assertion
    /// `Authorization: Bearer` with an access token, for a backend that clients call directly.
    ///
    /// A revoked access token stays good here until it expires: only the gateway and introspection know at once.
    case accessToken

    var type: TokenType {
        switch self {
        case .assertion: .assertion
        case .accessToken: .accessToken
        }
    }

    /// The challenge's scheme. A bad assertion is no fault of the client's token: were it challenged with
    /// `Bearer`, clients would throw a good token away and send the person to sign in, over and over.
    var scheme: String {
        switch self {
        case .assertion: "UsherAssertion"
        case .accessToken: "Bearer"
        }
    }
}

/// Checks Usher's assertions or access tokens. Make one and keep it: it holds the keys.
public struct Verifier: Sendable {
    public let credential: Credential
    private let expectation: PublicKeys.Expectation
    private let published: PublishedKeys
    private let now: Now

    /// - Parameters:
    ///   - credential: what this backend reads.
    ///   - issuer: Usher's `public_url`, byte for byte.
    ///   - audience: the resource's identifier; by default Usher's `public_url` and the resource's `path`.
    ///   - keys: where the keys are; by default the issuer's metadata says so.
    ///   - documents: how documents are fetched.
    ///   - now: the clock.
    public init(
        _ credential: Credential = .assertion, issuer: String, audience: String, keys: KeyLocation = .discovered,
        documents: any Documents = HTTPDocuments(), now: @escaping Now = Verifier.systemClock
    ) {
        self.credential = credential
        self.now = now
        expectation = PublicKeys.Expectation(credential.type, issuer: issuer, audiences: [audience])
        published = PublishedKeys(KeySource(issuer: issuer, location: keys, documents: documents), now: now)
    }

    /// Whom `token` is for.
    ///
    /// - Parameter scopes: all of these must have been granted.
    /// - Throws: `Refusal`, which says why not.
    public func caller(of token: String, requiring scopes: Set<String> = []) async throws(Refusal) -> Caller {
        let caller = try Caller(await claims(of: token))
        try caller.require(scopes)
        return caller
    }

    private func claims(of token: String) async throws(Refusal) -> Claims {
        let keys = try await published.current()
        do {
            return try await keys.verify(token, expectation, at: now())
        } catch {
            // RFC 7517 §4.5: a new `kid` may mean new keys. Anything else is final.
            guard error == .unknownKey, let newer = await published.refetched() else { throw .rejected(error) }
            do {
                return try await newer.verify(token, expectation, at: now())
            } catch {
                throw .rejected(error)
            }
        }
    }

    /// The system's clock.
    public static let systemClock: Now = {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
