// The keys of clients, between their requests: by value, or fetched from the `jwks_uri` that a client names
// (RFC 7591 §2, OpenID Connect Core §10.1.1).

import Keys

/// Key sets by client, bounded in number and age.
actor ClientKeyCache {
    private let documents: any DocumentSource
    private let now: Now
    private var fetched: [DocumentURL: Remembered<AssertionKeys>] = [:]
    private var inline: [String: AssertionKeys] = [:]

    private static let mostSets = 1000
    /// How long a set is kept at most, and at least.
    private static let ages = Duration.seconds(60)...Duration.seconds(3600)

    init(documents: any DocumentSource, now: @escaping Now) {
        self.documents = documents
        self.now = now
    }

    /// The claims of an assertion that was signed with one of the keys.
    ///
    /// - Throws: `TokenProblem` if it was not, `FetchProblem` if the keys are not to be had.
    func claims(of assertion: String, signedWith keys: ClientKeys) async throws -> AssertionClaims {
        switch keys {
        case .inline(let text): return try await set(inline: text).claims(of: assertion)
        case .location(let text):
            do {
                return try await set(at: DocumentURL(text)).reading { try await $0.claims(of: assertion) }
            } catch is Remembered<AssertionKeys>.TooSoon {
                throw FetchProblem(.unreachable, "The client's keys could not be fetched a moment ago; try again in half a minute.")
            }
        }
    }

    private func set(inline text: String) async throws -> AssertionKeys {
        if let known = inline[text] { return known }
        let set = try await AssertionKeys(jwks: Array(text.utf8))
        if inline.count >= Self.mostSets { inline.removeAll() }
        inline[text] = set
        return set
    }

    private func set(at url: DocumentURL) -> Remembered<AssertionKeys> {
        if let known = fetched[url] { return known }
        if fetched.count >= Self.mostSets { fetched.removeAll() }
        let set = Remembered(every: .seconds(30), now: now) { [documents] in
            let document = try await documents.document(at: url)
            guard let set = try? await AssertionKeys(jwks: document.bytes), !set.isEmpty else {
                throw FetchProblem(.unacceptable, "The client's jwks_uri has no key that can be used here.")
            }
            return (set, .keeping(document.maxAge, usually: .seconds(600), within: Self.ages))
        }
        fetched[url] = set
        return set
    }
}
