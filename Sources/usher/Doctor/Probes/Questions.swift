// Each question as the request that asks it. All are harmless: no client is registered, no account is touched,
// and every credential in them is made up.

import Keys

extension Question {
    static let unknownClient = "usher-doctor-unknown-client"
    private static let callback = "https://usher-doctor.invalid/callback"
    /// RFC 7636 appendix B.
    private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    private static let json = [("Accept", "application/json")]
    private static let form = "application/x-www-form-urlencoded"

    /// What is sent; `nil` if too little is known to ask.
    func call(_ seen: Seen) -> Call? {
        var call: Call? =
            switch self {
            case .document(let address): Call(address: address, headers: Self.json + [("MCP-Protocol-Version", "2025-11-25")])
            case .preflight(let address): Self.preflight(address)
            case .agent(let name): Call(address: seen.authorizationServerPlace, headers: Self.json + [("User-Agent", name)])
            case .authorization: seen.endpoint("authorization_endpoint").map(Self.authorize)
            case .endpoint(let member): seen.endpoint(member).map { Call(address: $0.text, headers: Self.json) }
            case .signIn: Call(address: "\(seen.server.origin)\(seen.issuerPath)/sign-in", headers: [("Accept", "text/html")])
            case .token(let question): seen.endpoint("token_endpoint").map { Self.token(question, $0) }
            case .registration: seen.endpoint("registration_endpoint").map(Self.register)
            case .keys: seen.endpoint("jwks_uri").map { Call(address: $0.text, headers: Self.json) }
            case .unknownPath: Call(address: "\(seen.server.origin)/.well-known/usher-doctor-unknown", headers: Self.json)
            case .resource(let resource, .tool): Self.tool(resource, seen)
            case .resource(let resource, let question): Self.resource(question, resource)
            case .manifest: Call(address: "\(seen.server.origin)/.well-known/ai-plugin.json", headers: Self.json)
            case .openAPI: seen.manifest?["api"]?["url"]?.text.flatMap(Address.init).map { Call(address: $0.text) }
            }
        if call?.headers.contains(where: { $0.name == "User-Agent" }) == false {
            call?.headers.append(("User-Agent", "usher-doctor/\(Version.current)"))
        }
        return call
    }

    /// As a page of the Inspector's would be asked for by its browser (Fetch standard, "CORS-preflight request").
    private static func preflight(_ address: String) -> Call {
        Call(
            method: "OPTIONS", address: address,
            headers: [
                ("Origin", "http://localhost:6274"),
                ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "authorization,content-type,mcp-protocol-version"),
            ])
    }

    private static func authorize(_ endpoint: Address) -> Call {
        let query = Percent.form([
            ("response_type", "code"), ("client_id", unknownClient), ("redirect_uri", callback), ("state", "usher-doctor"),
            ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ])
        let mark = endpoint.text.contains("?") ? "&" : "?"
        return Call(address: endpoint.text + mark + query, headers: [("Accept", "text/html"), ("Origin", "http://localhost:6274")])
    }

    private static func token(_ question: TokenQuestion, _ endpoint: Address) -> Call {
        let nonsense = [("grant_type", "usher-doctor")]
        switch question {
        case .get: return Call(address: endpoint.text, headers: json)
        case .garbage: return Call(method: "POST", address: endpoint.text, headers: json, body: .form(nonsense))
        case .json: return Call(method: "POST", address: endpoint.text, headers: json, body: .json(nonsense))
        case .slash: return Call(method: "POST", address: endpoint.text + "/", headers: json, body: .form(nonsense))
        case .unknownClient:
            let fields = [
                ("grant_type", "authorization_code"), ("code", "usher-doctor"), ("client_id", unknownClient),
                ("redirect_uri", callback), ("code_verifier", verifier),
            ]
            return Call(method: "POST", address: endpoint.text, headers: json, body: .form(fields))
        }
    }

    /// A registration that nobody may accept: its redirect URI is a script.
    private static func register(_ endpoint: Address) -> Call {
        let document = #"{"client_name":"usher doctor","redirect_uris":["javascript:alert(1)"],"token_endpoint_auth_method":"none"}"#
        return Call(method: "POST", address: endpoint.text, headers: json, body: .text(document, mediaType: "application/json"))
    }

    /// In the session that `initialize` has begun, if it was let in.
    private static func tool(_ address: String, _ seen: Seen) -> Call? {
        guard let opening = seen.answer(.resource(address, .initialize)), (200..<300).contains(opening.status) else { return nil }
        let body = #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"usher_doctor_no_such_tool","arguments":{}}}"#
        var headers = [("Accept", "application/json, text/event-stream"), ("MCP-Protocol-Version", "2025-11-25")]
        if let session = opening.header("Mcp-Session-Id") { headers.append(("Mcp-Session-Id", session)) }
        return Call(method: "POST", address: address, headers: headers, body: .text(body, mediaType: "application/json"))
    }

    private static func resource(_ question: ResourceQuestion, _ address: String) -> Call {
        let initialize = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
            "clientInfo":{"name":"usher-doctor","version":"\(Version.current)"}}}
            """
        var headers = [("Accept", "application/json, text/event-stream")]
        switch question {
        case .initialize, .tool: break
        case .garbage:
            let body = Call.Body.text("{\"garbage\":", mediaType: "application/json")
            return Call(method: "POST", address: address, headers: headers, body: body)
        case .wrongToken: headers.append(("Authorization", "Bearer usher-doctor-wrong-token"))
        case .foreignOrigin: headers.append(("Origin", "https://claude.ai"))
        }
        return Call(method: "POST", address: address, headers: headers, body: .text(initialize, mediaType: "application/json"))
    }
}

extension Seen {
    /// The plugin's manifest, if there is one.
    var manifest: JSONAnswer? {
        guard let answer = answer(.manifest), answer.status == 200 else { return nil }
        return answer.json
    }
}
