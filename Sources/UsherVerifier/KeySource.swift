// Where the keys are: RFC 8414 §3 (authorization server metadata), OpenID Connect Discovery §4, RFC 7517 §5 (JWK Sets).
// The issuer's metadata names the key set; it must be the issuer's own document and lie at the issuer's origin.

import FoundationEssentials
import Keys

/// Where Usher's public keys are found.
public enum KeyLocation: Sendable, Hashable {
    /// The issuer's metadata says so.
    case discovered
    /// At this URL; for a backend that reaches Usher under another name than people do.
    case url(String)
}

/// Why there are no keys. None of this is secret.
enum KeyProblem: Error {
    case notAnURL(String)
    case foreignIssuer(String)
    case foreignKeys(String)
    case noKeys(String)
}

/// Finds and reads the key set.
struct KeySource: Sendable {
    let issuer: String
    let location: KeyLocation
    let documents: any Documents

    private struct Metadata: Decodable {
        var issuer: String
        var keys: String

        enum CodingKeys: String, CodingKey {
            case issuer
            case keys = "jwks_uri"
        }
    }

    func load() async throws -> PublicKeys {
        let url =
            switch location {
            case .url(let url): url
            case .discovered: try await discovered()
            }
        let keys = try await PublicKeys(jwks: documents.document(at: url))
        // An empty set verifies nothing; the last good one is worth more.
        guard !keys.keyIDs.isEmpty else { throw KeyProblem.noKeys(url) }
        return keys
    }

    private func discovered() async throws -> String {
        let document: [UInt8]
        do {
            document = try await documents.document(at: metadataURL(.authorizationServer))
        } catch DocumentProblem.status {
            document = try await documents.document(at: metadataURL(.openID))
        }
        let metadata = try JSONDecoder().decode(Metadata.self, from: Data(document))
        // RFC 8414 §3.3: identical, or the document is not to be used.
        guard metadata.issuer == issuer else { throw KeyProblem.foreignIssuer(metadata.issuer) }
        guard let origin = Origin(metadata.keys), origin == Origin(issuer) else {
            throw KeyProblem.foreignKeys(metadata.keys)
        }
        return metadata.keys
    }

    private enum WellKnown {
        case authorizationServer
        case openID
    }

    private func metadataURL(_ kind: WellKnown) throws -> String {
        guard var parts = URLComponents(string: issuer), Origin(issuer) != nil, parts.query == nil, parts.fragment == nil
        else { throw KeyProblem.notAnURL(issuer) }
        let path = parts.path.hasSuffix("/") ? String(parts.path.dropLast()) : parts.path
        parts.path =
            switch kind {
            // RFC 8414 §3.1: in front of the issuer's path.
            case .authorizationServer: "/.well-known/oauth-authorization-server" + path
            // OpenID Connect Discovery §4: behind it.
            case .openID: path + "/.well-known/openid-configuration"
            }
        guard let url = parts.string else { throw KeyProblem.notAnURL(issuer) }
        return url
    }
}

/// Scheme, host and port (RFC 6454 §4), for `http` and `https` only.
private struct Origin: Equatable {
    let scheme: String
    let host: String
    let port: Int

    init?(_ url: String) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            let host = parts.host?.lowercased(), !host.isEmpty, parts.user == nil, parts.password == nil,
            let usual = ["http": 80, "https": 443][scheme]
        else { return nil }
        self.scheme = scheme
        self.host = host
        port = parts.port ?? usual
    }
}
