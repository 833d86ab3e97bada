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

    /// Revocations are remembered for two days, so no access token may live longer than one.
    public static let longestAccessToken: Duration = .seconds(86400)

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

/// How often strangers may try, on all servers together.
public struct EngineLimits: Sendable, Equatable {
    /// Failed client authentications, of one client from one address.
    public var clientFailures = Allowance(10, within: .seconds(60))
    /// Documents of clients that nobody here has used, asked for from one address.
    public var newDocuments = Allowance(20, within: .seconds(60))
    /// Clients that register themselves from one address.
    public var registrationsPerAddress = Allowance(100, within: .seconds(3600))
    /// Clients that register themselves, altogether.
    public var registrations = Allowance(5000, within: .seconds(3600))

    public init() {}
}

/// The authorization server's settings.
public struct Settings: Sendable {
    /// The issuer identifier, byte for byte, in every document and token (RFC 8414 §2).
    public var issuer: String
    public var resources: [Resource]
    public var lifetimes: Lifetimes
    public var registration = RegistrationSettings()
    public var limits = EngineLimits()
    /// Which values of `acr` people here can reach (RFC 9470 §7).
    public var contexts: [AuthenticationContext] = [.oneFactor]
    /// How long signing keys are used before the next ones are made; `nil`: until a command makes them.
    public var keyLifetime: Duration? = .seconds(90 * 86400)

    public init(issuer: String, resources: [Resource], lifetimes: Lifetimes = Lifetimes()) {
        self.issuer = issuer
        self.resources = resources
        self.lifetimes = lifetimes
    }

    public func resource(_ id: ResourceID) -> Resource? { resources.first { $0.id == id } }
    public func resource(identifier: String) -> Resource? { resources.first { $0.identifier == identifier } }
}
