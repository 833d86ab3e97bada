// What the toy server knows and answers. Everything it is asked is kept for the tests to look at.

import Synchronization

@testable import usher

final class Toy: Sendable {
    /// How the toy sends the person back.
    enum Landing: Sendable { case redirect, refresh, link, formPost }

    private struct Memory {
        var requests: [ToyRequest] = []
        var authorization: [String: String] = [:]
        var codeUses = 0
        var generation = 0
    }

    static let email = "ada@example.com"
    static let password = "correct horse battery"
    static let code = "toy_ac_0123456789012345678901234567890123456789"
    private let memory = Mutex(Memory())
    private let landing: Landing

    init(landing: Landing) { self.landing = landing }

    var requests: [ToyRequest] { memory.withLock { $0.requests } }
    func requests(to path: String) -> [ToyRequest] { requests.filter { $0.path == path } }

    func reply(to request: ToyRequest, base: String) -> ToyReply {
        memory.withLock { memory in
            memory.requests.append(request)
            return switch "\(request.method) \(request.path)" {
            case "GET /.well-known/oauth-authorization-server": .json(Self.metadata(base))
            case "GET /.well-known/ai-plugin.json": .json(Self.manifest(base))
            case "GET /openapi.yaml": ToyReply(headers: ["Content-Type: text/yaml"], body: Self.openAPI(base))
            case "GET /authorize": authorize(request, &memory)
            case "GET /sign-in": .page(Self.signInPage("Sign in"))
            case "POST /sign-in": signIn(request)
            case "GET /consent": consentPage(request)
            case "POST /consent": consent(request, base, memory)
            case "POST /token": token(request, &memory)
            case "GET /notes/me": me(request, memory)
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

    private func consent(_ request: ToyRequest, _ base: String, _ memory: Memory) -> ToyReply {
        guard Self.fields(request.body)["decision"] == "allow", let redirect = memory.authorization["redirect_uri"] else {
            return .json("{}", status: 400)
        }
        let state = memory.authorization["state"] ?? ""
        let target = redirect + "?" + Percent.form([("code", Self.code), ("state", state), ("iss", base)])
        let attribute = target.replacing("&", with: "&amp;")
        switch landing {
        case .redirect: return .redirect(target)
        case .refresh: return .page("<meta http-equiv=refresh content='0; url=\(attribute)'>")
        case .link: return .page("<a href=\"\(attribute)\">Go on</a>")
        case .formPost:
            let value = state.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
            return .page(
                """
                <form method=post action="\(redirect)"><input type=hidden name=code value=\(Self.code)>
                <input type=hidden name=state value="\(value)"><input type=hidden name=iss value="\(base)"></form>
                """)
        }
    }

    private func token(_ request: ToyRequest, _ memory: inout Memory) -> ToyReply {
        if request.body.contains("authorization_code") {
            memory.codeUses += 1
            if memory.codeUses > 1 { return .json(#"{"error":"invalid_grant"}"#, status: 400) }
        }
        memory.generation += 1
        return .json(
            """
            {"access_token":"toy_at_access_token_\(memory.generation)_0123456789","token_type":"bearer","expires_in":3600,\
            "refresh_token":"toy_rt_refresh_token_\(memory.generation)_0123456789","scope":"openid notes:read"}
            """)
    }

    private func me(_ request: ToyRequest, _ memory: Memory) -> ToyReply {
        let expected = "Bearer toy_at_access_token_\(memory.generation)_0123456789"
        guard memory.codeUses == 1, request.headers["authorization"] == expected else {
            return ToyReply(status: 401, headers: ["WWW-Authenticate: Bearer realm=\"notes\""], body: "")
        }
        return .json(#"{"sub":"user_ada","email":"ada@example.com"}"#)
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
