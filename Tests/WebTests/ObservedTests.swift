// Which endpoint a path belongs to, whatever is asked for, and when the server says that it is ready.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization
import Testing

@testable import Web

@Suite("Observed requests")
struct ObservedTests {
    private static let table = EndpointTable(
        PublicAddress(issuer: "https://usher.test/base"), routes: ["/base/notes", "/base/notes/deep", "/base/x"])

    private func name(_ target: String) -> String { EndpointTable.names[Self.table.index(of: target)] }

    @Test(
        "belong to an endpoint by their path",
        arguments: [
            ("/base/token", "token"), ("/base/token?x=/authorize", "token"), ("/token", "token"), ("/base/authorize", "authorize"),
            ("/base/authorize/continue?ticket=a", "authorize"), ("/base/consent", "consent"), ("/base/introspect", "introspect"),
            ("/base/revoke", "revoke"), ("/base/userinfo", "userinfo"), ("/base/jwks", "jwks"), ("/base/register", "register"),
            ("/base/register/client_1", "register"), ("/base/sign-in", "sign_in"), ("/base/sign-up", "sign_up"),
            ("/base/account", "account"),
            ("/base/account/sign-out", "account"), ("/base/admin/attempt", "admin"), ("/.well-known/openid-configuration", "metadata"),
            ("/health", "health"), ("/ready?", "health"), ("/base/notes", "gateway"), ("/base/notes/all?token", "gateway"),
            ("/base/notes/deep/er", "gateway"), ("/base/x/", "gateway"),
        ])
    func named(target: String, endpoint: String) { #expect(name(target) == endpoint) }

    @Test(
        "are others if they resemble one only",
        arguments: [
            "", "/", "*", "/base", "/base/tokens", "/base/token/", "/base/notes2", "/base/accounts", "/.well-knownx", "token",
            "//base/token",
        ])
    func others(target: String) { #expect(name(target) == "other") }

    @Test("a path however long is looked at once")
    func long() { #expect(name("/base/notes/" + String(repeating: "a", count: 100_000)) == "gateway") }

    @Test("an API at the root takes what is nobody else's")
    func root() {
        let table = EndpointTable(PublicAddress(issuer: "https://usher.test"), routes: ["/"])
        #expect(EndpointTable.names[table.index(of: "/anything")] == "gateway")
        #expect(EndpointTable.names[table.index(of: "/token")] == "token")
    }

    @Test(
        "have an identifier that is harmless text",
        arguments: [("a", true), ("A-z_0.9:/+=@", true), ("", false), ("a b", false), ("a\"", false), ("a\n", false), ("ä", false)])
    func identifier(text: String, isHarmless: Bool) { #expect(RequestID.isHarmless(text) == isHarmless) }

    @Test("made here, is 32 digits that nobody else has")
    func number() {
        let texts = (0..<1000).map { _ in RequestNumber().description }
        #expect(Set(texts).count == 1000)
        #expect(texts.allSatisfy { $0.utf8.count == 32 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } })
        #expect(Set(texts.map { $0.prefix(16) }).count == 1)
    }
}

@Suite("Readiness")
struct ReadinessTests {
    private struct Broken: Error {}

    private static let quiet: Logger = {
        var logger = Logger(label: "tests")
        logger.logLevel = .critical
        return logger
    }()

    @Test("a database that answers is ready, one that fails is not, and a server that stops never is")
    func answers() async {
        let draining = Draining()
        let good = Readiness(draining, logger: Self.quiet) {}
        let bad = Readiness(draining, logger: Self.quiet) { throw Broken() }
        #expect(await good.answer() == .ready)
        #expect(await bad.answer() == .noDatabase)
        draining.begin()
        #expect(await good.answer() == .stopping)
    }

    @Test("a database that is silent counts as away, and is asked once however many want to know")
    func silent() async {
        let asked = Atomic(0)
        let (gate, open) = AsyncStream<Void>.makeStream()
        let readiness = Readiness(Draining(), logger: Self.quiet, limit: .milliseconds(20)) {
            asked.wrappingAdd(1, ordering: .relaxed)
            for await _ in gate { return }
        }
        #expect(await readiness.answer() == .noDatabase)
        #expect(await readiness.answer() == .noDatabase)
        #expect(asked.load(ordering: .relaxed) == 1)
        open.yield()
        // Whoever asks until then waits for the same answer; afterwards the question is a new one.
        while await readiness.answer() != .noDatabase || asked.load(ordering: .relaxed) == 1 { await Task.yield() }
        #expect(asked.load(ordering: .relaxed) == 2)
        open.finish()
    }
}
