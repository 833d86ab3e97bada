// What the engine needs to know of a person. Who they are and how they prove it is Identity's business.

import Keys

/// A person as tokens and userinfo describe them (OpenID Connect Core §5.1).
public struct Person: Sendable, Equatable {
    public var id: UserID
    public var name: String?
    /// `nil` for a person of whom no address is known.
    public var email: String?
    public var emailVerified: Bool

    public init(id: UserID, name: String?, email: String?, emailVerified: Bool) {
        self.id = id
        self.name = name
        self.email = email
        self.emailVerified = emailVerified
    }
}

/// A person who is signed in, in the browser that sent the request.
public struct AuthenticatedPerson: Sendable, Equatable {
    public var id: UserID
    /// When they last proved who they are.
    public var authenticatedAt: Timestamp
    /// In which ways.
    public var methods: AuthenticationMethods

    public init(id: UserID, authenticatedAt: Timestamp, methods: AuthenticationMethods) {
        self.id = id
        self.authenticatedAt = authenticatedAt
        self.methods = methods
    }
}

/// Where people are looked up.
public protocol People: Sendable {
    /// The person, or `nil` if there is none or they are disabled.
    func person(_ id: UserID) async throws -> Person?
}
