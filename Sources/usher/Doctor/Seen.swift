// What was seen of a deployment: answers, addresses, certificates, and on this machine its files. No opinion about any of it.

import Keys

/// Everything that the checks may look at.
struct Seen: Sendable {
    /// The server, as it was named: compared byte for byte with the issuer.
    let server: Address
    /// The API or MCP server whose sign-in this is, as a person would type it into a client.
    var resources: [Address] = []
    /// The clock here when the questions began.
    var now: Timestamp
    var network: Network?
    var sights: [Question: Sight] = [:]
    var inside: Inside?

    init(server: Address, now: Timestamp, inside: Inside? = nil) {
        self.server = server
        self.now = now
        self.inside = inside
    }

    /// The name of the server and who answers behind it.
    struct Network: Sendable, Equatable {
        var ipv4: [String] = []
        var ipv6: [String] = []
        /// One for each IPv4 address.
        var doors: [Door] = []
    }

    struct Door: Sendable, Equatable {
        let address: String
        /// Why there is no connection.
        var silence: String?
        var encryption: Encryption?
    }

    struct Encryption: Sendable, Equatable {
        /// Why the certificate is not to be trusted.
        var distrust: String?
        /// As in `TLS 1.3`.
        var version: String
        var expiresAt: Timestamp?
    }
}

/// One answer, or the reason why there was none.
struct Sight: Sendable {
    let address: String
    var answer: Answer?
    var silence: String?
    var took: Duration = .zero
    /// The clock here when the answer came.
    var at: Timestamp
}

/// What is asked, so that a check can look for its answer.
enum Question: Hashable, Sendable {
    /// A metadata document at this address.
    case document(String)
    /// The preflight request of a browser for this address.
    case preflight(String)
    /// The metadata, asked for under this User-Agent.
    case agent(String)
    case authorization
    /// Whether there is anything where this member of the metadata says.
    case endpoint(String)
    case signIn
    case token(TokenQuestion)
    case registration
    case keys
    case unknownPath
    case resource(String, ResourceQuestion)
    case manifest
    case openAPI
}

enum TokenQuestion: Sendable, CaseIterable {
    case get, garbage, json, unknownClient, slash
}

enum ResourceQuestion: Sendable {
    case initialize, garbage, wrongToken, foreignOrigin
    /// A tool that does not exist, where `initialize` needed no token.
    case tool
}

extension Seen {
    func answer(_ question: Question) -> Answer? { sights[question]?.answer }

    /// The path of the issuer, without a slash at its end.
    var issuerPath: String { server.path.hasSuffix("/") ? String(server.path.dropLast()) : server.path }

    /// Where RFC 8414 §3.1 puts the metadata: before the issuer's path.
    var authorizationServerPlace: String { "\(server.origin)/.well-known/oauth-authorization-server\(issuerPath)" }

    /// Where OpenID Connect Discovery §4 puts it, and where MCP clients look too: behind the path and before it.
    var openIDPlaces: [String] {
        let places = [
            "\(server.origin)/.well-known/openid-configuration\(issuerPath)",
            "\(server.origin)\(issuerPath)/.well-known/openid-configuration",
        ]
        return issuerPath.isEmpty ? [places[0]] : places
    }

    var serverPlaces: [String] { [authorizationServerPlace] + openIDPlaces }

    static func resourcePlace(_ resource: Address) -> String {
        let path = resource.path.hasSuffix("/") ? String(resource.path.dropLast()) : resource.path
        return "\(resource.origin)/.well-known/oauth-protected-resource\(path)"
    }

    static func rootPlace(_ resource: Address) -> String { "\(resource.origin)/.well-known/oauth-protected-resource" }

    /// The object at this address, if a client could read it.
    func document(_ place: String) -> JSONAnswer? {
        guard let answer = answer(.document(place)), answer.status == 200, let json = answer.json, case .object = json else { return nil }
        return json
    }

    /// The server's metadata, from the first place that has it.
    var metadata: JSONAnswer? { serverPlaces.lazy.compactMap(document).first }

    func endpoint(_ member: String) -> Address? { metadata?[member]?.text.flatMap(Address.init) }

    /// Whether there is anything but silence.
    var isAnswering: Bool { sights.values.contains { $0.answer != nil } }
}
