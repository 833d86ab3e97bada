// When the database does not answer: 503, a reference that the log has too, and nothing of the cause (RFC 7009 §2.2.1).

import HTTPTypes
import Identity
import Keys
import OAuth
import SQLStore
import SQLiteStore
import Synchronization
import TestKit
import Testing
import Web
import WebTestKit

/// A database that can be unplugged.
private final class Unpluggable: SQLDatabase {
    struct Unplugged: Error, CustomStringConvertible {
        var description: String { "SELECT secret FROM sessions: disk I/O error" }
    }

    private let database: SQLiteDatabase
    private let isUnplugged = Mutex(false)
    var dialect: SQLDialect { database.dialect }

    init() throws { database = try SQLiteDatabase(inMemory: ()) }

    func unplug() { isUnplugged.withLock { $0 = true } }

    func close() throws { try database.close() }

    private func check() throws { if isUnplugged.withLock({ $0 }) { throw Unplugged() } }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try check()
        return try await database.read(body)
    }

    func snapshot<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try check()
        return try await database.snapshot(body)
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try check()
        return try await database.write(body)
    }
}

@Suite("Without a database")
struct FailureTests {
    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    @Test(
        "a client is told to come back, and not why",
        arguments: [
            ("/token", "grant_type=client_credentials&client_id=c&client_secret=s"),
            ("/introspect", "client_id=c&client_secret=s&token=t"), ("/revoke", "client_id=c&client_secret=s&token=t"),
        ])
    func client(path: String, body: String) async throws {
        let world = try await unpluggedWorld()
        var headers = Self.form
        headers[.accept] = "text/html"
        let answer = try await world.send(.post, path, headers, body: Array(body.utf8))
        #expect(answer.status == 503)
        #expect(answer.headers[.retryAfter].flatMap(Int.init).map { $0 > 0 } == true)
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.error == "server_error")
        #expect(answer.headers[.accessControlAllowOrigin] == "*")
        expectNothingSaid(answer)
    }

    @Test(
        "a person sees a page with a reference, and not why",
        arguments: ["/authorize?client_id=c", "/account", "/admin", "/sign-in?x=1", "/authorize/continue"])
    func person(target: String) async throws {
        let world = try await unpluggedWorld()
        let browser = world.browser()
        // A session that could be one must be looked up.
        browser.setCookie("__Host-sid", Secret(.session, SeededRandomness(1)).text)
        let answer = try await browser.send(.get, target == "/authorize/continue" ? try waiting(world) : target)
        #expect(answer.status == 503)
        #expect(answer.isPage)
        #expect(answer.headers[.retryAfter].flatMap(Int.init).map { $0 > 0 } == true)
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.header("X-Frame-Options") == "DENY")
        #expect(answer.html.text.contains("Reference"))
        #expect(answer.location == nil)
        expectNothingSaid(answer)
    }

    @Test("a posted password is not repeated by the page that says so")
    func password() async throws {
        let world = try await unpluggedWorld()
        let browser = world.browser()
        let answer = try await browser.signIn("ada@example.com", "a very secret password")
        #expect(answer.status == 503)
        #expect(!answer.text.contains("very secret"))
        expectNothingSaid(answer)
    }

    @Test("two failures have two references")
    func references() async throws {
        let world = try await unpluggedWorld()
        var pages: Set<String> = []
        for _ in 0..<2 { pages.insert(try await world.browser().get("/authorize?client_id=c").text) }
        #expect(pages.count == 2)
    }

    @Test("the server says that it lives but is not ready, and what needs no database goes on")
    func health() async throws {
        let world = try await unpluggedWorld()
        #expect(try await world.send(.get, "/health").status == 200)
        let ready = try await world.send(.get, "/ready")
        #expect(ready.status == 503)
        #expect(ready.headers[.retryAfter] != nil)
        expectNothingSaid(ready)
        for path in ["/jwks", "/.well-known/openid-configuration", "/sign-in"] {
            #expect(try await world.send(.get, path).status == 200, "\(path)")
        }
    }

    @Test("a person who signs in when too many others do is asked to wait a moment")
    func busy() async throws {
        let randomness = SeededRandomness()
        let passwords = Passwords(WebWorld.cheap, places: 1, waiting: 0, randomness: randomness)
        let world = try await WebWorld(adjust: { site in
            site.signIn = SignIn(
                store: site.identity, passwords: passwords, now: site.server.now, randomness: randomness)
        })
        let answer = try await passwords.inTurn { _ in try await world.browser().signIn() }
        #expect(answer.status == 503)
        #expect(answer.headers[.retryAfter] == "2")
        #expect(answer.html.heading == "Just a moment")
        #expect(try await world.browser().signIn().status == 422)
    }

    private func expectNothingSaid(_ answer: Answer) {
        for word in ["SELECT", "sessions", "disk", "Unplugged", "SQL", "usher_se_"] {
            #expect(!answer.text.contains(word), "\(word)")
        }
    }

    private func waiting(_ world: WebWorld) throws -> String {
        let ticket = Ticket(request: "client_id=c", begunAt: world.engine.clock.time)
        return "/authorize/continue?ticket=" + world.site.server.tickets.seal(ticket)
    }

    private func unpluggedWorld() async throws -> WebWorld {
        let database = try Unpluggable()
        let store = try await SQLBackedStore(database)
        let world = try await WebWorld(adjust: { site in
            let (engine, passwords) = (site.server, Passwords(WebWorld.cheap, randomness: site.randomness))
            site.server = AuthorizationServer(
                settings: engine.settings, store: store, people: Directory(store: store), keys: engine.keys,
                secret: site.secret, now: engine.now, randomness: site.randomness)
            site.identity = store
            site.signIn = SignIn(store: store, passwords: passwords, now: engine.now, randomness: site.randomness)
        })
        database.unplug()
        return world
    }
}
