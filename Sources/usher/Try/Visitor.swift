// The person's part, done by filling in forms as a browser without JavaScript would: sign in, allow, and stop
// where the server sends the browser back to the client.

/// A person with an e-mail address and a password, one browser's worth of cookies, and little patience.
struct Visitor {
    let caller: HTTPCaller
    let email: String
    let password: String
    let redirectURI: String
    private var cookies = CookieJar()
    private var hasSignedIn = false
    private var hasAllowed = false
    private static let patience = 15

    init(caller: HTTPCaller, email: String, password: String, redirectURI: String) {
        self.caller = caller
        self.email = email
        self.password = password
        self.redirectURI = redirectURI
    }

    /// Goes from page to page until one leads to the redirect URI, and returns the whole address.
    mutating func walk(from start: String, _ step: inout Step) async throws(TryFailure) -> String {
        guard var address = Address(start) else { throw TryFailure("\(start) is not a web address") }
        let origin = address.origin
        var call = Call(address: start)
        for _ in 0..<Self.patience {
            let answer = try await visit(call, at: address, &step)
            switch try next(after: answer, at: address) {
            case .landing(let landing): return landing
            case .visit(let following, let target):
                guard target.origin == origin else {
                    throw TryFailure("expected pages of \(origin) or the redirect URI, but \(address.path) leads to \(target.origin)")
                }
                (call, address) = (following, target)
            }
        }
        throw TryFailure("expected the way to the client to end, but it goes on after \(Self.patience) pages")
    }

    private enum Next {
        case landing(String)
        case visit(Call, Address)
    }

    private mutating func visit(_ call: Call, at address: Address, _ step: inout Step) async throws(TryFailure) -> Answer {
        var call = call
        call.headers += [("Accept", "text/html"), ("User-Agent", "Mozilla/5.0 (usher try)")]
        if call.method == "POST" { call.headers.append(("Origin", address.origin)) }
        if let cookie = cookies.header(for: address) { call.headers.append(("Cookie", cookie)) }
        let answer = try await caller.send(call, &step)
        for cookie in answer.all("Set-Cookie") { cookies.take(cookie, from: address) }
        return answer
    }

    private mutating func next(after answer: Answer, at address: Address) throws(TryFailure) -> Next {
        if answer.isRedirect {
            guard let location = answer.header("Location") else { throw TryFailure("expected a Location with status \(answer.status)") }
            if isLanding(location) { return .landing(location) }
            guard let target = address.resolving(location) else { throw TryFailure("the server leads to \(Masking.url(location))") }
            return .visit(Call(address: target.text), target)
        }
        let page = HTMLPage(String(decoding: answer.body, as: UTF8.self))
        if let landing = landing(on: page) { return .landing(landing) }
        if let form = page.forms.first(where: { $0.has("email") && $0.has("password") }) {
            guard !hasSignedIn else { throw TryFailure("expected the sign-in to succeed, but the page says “\(page.words)”") }
            hasSignedIn = true
            return try submit(form, form.filled(["email": email, "password": password]), at: address)
        }
        if let form = page.forms.first(where: { $0.hasButton("decision", "allow") }) {
            guard !hasAllowed else { throw TryFailure("expected to be sent back after allowing, but was asked again") }
            hasAllowed = true
            return try submit(form, form.filled([:]) + [("decision", "allow")], at: address)
        }
        throw TryFailure("expected a sign-in or a consent form, but got status \(answer.status) and “\(page.words)”")
    }

    private func submit(_ form: HTMLPage.Form, _ fields: [(name: String, value: String)], at address: Address) throws(TryFailure) -> Next {
        guard let target = address.resolving(form.action) else { throw TryFailure("a form leads to \(form.action)") }
        guard form.method == "POST" else { throw TryFailure("expected a form with a password or a decision to be sent by POST") }
        return .visit(Call(method: "POST", address: target.text, body: .page(fields)), target)
    }

    private func isLanding(_ address: String) -> Bool { AuthorizationAnswer(address, redirectURI: redirectURI) != nil }

    /// A page that moves on to the client: by a timed move, a link, or a form (OAuth 2.0 Form Post Response Mode).
    private func landing(on page: HTMLPage) -> String? {
        if let refresh = page.refresh, isLanding(refresh) { return refresh }
        if let link = page.links.first(where: isLanding) { return link }
        guard let form = page.forms.first(where: { $0.action == redirectURI }) else { return nil }
        return redirectURI + (redirectURI.contains("?") ? "&" : "?") + Percent.form(form.filled([:]))
    }
}
