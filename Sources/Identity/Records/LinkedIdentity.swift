// A person as somebody else knows them, and the link to an account here. The pair of issuer and subject is the only name
// that counts (OpenID Connect Core §5.7): e-mail addresses and names change hands.

import Keys

/// What somebody else has said about a person, and what can be believed of it.
public struct ForeignPerson: Sendable, Equatable {
    public static let longestSubject = 255

    public let issuer: String
    public let subject: String
    public let email: EmailAddress?
    /// Whether the issuer says that it has checked the address.
    public let isEmailVerified: Bool
    public let name: String?
    /// What the issuer gave out with it, if that is to be kept.
    var tokens: ProviderTokens?

    /// - Returns: `nil` for a subject that is empty, too long or invisible.
    public init?(issuer: String, subject: String, email: String? = nil, isEmailVerified: Bool = false, name: String? = nil) {
        guard (1...Self.longestSubject).contains(subject.utf8.count),
            subject.unicodeScalars.allSatisfy({ !$0.isControlOrInvisible })
        else { return nil }
        self.issuer = issuer
        self.subject = subject
        self.email = email.flatMap(EmailAddress.init)
        self.isEmailVerified = self.email != nil && isEmailVerified
        let clean = String(String.UnicodeScalarView((name ?? "").unicodeScalars.prefix(1000))).cleaned
        let cut = String(String.UnicodeScalarView(clean.unicodeScalars.prefix(NewAccount.longestName)))
        self.name = cut.isEmpty ? nil : cut
    }

    /// What the person recognises the link by.
    public var label: String { email?.text ?? name ?? subject }

    /// As it is kept while the person proves something else.
    var encoded: String { encoded(tokens: nil) }

    /// - Parameter tokens: what came with it, sealed.
    func encoded(tokens: String?) -> String {
        let members: JSON.Members = [
            "iss": .string(issuer), "sub": .string(subject), "email": email.map { .string($0.text) },
            "email_verified": .boolean(isEmailVerified), "name": name.map { .string($0) }, "tokens": tokens.map { .string($0) },
        ]
        return String(decoding: JSON.object(members).encoded, as: UTF8.self)
    }

    static func sealedTokens(encoded: String) -> String? { (try? JSONText(reading: Array(encoded.utf8)))?["tokens"]?.string }

    init?(encoded: String) {
        guard let text = try? JSONText(reading: Array(encoded.utf8)), let issuer = text["iss"]?.string,
            let subject = text["sub"]?.string
        else { return nil }
        self.init(
            issuer: issuer, subject: subject, email: text["email"]?.string,
            isEmailVerified: text["email_verified"]?.boolean ?? false, name: text["name"]?.string)
    }
}

/// A way in that belongs to an account: whoever the issuer says is this subject, is this person.
public struct LinkedIdentity: Sendable, Equatable {
    public let issuer: String
    public let subject: String
    public let user: UserID
    /// What the person recognises it by; nothing is decided by it.
    public var label: String
    public let createdAt: Timestamp
    public var lastUsedAt: Timestamp?

    public init(
        issuer: String, subject: String, user: UserID, label: String, createdAt: Timestamp, lastUsedAt: Timestamp? = nil
    ) {
        self.issuer = issuer
        self.subject = subject
        self.user = user
        self.label = label
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }

    init(_ person: ForeignPerson, of user: UserID, at now: Timestamp) {
        self.init(
            issuer: person.issuer, subject: person.subject, user: user, label: person.label, createdAt: now, lastUsedAt: now)
    }
}
