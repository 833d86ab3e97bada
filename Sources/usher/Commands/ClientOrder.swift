// What was asked for when a client is added, turned into a client: the profile's presets and the operator's additions.

import ArgumentParser
import Keys
import OAuth
import Profiles

struct ClientOrder {
    var profile: Profile
    var name: String
    var redirectURIs: [String] = []
    var resource: String?
    var scopes: [String] = []
    var idTokenAlgorithm: String?
    /// What it signs with, in place of a secret.
    var keys: ClientKeys?

    /// The client, and its secret if its kind has one.
    func client(in installation: Installation) throws -> (Client, Secret?) {
        let secret = profile.isConfidential && keys == nil ? Secret(.clientSecret, Installation.randomness) : nil
        // RFC 7523 §2.2: who signs has no secret, so that the one cannot stand in for the other.
        guard keys == nil || (profile.isConfidential && profile.requiresPKCE) else {
            throw ValidationError("A client of the profile \(profile.name) does not sign: leave --jwks and --jwks-uri out.")
        }
        let resource = try resource(in: installation)
        let client = Client(
            id: .fresh(Installation.randomness), name: try checkedName(), profile: profile.name, secret: secret?.digest,
            keys: keys, authenticationMethods: keys == nil ? methods : [.privateKeyJWT],
            grantTypes: profile.grantTypes.compactMap { GrantType(rawValue: $0.rawValue) },
            redirectURIs: try checkedRedirectURIs(),
            redirectPatterns: profile.redirects.patterns.flatMap { pattern in
                pattern.hosts.map { RedirectPattern(host: $0, prefix: pattern.prefix, suffix: pattern.suffix) }
            },
            requiresPKCE: profile.requiresPKCE, resource: resource?.id, scopes: try checkedScopes(resource, installation),
            idTokenAlgorithm: try algorithm(), tokenTypeSpelling: profile.tokenType.rawValue, createdAt: Installation.now())
        return (client, secret)
    }

    private func checkedName() throws -> String {
        guard Client.isName(name) else {
            throw ValidationError("--name must be 1 to 100 visible characters.")
        }
        return name
    }

    private func checkedRedirectURIs() throws -> [String] {
        switch profile.redirects.given {
        case .refused where !redirectURIs.isEmpty:
            throw ValidationError("A client of the profile \(profile.name) signs nobody in: leave --redirect-uri out.")
        case .required where redirectURIs.isEmpty:
            throw ValidationError("A client of the profile \(profile.name) needs --redirect-uri: the address it gives you.")
        default: break
        }
        for uri in redirectURIs {
            if let problem = RedirectURI.problem(with: uri) { throw ValidationError("--redirect-uri \(uri): \(problem)") }
        }
        return profile.redirects.exact + redirectURIs.filter { !profile.redirects.exact.contains($0) }
    }

    private var methods: [ClientAuthenticationMethod] {
        profile.authenticationMethods.compactMap { ClientAuthenticationMethod(rawValue: $0.rawValue) }
    }

    private func resource(in installation: Installation) throws -> Resource? {
        guard let id = resource else { return nil }
        guard let resource = installation.settings.resource(ResourceID(id)) else {
            let known = installation.settings.resources.map(\.id.value).joined(separator: ", ")
            throw Failure("there is no resource \(id) in the configuration. Known: \(known.isEmpty ? "none" : known).")
        }
        return resource
    }

    private func checkedScopes(_ resource: Resource?, _ installation: Installation) throws -> Scope? {
        guard !scopes.isEmpty else { return nil }
        let asked = Scope(scopes.flatMap { $0.split(separator: " ").map(String.init) })
        let resources = resource.map { [$0] } ?? installation.settings.resources
        let known = resources.flatMap { $0.scopes.map(\.name) } + IdentityScope.allCases.map(\.rawValue)
        guard let unknown = asked.names.first(where: { !known.contains($0) }) else { return asked }
        throw Failure("there is no scope \(unknown). Known: \(known.joined(separator: ", ")).")
    }

    private func algorithm() throws -> SigningAlgorithm {
        guard let name = idTokenAlgorithm else { return .es256 }
        guard let algorithm = SigningAlgorithm(rawValue: name) else {
            throw ValidationError("--id-token-alg must be ES256 or RS256.")
        }
        return algorithm
    }
}
