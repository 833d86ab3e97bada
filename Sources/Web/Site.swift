// What the web layer is made of: the engine, the people, the pages, and where all of it is reached.

import Foundation
import Identity
import Keys
import OAuth
import Pages
import Telemetry
import Trace

/// Where this server is, as the world sees it.
public struct PublicAddress: Sendable {
    /// The issuer, byte for byte.
    public let issuer: String
    /// Scheme and authority, without a path: what browsers send as `Origin`.
    public let origin: String
    /// The path of the issuer; empty without one.
    public let basePath: String

    /// - Parameter issuer: an http or https URL without query, fragment and slash at the end.
    public init(issuer: String) {
        self.issuer = issuer
        let start = issuer.range(of: "://")?.upperBound ?? issuer.startIndex
        let slash = issuer[start...].firstIndex(of: "/") ?? issuer.endIndex
        origin = String(issuer[..<slash])
        basePath = String(issuer[slash...])
    }

    public var isSecure: Bool { origin.hasPrefix("https://") }

    /// A path of ours below the issuer, for links and forms.
    func path(_ path: String) -> String { basePath + path }
}

/// Everything that routes need.
public struct Site: Sendable {
    public var address: PublicAddress
    public var server: AuthorizationServer
    public var identity: any IdentityStore
    public var signIn: SignIn
    public var pages: Pages
    public var secret: RootSecret
    public var randomness: any Randomness
    public var proxies: TrustedProxies
    /// Whether anybody may make an account.
    public var allowsSignUp: Bool
    public var signUps: SignUpLimiter
    public var logo: Asset?
    /// `nil` where nobody signs in with a passkey.
    public var passkeys: Passkeys?
    /// Where connection attempts are recorded; `nil` if they are not.
    public var trace: Recorder?
    /// Where recorded ones are read.
    public var attempts: AttemptList?
    /// How people are written to; `nil` if they are not.
    public var mail: MailDesk?
    public var readiness: Readiness
    /// Where people may sign in besides here.
    public var elsewhere: Elsewhere?
    let tracer: SpanTracer?
    let flows: FlowMeters?

    /// Where the operator's logo is served.
    public static func logoPath(at address: PublicAddress) -> String { address.path(AssetRoutes.logoPath) }

    /// A file that is served as it is.
    public struct Asset: Sendable {
        public var type: String
        public var bytes: [UInt8]
        public init(type: String, bytes: [UInt8]) {
            self.type = type
            self.bytes = bytes
        }
    }

    public init(
        address: PublicAddress, server: AuthorizationServer, identity: any IdentityStore, signIn: SignIn, pages: Pages,
        secret: RootSecret, randomness: any Randomness, proxies: TrustedProxies = .none, allowsSignUp: Bool = true,
        signUps: SignUpLimiter, logo: Asset? = nil, passkeys: Passkeys? = nil, trace: Recorder? = nil, attempts: AttemptList? = nil,
        mail: MailDesk? = nil, readiness: Readiness, instruments: Instruments = .none
    ) {
        self.address = address
        self.server = server
        self.identity = identity
        self.signIn = signIn
        self.pages = pages
        self.pages.basePath = address.basePath
        self.secret = secret
        self.randomness = randomness
        self.proxies = proxies
        self.allowsSignUp = allowsSignUp
        self.signUps = signUps
        self.logo = logo
        self.passkeys = passkeys
        self.trace = trace
        self.attempts = attempts
        self.mail = mail
        self.readiness = readiness
        tracer = instruments.tracer
        flows = instruments.meters.map { FlowMeters(grantTypes: GrantType.allCases.map(\.rawValue), $0) }
    }

    var sessions: Sessions { Sessions(signIn) }
    var accounts: Accounts { Accounts(signIn) }

    /// What opens an account here.
    var waysIn: WaysIn {
        WaysIn(
            password: true, passkeys: passkeys != nil, mail: mail?.signsIn == true, issuers: elsewhere?.places.map(\.issuer) ?? [])
    }
}
