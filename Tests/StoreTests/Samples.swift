// Records to put into a store: complete, each with its own identifier.

import Identity
import Keys
import OAuth
import TestKit

/// When the tests take place.
let noon = TestClock.noon

/// Makes records that differ in every field that must be unique.
struct Samples {
    let randomness = SeededRandomness()

    func account(_ email: String = "ada@example.com", password: String? = "hash-1") throws -> Account {
        guard let address = EmailAddress(email) else { throw UnexpectedJSON() }
        return Account(
            id: .fresh(randomness), email: address, name: "Ada", passwordHash: password.map(PasswordHash.init(stored:)),
            isAdmin: true, createdAt: noon, isEmailVerified: true)
    }

    func session(of user: UserID, expiresAfter span: Duration = .seconds(3600), device: String? = "Test/1.0") -> Session {
        Session(
            id: .fresh(randomness), secret: Digest(of: randomness.bytes(32)), user: user, createdAt: noon,
            authenticatedAt: noon, lastUsedAt: noon, expiresAt: noon + span, absoluteExpiresAt: noon + .seconds(86400),
            device: Device(address: "192.0.2.1", userAgent: device), methods: [.password])
    }

    func client(_ name: String = "App") -> Client {
        Client(
            id: .fresh(randomness), name: name, profile: "web",
            secret: Digest(of: randomness.bytes(32)), keys: .inline(#"{"keys":[]}"#), authenticationMethods: [.basic, .privateKeyJWT],
            grantTypes: [.authorizationCode, .refreshToken],
            redirectURIs: ["https://app.example/cb?a=1", "http://127.0.0.1/"],
            redirectPatterns: [RedirectPattern(host: "chatgpt.com", prefix: "/aip/g-", suffix: "/oauth/callback")],
            requiresPKCE: false, resource: ResourceID("notes"), scopes: Scope(["notes:read"]), idTokenAlgorithm: .rs256,
            tokenTypeSpelling: "bearer", applicationType: .native, uri: "https://app.example/",
            logoURI: "https://app.example/logo.png", policyURI: "https://app.example/policy",
            termsURI: "https://app.example/terms", softwareID: "software-1",
            registrationToken: Digest(of: randomness.bytes(32)), createdAt: noon)
    }

    func grant(of client: ClientID, _ user: UserID, resource: String? = "https://usher.test/notes") -> Grant {
        let handle = Handle(randomness)
        return Grant(
            id: handle.grant, client: client, user: user, scope: Scope(["openid", "notes:read"]), resource: resource,
            authentication: Grant.Authentication(
                time: noon - .seconds(9), context: AuthenticationContext.twoFactors.rawValue,
                methods: [.password, .oneTimePassword, .multipleFactors]), createdAt: noon, expiresAt: noon + .seconds(365 * 86400),
            code: Grant.Code(
                digest: digest(), expiresAt: noon + .seconds(60), redirectURI: "https://app.example/cb?a=1",
                redirectURIWasSent: true, challenge: resource.map { _ in ProofKeyExample.challenge },
                nonce: resource.map { _ in "n" }))
    }

    func digest() -> Digest { Digest(of: randomness.bytes(32)) }

    func refresh(after previous: Digest? = nil, at time: Timestamp? = nil) -> Grant.Refresh {
        Grant.Refresh(
            current: digest(), previous: previous, sealedSuccessor: previous.map { _ in [0, 1, 255] },
            rotatedAt: time, expiresAt: (time ?? noon) + .seconds(30 * 86400))
    }

    func consent(_ user: UserID, _ client: ClientID, _ scope: String = "notes:read", host: String = "app.example") -> Consent {
        Consent(
            user: user, client: client, resource: "https://usher.test/notes", redirectHost: host,
            scope: Scope(stored: scope), givenAt: noon)
    }
}

/// A store with one person and one client in it.
struct Household {
    let samples = Samples()
    let account: Account
    let client: Client
    var user: UserID { account.id }

    init(_ store: any ContractStore) async throws {
        account = try samples.account()
        client = samples.client()
        _ = try await store.add(account, beginning: nil, ending: nil)
        _ = try await store.register(client)
    }

    /// A grant that the store holds.
    func grant(_ store: any ContractStore) async throws -> Grant {
        let grant = samples.grant(of: client.id, user)
        try await store.begin(grant)
        return grant
    }

    /// A grant whose code was redeemed.
    func redeemed(_ store: any ContractStore) async throws -> (grant: Grant, refresh: Grant.Refresh) {
        let (grant, refresh) = (try await grant(store), samples.refresh())
        _ = try await store.redeem(grant, at: noon, refresh: refresh)
        return (grant, refresh)
    }
}

extension Store {
    /// Shows the grant's own code, or another one, as its client.
    func redeem(_ grant: Grant, code: Digest? = nil, at time: Timestamp, refresh: Grant.Refresh?) async throws -> Grant? {
        try await redeem(ShownCode(of: grant.id, code: code ?? grant.code.digest, by: grant.client), at: time, refresh: refresh)
    }

    /// Replaces a refresh token of the grant's own client.
    func rotate(
        _ grant: Grant, presented: Digest, to refresh: Grant.Refresh, at time: Timestamp
    ) async throws -> Grant? {
        try await rotate(grant.id, presented: presented, by: grant.client, to: refresh, at: time)
    }

    /// Remembers a grant, and notes nothing at its client.
    func begin(_ grant: Grant) async throws { try await begin(grant, notingClient: false) }

    /// What was recorded after `sequence`, without numbers and times.
    func heard(after sequence: Int64) async throws -> [String] {
        try await changes(after: sequence, limit: 100).map { "\($0.kind.rawValue) \($0.subject)" }
    }
}
