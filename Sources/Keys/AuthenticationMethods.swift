// How somebody proved who they are, as tokens say it: `amr` (RFC 8176, OpenID Connect Core §2) and `acr`.

/// One way to prove who one is. The raw values are those of RFC 8176 §2 where it has one.
public enum AuthenticationMethod: String, Sendable, CaseIterable {
    case password = "pwd"
    /// A code from an authenticator app (RFC 6238).
    case oneTimePassword = "otp"
    /// A code or a link that came by mail.
    case mail
    /// A code that was written down when the second factor was set up.
    case recoveryCode = "recovery"
    /// A key that never leaves its device, such as a passkey; OpenID's ACR values registered this name.
    case proofOfPossession = "pop"
    /// Somebody touched the device.
    case userPresence = "user"
    /// Another provider, or the operator's own site, vouches for the person.
    case federated = "fed"
    /// Two factors at least: two methods, or a key whose device made sure of the person.
    case multipleFactors = "mfa"
}

/// The ways in which somebody has proved who they are.
public struct AuthenticationMethods: Sendable, Equatable, ExpressibleByArrayLiteral {
    private var methods: Set<AuthenticationMethod>

    public init(_ methods: Set<AuthenticationMethod>) { self.methods = methods }
    public init(arrayLiteral elements: AuthenticationMethod...) { methods = Set(elements) }

    /// Methods read back from where `text` was kept; what a newer version wrote is left out.
    public init(stored text: String) {
        methods = Set(text.split(separator: " ").compactMap { AuthenticationMethod(rawValue: String($0)) })
    }

    /// All of them, with spaces between.
    public var text: String { names.joined(separator: " ") }
    /// The value of `amr`.
    public var names: [String] { methods.map(\.rawValue).sorted() }
    public var isEmpty: Bool { methods.isEmpty }
    public func contains(_ method: AuthenticationMethod) -> Bool { methods.contains(method) }

    public func including(_ method: AuthenticationMethod) -> AuthenticationMethods {
        AuthenticationMethods(methods.union([method]))
    }

    /// These, and a second factor.
    public func adding(_ second: AuthenticationMethods) -> AuthenticationMethods {
        AuthenticationMethods(methods.union(second.methods).union([.multipleFactors]))
    }

    /// How much the methods prove.
    public var context: AuthenticationContext { contains(.multipleFactors) ? .twoFactors : .oneFactor }

    /// Whether they are enough for `context`.
    public func satisfy(_ context: AuthenticationContext) -> Bool {
        switch context {
        case .oneFactor: true
        case .twoFactors: contains(.multipleFactors)
        case .phishingResistant: contains(.proofOfPossession)
        }
    }
}

/// A value of `acr`: how much was proved (OpenID Connect Core §2, RFC 9470 §4).
public enum AuthenticationContext: String, Sendable, CaseIterable {
    case oneFactor = "urn:usher:1fa"
    case twoFactors = "urn:usher:2fa"
    /// OpenID Connect Extended Authentication Profile ACR Values §2.
    case phishingResistant = "phr"
}
