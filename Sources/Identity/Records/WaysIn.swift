// What opens an account by itself, so that nobody takes away the last of it.

/// The ways to sign in that work on this server: what counts as a way in when a person takes one away.
///
/// A second factor is none: it opens nothing by itself.
public struct WaysIn: Sendable, Equatable {
    /// Whether passwords count; each account has one or none.
    public var password: Bool
    /// Whether passkeys count, each as one.
    public var passkeys: Bool
    /// Whether mail counts; whoever has a confirmed address can be written to.
    public var mail: Bool
    /// The issuers whose linked identities count, each as one.
    public var issuers: [String]

    public init(password: Bool, passkeys: Bool, mail: Bool = false, issuers: [String]) {
        self.password = password
        self.passkeys = passkeys
        self.mail = mail
        self.issuers = issuers
    }
}

/// What became of a way in that was to be taken away.
public enum WayInRemoval: Sendable, Equatable {
    case removed
    /// The person has no such way in.
    case unknown
    /// Nothing would be left to sign in with, so it stays.
    case last
}
