// What the operator decides about the authorization server.

import Keys

/// How long things live.
public struct Lifetimes: Sendable, Equatable {
    /// RFC 6749 §4.1.2 allows ten minutes at most.
    public var code: Duration = .seconds(60)
    public var accessToken: Duration = .seconds(3600)
    /// A refresh token that is not used for so long ends.
    public var refreshToken: Duration = .seconds(30 * 86400)
    /// A grant ends after so long, however often it is refreshed.
    public var grant: Duration = .seconds(365 * 86400)
    /// How long the immediate predecessor of a refresh token may be repeated.
    public var refreshGrace: Duration = .seconds(60)
    public var idToken: Duration = .seconds(3600)
    /// How long a person may take to sign in and decide.
    public var ticket: Duration = .seconds(3600)
    /// How long a client that nobody added may wait for a person to allow it something.
    public var unusedClient: Duration = .seconds(86400)

    public init() {}
}

/// How clients may come to be known besides by the operator's hand.
public struct RegistrationSettings: Sendable, Equatable {
    /// Whether anybody may register a client (RFC 7591).
    public var isOpen = true
    /// Whether a client that asks for no secret gets one: some fail without.
    public var alwaysGivesSecret = false
    /// Whether a URL may be a client's identifier, and its metadata be fetched from there.
    public var acceptsDocuments = false
    /// Documents of well-known clients by their URL, for when they cannot be fetched.
    public var pinnedDocuments: [String: String] = [:]

    public init() {}
}

/// The authorization server's settings.
public struct Settings: Sendable {
    /// The issuer identifier, byte for byte, in every document and token (RFC 8414 §2).
    public var issuer: String
    public var resources: [Resource]
    public var lifetimes: Lifetimes
    public var registration = RegistrationSettings()

    public init(issuer: String, resources: [Resource], lifetimes: Lifetimes = Lifetimes()) {
        self.issuer = issuer
        self.resources = resources
        self.lifetimes = lifetimes
    }

    public func resource(_ id: ResourceID) -> Resource? { resources.first { $0.id == id } }
    public func resource(identifier: String) -> Resource? { resources.first { $0.identifier == identifier } }
}
