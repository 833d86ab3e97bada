// The whole web layer for a test: the real routes over the real engine and store, in memory, without a socket.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Keys
import Logging
import NIOCore
import OAuth
import Pages
import TestKit
import Web

/// A server that answers requests in process.
public struct WebWorld: Sendable {
    public let engine: EngineWorld
    public let site: Site
    private let application: Application<DocumentsFirst<RouterResponder<WebContext>>>

    public static let password = "correct horse battery"
    /// The least that Argon2 can do: these tests are not about its cost.
    public static let cheap = Argon2Parameters(memory: 8, passes: 1, lanes: 1)

    /// - Parameters:
    ///   - issuer: where the server is; `http://` makes it a server on the own machine.
    ///   - settings: what else the operator decided about the engine.
    ///   - adjust: what the operator decided about the site.
    public init(
        issuer: String = EngineWorld.issuer, plugins: [PluginHosting] = [],
        settings: (inout Settings) -> Void = { _ in }, adjust: (inout Site) -> Void = { _ in }
    ) async throws {
        let engine = try await EngineWorld { world in
            world.issuer = issuer
            for index in world.resources.indices {
                world.resources[index].identifier = issuer + "/" + world.resources[index].id.value
            }
            settings(&world)
        }
        let passwords = Passwords(Self.cheap, randomness: engine.randomness)
        var site = Site(
            address: PublicAddress(issuer: issuer), server: engine.server, identity: engine.store,
            signIn: SignIn(
                store: engine.store, passwords: passwords, now: engine.clock.now, randomness: engine.randomness),
            pages: try Pages(branding: Branding(name: "Notes Inc")), secret: engine.secret,
            randomness: engine.randomness, signUps: SignUpLimiter(Allowance(5, within: .seconds(3600)), store: engine.store),
            readiness: Readiness(Draining(), engine.store, logger: Logger(label: "tests")))
        adjust(&site)
        site.readiness = Readiness(Draining(), site.server.store, logger: Logger(label: "tests"))
        let router = Router(context: WebContext.self)
        Routes.add(site, plugins: plugins, to: router)
        var logger = Logger(label: "tests")
        logger.logLevel = .critical
        self.engine = engine
        self.site = site
        application = Application(responder: DocumentsFirst(site, next: router.buildResponder()), logger: logger)
    }

    // MARK: Requests

    public func send(
        _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields = [:], body: [UInt8]? = nil
    ) async throws -> Answer {
        let response = try await application.test(.router) { client in
            try await client.execute(
                uri: target, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) })
        }
        return Answer(response)
    }

    /// A request of a client's own: no browser, no cookies.
    public func call(_ path: String, _ form: Form, basic: String? = nil) async throws -> Answer {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        if let basic { headers[.authorization] = basic }
        return try await send(.post, path, headers, body: Array(form.text.utf8))
    }

    public func userInfo(_ token: String) async throws -> Answer {
        try await send(.get, site.address.basePath + "/userinfo", [.authorization: "Bearer \(token)"])
    }

    // MARK: People and clients

    /// An account with the password that everybody has here.
    @discardableResult
    public func account(_ email: String = "ada@example.com", isAdmin: Bool = false) async throws -> Account {
        let passwords = Passwords(Self.cheap, randomness: engine.randomness)
        let accounts = Accounts(
            store: engine.store, passwords: passwords, now: engine.clock.now, randomness: engine.randomness)
        guard
            case .added(let account) = try await accounts.add(
                email: email, name: "Ada", password: Self.password, isAdmin: isAdmin)
        else { throw UnexpectedAnswer("the account was not added") }
        return account
    }

    public func browser() -> TestBrowser { TestBrowser(self) }

    /// A browser in which somebody has just signed in.
    public func signedIn(_ email: String = "ada@example.com") async throws -> TestBrowser {
        let browser = browser()
        _ = try await browser.signIn(email)
        return browser
    }

    /// The path and query of an authorization request.
    public func authorize(_ form: Form) -> String { site.address.basePath + "/authorize?" + form.text }

    /// The tokens for a code.
    public func tokens(_ client: TestKit.TestClient, _ code: String) async throws -> JSON {
        let answer = try await call(site.address.basePath + "/token", engine.redemption(client, of: code))
        guard answer.status == 200 else { throw UnexpectedAnswer("the code gave \(answer.status)") }
        return try answer.json
    }
}

/// An answer that a test needs to go on is not there.
public struct UnexpectedAnswer: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// A response, read whole.
public struct Answer: Sendable {
    public let status: Int
    public let headers: HTTPFields
    public let bytes: [UInt8]

    public init(_ response: TestResponse) {
        status = response.status.code
        headers = response.headers
        bytes = Array(response.body.readableBytesView)
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }
    public var location: String? { headers[.location] }
    public var json: JSON { get throws { try JSON(reading: bytes) } }
    public var isPage: Bool { headers[.contentType] == "text/html; charset=utf-8" }
    public var error: String? { (try? json)?["error"]?.text }
    public var html: HTML { HTML(text) }

    public func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
    public var setCookies: [String] { headers[values: .setCookie] }

    /// A parameter of the query that the answer redirects to.
    public func redirected(_ name: String) -> String? {
        guard let location, let mark = location.firstIndex(of: "?") else { return nil }
        let query = location[location.index(after: mark)...]
        return try? Parameters(formEncoded: query).value(name)
    }
}
