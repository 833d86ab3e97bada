// A healthy deployment in memory, at https://auth.example.com with an MCP server below it, into which faults are planted:
// at a path, every occurrence of a text in the status, the headers or the body is replaced.

import Keys

@testable import usher

/// One fault.
struct Plant: Sendable {
    let paths: [String]
    var method: String?
    /// Only for requests that hold this text in a header or in the body.
    var when: String?
    let text: String
    let replacement: String

    init(_ path: String, method: String? = nil, when: String? = nil, _ text: String, _ replacement: String) {
        self.init([path], method: method, when: when, text, replacement)
    }

    init(_ paths: [String], method: String? = nil, when: String? = nil, _ text: String, _ replacement: String) {
        self.paths = paths
        self.method = method
        self.when = when
        self.text = text
        self.replacement = replacement
    }
}

struct ToyDeployment: Sendable {
    static let base = "https://auth.example.com"
    static let resource = base + "/mcp"
    static let oauth = "/.well-known/oauth-authorization-server"
    static let openID = "/.well-known/openid-configuration"
    static let protected = "/.well-known/oauth-protected-resource"
    /// Wed, 18 Nov 2026 11:06:40 GMT.
    static let now = Timestamp(seconds: 1_795_000_000)

    var plants: [Plant] = []
    /// How long each answer takes, by path; the others none.
    var delays: [String: Duration] = [:]
    var silent: Set<String> = []
    var network = Self.network

    static let network = Seen.Network(
        ipv4: ["203.0.113.7"],
        doors: [
            Seen.Door(
                address: "203.0.113.7", encryption: Seen.Encryption(version: "TLS 1.3", expiresAt: now + .seconds(60 * 86400)))
        ])

    /// Everything that the doctor sees of it.
    func seen(server: String = base, resources: [String] = [resource]) async -> Seen {
        let probes = Probes(ask: { sight(of: $0) }, knock: { _ in network }, now: { Self.now })
        return await probes.look(at: Address(server)!, resources: resources.compactMap(Address.init))
    }

    private func sight(of call: Call) -> Sight {
        let path = Address(call.address)?.path ?? ""
        guard !silent.contains(path), !silent.contains("*") else {
            return Sight(address: call.address, silence: "connection refused", at: Self.now)
        }
        var reply = reply(to: call, at: path)
        for plant in plants where applies(plant, call, path) {
            reply.headers = reply.headers.map { $0.replacing(plant.text, with: plant.replacement) }
            reply.body = reply.body.replacing(plant.text, with: plant.replacement)
            reply.status = Int("\(reply.status)".replacing(plant.text, with: plant.replacement)) ?? reply.status
        }
        let headers = reply.headers.compactMap { line -> (name: String, value: String)? in
            line.firstRange(of: ": ").map { (String(line[..<$0.lowerBound]), String(line[$0.upperBound...])) }
        }
        return Sight(
            address: call.address, answer: Answer(status: reply.status, headers: headers, body: Array(reply.body.utf8)),
            took: delays[path] ?? .zero, at: Self.now)
    }

    private func applies(_ plant: Plant, _ call: Call, _ path: String) -> Bool {
        guard plant.paths.contains(path) || plant.paths == ["*"], plant.method ?? call.method == call.method else { return false }
        guard let text = plant.when else { return true }
        let body = call.body.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        return body.contains(text) || call.headers.contains { "\($0.name): \($0.value)".contains(text) }
    }
}

extension ToyDeployment {
    private static let common = [
        "Date: Wed, 18 Nov 2026 11:06:41 GMT", "Strict-Transport-Security: max-age=31536000", "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
    ]
    private static let crossing = ["Access-Control-Allow-Origin: *", "Access-Control-Expose-Headers: WWW-Authenticate"]

    private func json(_ body: String, status: Int = 200, _ more: [String] = Self.crossing) -> ToyReply {
        ToyReply(
            status: status, headers: ["Content-Type: application/json", "Cache-Control: no-store"] + Self.common + more, body: body)
    }

    private func page(_ title: String, status: Int, _ more: [String] = []) -> ToyReply {
        let policy = "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'"
        return ToyReply(
            status: status, headers: ["Content-Type: text/html; charset=utf-8", policy] + Self.common + more,
            body: "<!doctype html><title>\(title)</title>")
    }

    private var preflight: ToyReply {
        ToyReply(
            status: 204,
            headers: Self.crossing + ["Access-Control-Allow-Headers: Authorization, Content-Type, MCP-Protocol-Version"], body: "")
    }

    private func reply(to call: Call, at path: String) -> ToyReply {
        let sent = call.body.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        guard call.method != "OPTIONS" else { return preflight }
        let hasToken = call.headers.contains { $0.name == "Authorization" }
        switch "\(call.method) \(path)" {
        case "GET \(Self.oauth)", "GET \(Self.openID)": return json(Self.metadata)
        case "GET \(Self.protected)", "GET \(Self.protected)/mcp": return json(Self.resourceMetadata)
        case "GET /revoke": return json(#"{"error":"method_not_allowed"}"#, status: 405)
        case "GET /authorize": return page("Unknown client", status: 400)
        case "GET /sign-in":
            return page("Sign in", status: 200, ["Set-Cookie: __Host-flow=abc; Path=/; HttpOnly; SameSite=Lax; Secure"])
        case "GET /token": return json(#"{"error":"method_not_allowed"}"#, status: 405)
        case "POST /token" where sent.contains("authorization_code"): return json(#"{"error":"invalid_client"}"#, status: 401)
        case "POST /token": return json(#"{"error":"unsupported_grant_type"}"#, status: 400)
        case "POST /register": return json(#"{"error":"invalid_redirect_uri"}"#, status: 400)
        case "GET /jwks": return json(#"{"keys":[{"kty":"EC","kid":"one","x":"1","y":"2"},{"kty":"RSA","kid":"two","n":"3","e":"AQAB"}]}"#)
        case "GET /.well-known/ai-plugin.json": return json(Self.manifest)
        case "GET /openapi.yaml":
            return ToyReply(headers: ["Content-Type: text/yaml"] + Self.common, body: "openapi: 3.1.0\npaths: { /notes: {} }\n")
        case "POST /mcp": return json(#"{"error":"unauthorized"}"#, status: 401, [Self.challenge(hasToken)] + Self.crossing)
        default: return json(#"{"error":"not_found"}"#, status: 404)
        }
    }
}

extension ToyDeployment {
    private static func challenge(_ hasToken: Bool) -> String {
        let line = "WWW-Authenticate: Bearer resource_metadata=\"\(base)\(protected)/mcp\", scope=\"notes:read\""
        return line + (hasToken ? ", error=\"invalid_token\"" : "")
    }

    private static let metadata = """
        {"issuer":"\(base)","authorization_endpoint":"\(base)/authorize","token_endpoint":"\(base)/token",\
        "registration_endpoint":"\(base)/register","revocation_endpoint":"\(base)/revoke","jwks_uri":"\(base)/jwks",\
        "response_types_supported":["code"],"grant_types_supported":["authorization_code","refresh_token"],\
        "code_challenge_methods_supported":["S256"],"scopes_supported":["openid","offline_access","notes:read"],\
        "token_endpoint_auth_methods_supported":["none","client_secret_post","client_secret_basic"],\
        "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["ES256","RS256"],\
        "authorization_response_iss_parameter_supported":true,"client_id_metadata_document_supported":true}
        """

    private static let resourceMetadata = """
        {"resource":"\(resource)","authorization_servers":["\(base)"],"scopes_supported":["notes:read"],\
        "bearer_methods_supported":["header"]}
        """

    private static let manifest = """
        {"schema_version":"v1","name_for_human":"Notes","name_for_model":"notes","description_for_human":"Keeps notes.",\
        "description_for_model":"Keeps notes.","auth":{"type":"oauth","client_url":"\(base)/authorize","scope":"",\
        "authorization_url":"\(base)/token","authorization_content_type":"application/json",\
        "verification_tokens":{"openai":"x"}},"api":{"type":"openapi","url":"\(base)/openapi.yaml"},\
        "logo_url":"\(base)/logo.png","contact_email":"a@example.com","legal_info_url":"\(base)/legal"}
        """
}
