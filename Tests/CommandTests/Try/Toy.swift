// What the toy server knows and answers. Everything it is asked is kept for the tests to look at.

import Keys
import Synchronization

@testable import usher

final class Toy: Sendable {
    /// How the toy sends the person back.
    enum Landing: Sendable { case redirect, refresh, link, formPost }

    /// What is wrong with it beyond the words of an answer.
    enum Fault: Sendable {
        case wrongNonce, wrongAudience, wrongHash, keepsRefreshToken, refusesRace, forgetsProof, asksPerTool, hasDeadServer
    }

    struct Memory {
        var requests: [ToyRequest] = []
        var authorization: [String: String] = [:]
        var usedCodes: Set<String> = []
        var codes = 0
        var clients = 0
        /// How many tokens were given out; the newest have this number.
        var generation = 0
        var rotated: Set<Int> = []
        var scope = ""
    }

    static let email = "ada@example.com"
    static let password = "correct horse battery"
    static let code = "toy_ac_0123456789012345678901234567890123456789"
    private let memory = Mutex(Memory())
    private let landing: Landing
    let ring: KeyRing
    let faults: Set<Fault>
    /// A path at which there is a page that says so, as a web application has it.
    private let missing: String?

    init(landing: Landing, faults: Set<Fault>, missing: String?) async throws {
        self.landing = landing
        self.missing = missing
        self.faults = faults
        let start = Timestamp(milliseconds: 0)
        ring = try await KeyRing([RingKey(key: .generate(.es256), createdAt: start, signsFrom: start)])
    }

    var requests: [ToyRequest] { memory.withLock { $0.requests } }
    func requests(to path: String) -> [ToyRequest] { requests.filter { $0.path == path } }

    func reply(to request: ToyRequest, base: String) -> ToyReply {
        memory.withLock { memory in
            memory.requests.append(request)
            if request.path == missing {
                return ToyReply(status: 404, headers: ["Content-Type: text/html"], body: "<h1>Not found</h1>")
            }
            return switch "\(request.method) \(request.path)" {
            case "GET /.well-known/oauth-authorization-server": .json(Self.metadata(base))
            case "GET /.well-known/openid-configuration": .json(Self.metadata(base))
            case "GET /.well-known/oauth-protected-resource/mcp":
                .json(Self.resourceMetadata(base, servers: faults.contains(.hasDeadServer) ? [base + "/dead", base] : [base]))
            case "GET /.well-known/oauth-protected-resource/notes": .json(Self.apiMetadata(base))
            case "GET /.well-known/ai-plugin.json": .json(Self.manifest(base))
            case "GET /openapi.yaml": ToyReply(headers: ["Content-Type: text/yaml"], body: Self.openAPI(base))
            case "GET /jwks": ToyReply(body: String(decoding: ring.jwks, as: UTF8.self))
            case "POST /register": register(request, &memory)
            case "GET /authorize": authorize(request, &memory)
            case "GET /sign-in": .page(Self.signInPage("Sign in"))
            case "POST /sign-in": signIn(request)
            case "GET /consent": consentPage(request)
            case "POST /consent": consent(request, base, &memory)
            case "POST /token": token(request, base, &memory)
            case "GET /notes/me": me(request, memory)
            case "POST /mcp", "GET /mcp": mcp(request, base, memory)
            case "GET /userinfo": .json(#"{"sub":"user_ada","email":"ada@example.com"}"#)
            default: .json(#"{"error":"not_found"}"#, status: 404)
            }
        }
    }

    private func authorize(_ request: ToyRequest, _ memory: inout Memory) -> ToyReply {
        memory.authorization = Self.fields(request.query)
        return .redirect("/sign-in?tx=secret-transaction", cookie: "tx=abc; Path=/; HttpOnly")
    }

    private func signIn(_ request: ToyRequest) -> ToyReply {
        let fields = Self.fields(request.body)
        guard fields["csrf"] == "t<1>", request.headers["cookie"] == "tx=abc" else { return .json("{}", status: 400) }
        guard fields["email"] == Self.email, fields["password"] == Self.password else {
            return .page(Self.signInPage("<p role=alert>E-mail address or password are wrong.</p>"))
        }
        return .redirect("consent", cookie: "session=xyz; Path=/; HttpOnly")
    }

    private func consentPage(_ request: ToyRequest) -> ToyReply {
        guard request.headers["cookie"] == "tx=abc; session=xyz" else { return .json("{}", status: 400) }
        return .page(
            """
            <h1>Allow?</h1><form method=post><input type=hidden name=csrf value=2>
            <button name=decision value=deny>Deny</button><button name=decision value=allow>Allow</button></form>
            """)
    }

    private func consent(_ request: ToyRequest, _ base: String, _ memory: inout Memory) -> ToyReply {
        guard Self.fields(request.body)["decision"] == "allow", let redirect = memory.authorization["redirect_uri"] else {
            return .json("{}", status: 400)
        }
        memory.codes += 1
        let code = memory.codes == 1 ? Self.code : "\(Self.code)_\(memory.codes)"
        let state = memory.authorization["state"]
        let parameters = [("code", code)] + (state.map { [("state", $0)] } ?? []) + [("iss", base)]
        let target = redirect + "?" + Percent.form(parameters.map { (name: $0.0, value: $0.1) })
        let attribute = target.replacing("&", with: "&amp;")
        switch landing {
        case .redirect: return .redirect(target)
        case .refresh: return .page("<meta http-equiv=refresh content='0; url=\(attribute)'>")
        case .link: return .page("<a href=\"\(attribute)\">Go on</a>")
        case .formPost:
            let value = (state ?? "").replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
            return .page(
                """
                <form method=post action="\(redirect)"><input type=hidden name=code value=\(code)>
                <input type=hidden name=state value="\(value)"><input type=hidden name=iss value="\(base)"></form>
                """)
        }
    }

    private func me(_ request: ToyRequest, _ memory: Memory) -> ToyReply {
        guard generation(of: request) == memory.generation, memory.generation > 0 else {
            return ToyReply(status: 401, headers: ["WWW-Authenticate: Bearer realm=\"notes\""], body: "")
        }
        return .json(#"{"sub":"user_ada","email":"ada@example.com"}"#)
    }

    /// The number in the access token of a request.
    func generation(of request: ToyRequest) -> Int? {
        let parts = (request.headers["authorization"] ?? "").split(separator: "_")
        return parts.count == 6 && parts[0] == "Bearer toy" ? Int(parts[4]) : nil
    }

    static func fields(_ form: String) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in form.split(separator: "&") {
            let name = pair.prefix { $0 != "=" }
            fields[String(name)] = Percent.decode(pair.dropFirst(name.count + 1))
        }
        return fields
    }
}
