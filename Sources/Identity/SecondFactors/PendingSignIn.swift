// A sign-in between its first factor and its second. It opens nothing: the browser carries it, sealed, and the second
// factor has to follow soon, in the same browser, for the same password.

import Keys

/// A person who has proved a first factor.
public struct PendingSignIn: Sendable, Equatable {
    /// How long the second factor may take.
    public static let lifetime: Duration = .seconds(600)

    public let user: UserID
    /// What was proved.
    public let methods: AuthenticationMethods
    /// When it was proved.
    public let begunAt: Timestamp
    /// Tells whether the password has changed since.
    let proof: Digest

    init(_ account: Account, proof: PasswordHash?, methods: AuthenticationMethods, begunAt: Timestamp) {
        user = account.id
        self.methods = methods
        self.begunAt = begunAt
        self.proof = Self.digest(of: proof)
    }

    /// A session that is to prove more: its person has proved a first factor lately.
    public init(_ signedIn: SignedIn) {
        self.init(
            signedIn.account, proof: signedIn.account.passwordHash, methods: signedIn.session.methods,
            begunAt: signedIn.session.authenticatedAt)
    }

    private static func digest(of hash: PasswordHash?) -> Digest { Digest(of: hash?.text ?? "") }

    /// Whether it is still about this account.
    func fits(_ account: Account, at now: Timestamp) -> Bool {
        account.id == user && proof.matches(Self.digest(of: account.passwordHash)) && !account.isDisabled
            && now < begunAt + Self.lifetime
    }

    // MARK: On its way through the browser

    /// The text for the browser's cookie.
    public func sealed(under secret: RootSecret) -> String {
        let content = Array(
            [user.value, methods.text, String(begunAt.milliseconds), proof.base64URL].joined(separator: "\n").utf8)
        return secret.voucher(content, for: .pendingSignIns)
    }

    /// What `sealed` wrote; `nil` if it was changed, was written under another secret, or is too old.
    public init?(sealed text: String, under secret: RootSecret, at now: Timestamp) {
        guard let content = secret.content(of: text, for: .pendingSignIns) else { return nil }
        let parts = String(decoding: content, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard parts.count == 4, let begunAt = Int64(parts[2]),
            let digest = Base64URL.decode(String(parts[3])).flatMap(Digest.init(stored:))
        else { return nil }
        user = UserID(String(parts[0]))
        methods = AuthenticationMethods(stored: String(parts[1]))
        self.begunAt = Timestamp(milliseconds: begunAt)
        proof = digest
        guard now < self.begunAt + Self.lifetime else { return nil }
    }
}
