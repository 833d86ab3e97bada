// A person's browser without script: it keeps cookies, follows redirects of this server, and posts forms.

import HTTPTypes
import TestKit
import Web

/// A browser.
public final class TestBrowser {
    public let world: WebWorld
    public private(set) var cookies: [String: String] = [:]

    public init(_ world: WebWorld) { self.world = world }

    private func path(_ path: String) -> String { world.site.address.basePath + path }

    // MARK: Requests

    public func send(
        _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields = [:], body: [UInt8]? = nil
    ) async throws -> Answer {
        var headers = headers
        headers[.accept] = "text/html,application/xhtml+xml"
        if !cookies.isEmpty {
            let pairs = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            headers.append(HTTPField(name: .cookie, value: pairs.joined(separator: "; ")))
        }
        let answer = try await world.send(method, target, headers, body: body)
        for cookie in answer.setCookies { keep(cookie) }
        return answer
    }

    private func keep(_ setCookie: String) {
        let pair = setCookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { return }
        cookies[String(pair[0])] = setCookie.contains("Max-Age=0") ? nil : String(pair[1])
    }

    public func setCookie(_ name: String, _ value: String?) { cookies[name] = value }

    /// Follows redirects for as long as they stay here.
    public func get(_ target: String) async throws -> Answer {
        try await following(try await send(.get, target))
    }

    public func following(_ answer: Answer) async throws -> Answer {
        var answer = answer
        for _ in 0..<5 {
            guard answer.status == 303, let location = answer.location, location.hasPrefix("/") else { break }
            answer = try await send(.get, location)
        }
        return answer
    }

    /// Posts fields, as they are, and shows what comes back.
    public func post(_ target: String, _ form: Form, _ headers: HTTPFields = [:]) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await send(.post, target, headers, body: Array(form.text.utf8))
    }

    /// Fills in and submits the form of a page.
    public func submit(
        _ page: Answer, to action: String, _ typed: [String: String?] = [:], _ headers: HTTPFields = [:]
    ) async throws -> Answer {
        guard let posting = page.html.form(to: path(action)) else {
            throw UnexpectedAnswer("\(page.status): there is no form to \(action) in: \(page.html.text)")
        }
        var form: Form = [:]
        for field in posting.fields { form.add(field.name, field.value) }
        return try await post(posting.action, form.with(typed), headers)
    }

    // MARK: What people do

    /// Types e-mail and password into the sign-in form of a page, or of a fresh one.
    public func signIn(
        _ email: String = "ada@example.com", _ password: String = WebWorld.password, on page: Answer? = nil
    ) async throws -> Answer {
        var form = page
        if form == nil { form = try await get(path("/sign-in")) }
        guard let form else { throw UnexpectedAnswer("no page") }
        return try await submit(form, to: "/sign-in", ["email": email, "password": password])
    }

    /// Presses a button of the consent page.
    public func decide(_ decision: String, on page: Answer) async throws -> Answer {
        try await submit(page, to: "/consent", ["decision": decision])
    }

    /// Signed in already: asks for a code, agrees if asked, and reads the code from the way back.
    public func code(_ client: TestClient, _ request: Form? = nil) async throws -> String {
        var answer = try await get(world.authorize(request ?? world.engine.request(client)))
        if answer.html.form(to: path("/consent")) != nil { answer = try await decide("allow", on: answer) }
        guard let code = answer.redirected("code") else { throw UnexpectedAnswer("\(answer.status): no code") }
        return code
    }
}
