// The effective configuration as one value: what `usher.yaml`, the environment and the flags of `serve` add up to.
// Every part has been checked before it exists, so the rest of the program never looks at text again.

/// Everything an operator can set, checked, with the defaults filled in.
struct Configuration: Sendable, Equatable {
    /// The address people and clients use, and the issuer, byte for byte.
    var publicURL: HTTPURL
    /// Dangerous: allows plain http outside this machine.
    var insecureHTTP: Bool
    var listen: ListenAddress
    /// Where numbers and health are for the operator; nothing is counted without it.
    var adminListen: ListenAddress?
    var database: DatabaseLocation
    /// With PostgreSQL, the most connections that answer requests.
    var databaseConnections: Int
    /// The absolute path of the file that holds the root secret, if the operator chose one.
    var secretFile: String?
    /// In the order of the file.
    var resources: [Resource]
    var branding: Branding
    /// A folder of page templates that replace the built-in ones.
    var templates: String?
    var signUp: SignUp
    var signIn: WaysToSignIn
    /// Nobody is written to without it.
    var mail: Mail?
    var registration: Registration
    var lifetimes: Lifetimes
    var keys: Keys
    /// Peers whose `X-Forwarded-*` headers are believed.
    var trustedProxies: [AddressRange]
    var limits: Limits
    var fetch: Fetch
    var tls: TLS?
    var log: Log
    var trace: Trace
    var shutdown: Shutdown
    var tracing: Tracing?

    enum SignUp: String, Sendable, CaseIterable { case open, closed }

    struct Mail: Sendable, Equatable {
        var url: MailURL
        var from: String
        /// What stands before the address; the name of the branding without it.
        var name: String?
        /// Absolute path of the file with the mail server's password.
        var passwordFile: String?
        /// Absolute path of a PEM file.
        var certificateAuthorities: String?
        /// Dangerous: codes cross the network unencrypted.
        var allowsPlain: Bool
    }

    struct Registration: Sendable, Equatable {
        /// Whether apps may register themselves.
        var dynamic: Bool
        /// Whether a client's identifier may be the URL of its metadata.
        var metadataDocuments: Bool
        var alwaysSecret: Bool
    }

    struct Branding: Sendable, Equatable {
        var name: String
        /// Absolute path of an image.
        var logo: String?
        /// A CSS colour such as `#0a7d5c`.
        var color: String?
    }

    struct Lifetimes: Sendable, Equatable {
        var code: Duration
        var accessToken: Duration
        /// A refresh token unused for this long ends.
        var refreshToken: Duration
        /// A grant ends after this, used or not.
        var grant: Duration
        var unusedClient: Duration
        /// A session unused for this long ends.
        var session: Duration
        var sessionAbsolute: Duration
        /// How long the immediate predecessor of a rotated refresh token still gets an answer.
        var refreshGrace: Duration
    }

    /// The keys that tokens are signed with.
    struct Keys: Sendable, Equatable {
        /// Nil: only by command.
        var rotateEvery: Duration?
    }

    struct Limits: Sendable, Equatable {
        var signInPerAccount: RateLimit
        var signInPerAddress: RateLimit
        var signUpPerAddress: RateLimit
        var registrationsPerAddress: RateLimit
        var registrations: RateLimit
        /// Wrong client secrets, codes and refresh tokens from one address.
        var tokenFailures: RateLimit
    }

    struct Fetch: Sendable, Equatable {
        /// Absolute path of a PEM file.
        var certificateAuthorities: String?
        /// Host → IP address.
        var hosts: [String: String]
        var largestDocument: Int
        /// Dangerous: reaches into private networks.
        var dangerouslyReachable: [AddressRange]
    }

    struct TLS: Sendable, Equatable {
        /// Absolute path of a PEM certificate chain.
        var certificate: String
        /// Absolute path of a PEM private key.
        var key: String
    }

    /// How connection attempts are recorded.
    struct Trace: Sendable, Equatable {
        var isEnabled: Bool
        var keep: Duration
        /// How many attempts at most.
        var most: Int
    }

    struct Log: Sendable, Equatable {
        enum Level: String, Sendable, CaseIterable { case trace, debug, info, notice, warning, error, critical }
        enum Format: String, Sendable, CaseIterable { case text, json }
        var level: Level
        var format: Format
        /// Whether each request has a line.
        var requests: Bool
    }

    struct Shutdown: Sendable, Equatable {
        /// How long new connections are still taken while `/ready` says that the server stops.
        var drain: Duration
    }

    /// Where spans are sent.
    struct Tracing: Sendable, Equatable {
        var otlp: HTTPURL
        /// The share of traces that are recorded.
        var sample: Double
    }
}
