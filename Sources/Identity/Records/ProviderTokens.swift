// What a provider has given out for a person (RFC 6749 §5.1), and how it is kept: sealed for this person, this identity and this
// provider, so that a row which is copied elsewhere opens nothing.

import Keys

/// Tokens of a provider. Their text never contains them.
public struct ProviderTokens: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    public let access: String
    /// Never leaves this server.
    let refresh: String?
    let issuedAt: Timestamp
    /// `nil`: the provider has not said when the access token ends.
    public let expiresAt: Timestamp?
    /// What the access token is good for, separated by spaces.
    public let scope: String?
    /// The provider, and the client that it gave them to: no other can renew them.
    let provider: String
    let clientID: String

    /// An access token is renewed when so much of its time is left, and not before half of it is over.
    static let margin: Duration = .seconds(60)
    /// How long an access token must last to be of use.
    static let shortest: Duration = .seconds(5)
    /// The longest token that is kept.
    static let longest = 16_384

    public var description: String { "tokens of \(provider)" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    private init(
        access: String, refresh: String?, issuedAt: Timestamp, expiresAt: Timestamp?, scope: String?, provider: String, clientID: String
    ) {
        self.access = access
        self.refresh = refresh
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.scope = scope
        self.provider = provider
        self.clientID = clientID
    }

    /// Reads the answer of a token endpoint.
    ///
    /// - Returns: `nil` if there is no bearer token in it.
    init?(_ answer: JSONText, from settings: UpstreamSettings, at now: Timestamp) {
        guard answer["token_type"]?.string?.lowercased() == "bearer", let access = Self.token(answer["access_token"]) else { return nil }
        // Some send the number as text.
        let lifetime = answer["expires_in"].flatMap { Int64($0.string ?? $0.text) }
        let scope = answer["scope"]?.string.map { settings.kind == .gitHub ? String($0.map { $0 == "," ? " " : $0 }) : $0 }
        self.init(
            access: access, refresh: Self.token(answer["refresh_token"]), issuedAt: now,
            expiresAt: lifetime.map { now + .seconds(min(max(0, $0), 1 << 32)) }, scope: scope, provider: settings.id,
            clientID: settings.clientID)
    }

    // RFC 6749 appendix A.12, A.17.
    private static func token(_ value: JSONText?) -> String? {
        guard let text = value?.string, (1...longest).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        return text
    }

    /// With what was given out before and is good still: a provider sends a refresh token only when it is a new one, and a scope
    /// only when it is another (RFC 6749 §5.1, §6).
    func completed(by older: ProviderTokens) -> ProviderTokens {
        guard older.clientID == clientID, older.provider == provider else { return self }
        return ProviderTokens(
            access: access, refresh: refresh ?? older.refresh, issuedAt: issuedAt, expiresAt: expiresAt, scope: scope ?? older.scope,
            provider: provider, clientID: clientID)
    }

    /// With the refresh token of others in the place of its own.
    func renewable(by other: ProviderTokens) -> ProviderTokens {
        ProviderTokens(
            access: access, refresh: other.refresh, issuedAt: issuedAt, expiresAt: expiresAt, scope: scope, provider: provider,
            clientID: clientID)
    }

    /// Whether the access token is to be renewed.
    func isDue(at now: Timestamp) -> Bool {
        expiresAt.map { $0 <= now + min(Self.margin, ($0 - issuedAt) / 2) } ?? false
    }

    /// Whether the access token is of use still.
    func isUsable(at now: Timestamp) -> Bool { expiresAt.map { now + Self.shortest < $0 } ?? true }

    // MARK: As they are kept

    var encoded: [UInt8] {
        let members: JSON.Members = [
            "access": .string(access), "refresh": refresh.map { .string($0) }, "issued": .integer(issuedAt.milliseconds),
            "expires": expiresAt.map { .integer($0.milliseconds) },
            "scope": scope.map { .string($0) }, "provider": .string(provider), "client": .string(clientID),
        ]
        return JSON.object(members).encoded
    }

    init?(encoded: [UInt8]) {
        guard let text = try? JSONText(reading: encoded), let access = text["access"]?.string, let provider = text["provider"]?.string,
            let clientID = text["client"]?.string, let issuedAt = text["issued"].flatMap({ Int64($0.text) })
        else { return nil }
        self.init(
            access: access, refresh: text["refresh"]?.string, issuedAt: Timestamp(milliseconds: issuedAt),
            expiresAt: text["expires"].flatMap { Int64($0.text) }.map(Timestamp.init(milliseconds:)), scope: text["scope"]?.string,
            provider: provider, clientID: clientID)
    }
}

/// Tokens as they lie in storage. Each writing makes other bytes of the same tokens: they tell whether anybody has written since.
public struct SealedTokens: Sendable, Equatable {
    /// The operator's own name of the provider.
    public let provider: String
    public let issuer: String
    public let subject: String
    /// Whose identity it is.
    public let user: UserID
    public var sealed: [UInt8]

    public init(provider: String, issuer: String, subject: String, user: UserID, sealed: [UInt8]) {
        self.provider = provider
        self.issuer = issuer
        self.subject = subject
        self.user = user
        self.sealed = sealed
    }

    /// What the bytes are sealed with.
    var owner: [UInt8] { Self.owner([provider, issuer, subject, user.value]) }

    static func owner(_ names: [String]) -> [UInt8] { JSON.array(names.map { .string($0) }).encoded }
}
