import FoundationEssentials
import Testing

@testable import Gateway

@Suite("Scope rules")
struct RuleTests {
    @Test(
        "a pattern matches whole segments",
        arguments: [
            ("/**", "", true), ("/**", "/", true), ("/**", "/a/b", true),
            ("/", "", true), ("/", "/", true), ("/", "/a", false),
            ("/*", "/a", true), ("/*", "/a/", true), ("/*", "/a/b", false), ("/*", "", false),
            ("/a", "/a", true), ("/a", "/a/", true), ("/a", "/ab", false), ("/a", "/A", false),
            ("/a/**", "/a", true), ("/a/**", "/a/b/c", true), ("/a/**", "/b", false),
            ("/**/z", "/z", true), ("/**/z", "/a/b/z", true), ("/**/z", "/a/z/b", false),
            ("/a/*/c/**/e", "/a/b/c/e", true), ("/a/*/c/**/e", "/a/b/c/d/d/e", true), ("/a/*/c/**/e", "/a/c/d/e", false),
            ("/caf\u{E9}", "/caf%C3%A9", true), ("/admin", "/%61dmin", true),
        ] as [(String, String, Bool)])
    func patterns(pattern: String, path: String, matches: Bool) throws {
        let target = try RequestTarget("/notes" + path, below: "/notes")
        #expect(try PathGlob(pattern).matches(target.segments) == matches)
    }

    @Test("a pattern with many wildcards is decided in a moment")
    func manyWildcards() throws {
        let glob = try PathGlob(String(repeating: "/**/a", count: 40) + "/b")
        #expect(!glob.matches(Array(repeating: "a", count: 4000)))
    }

    @Test("a pattern that could be misread is refused", arguments: ["a", "/a*", "/x**", "/%61", "/a?b", "/a#b"])
    func refusedPatterns(pattern: String) {
        #expect(throws: InvalidRoute.self) { try PathGlob(pattern) }
    }

    static let route = try? Worlds.route(rules: [
        Rule(path: "/health", isPublic: true),
        Rule(methods: ["get"], path: "/admin/**", scope: "admin audit"),
        Rule(methods: ["GET"], path: "/items/**", scope: "notes:read"),
        Rule(methods: ["POST"], path: "/items", scope: "notes:write"),
    ])

    @Test(
        "the first rule that matches decides",
        arguments: [
            ("GET", "/health", .open), ("GET", "/items", .token(["notes:read"])), ("HEAD", "/items/1", .token(["notes:read"])),
            ("POST", "/items", .token(["notes:write"])), ("POST", "/items/1", .closed), ("DELETE", "/items", .closed),
            ("GET", "/admin", .token(["admin", "audit"])), ("OPTIONS", "/items", .closed), ("GET", "", .closed),
            // Letters of the other case: both readings have to be satisfied.
            ("GET", "/HEALTH", .closed), ("GET", "/Admin/x", .closed), ("GET", "/items/Admin", .token(["notes:read"])),
        ] as [(String, String, Requirement)])
    func decisions(method: String, path: String, expected: Requirement) throws {
        let route = try #require(Self.route)
        let target = try RequestTarget("/notes" + path, below: "/notes")
        #expect(route.requirement(method: method, target: target) == expected)
    }

    @Test("a path that meets two rules when case is ignored needs the scopes of both")
    func bothReadings() throws {
        let route = try Worlds.route(rules: [Rule(path: "/admin/**", scope: "admin"), Rule(path: "/**", scope: "read")])
        let target = try RequestTarget("/notes/ADMIN/x", below: "/notes")
        #expect(route.requirement(method: "GET", target: target) == .token(["read", "admin"]))
    }

    @Test("a challenge names the scopes of the call, or all of the route, and never offline_access")
    func challengeScopes() throws {
        let route = try Worlds.route(scopes: ["b": "B", "a": "A", "offline_access": "stay"])
        #expect(route.challengeScopes(for: .token([])) == ["a", "b"])
        #expect(route.challengeScopes(for: .closed) == ["a", "b"])
        #expect(route.challengeScopes(for: .token(["x", "offline_access"])) == ["x"])
    }

    // MCP authorization, "Scope selection": a client begins with little, and is stepped up.
    @Test("where the operator names a default, a challenge for nothing in particular names that")
    func defaultScopes() throws {
        let route = try Worlds.route(scopes: ["b": "B", "a": "A"], defaultScopes: ["b"])
        #expect(route.challengeScopes(for: .token([])) == ["b"])
        #expect(route.challengeScopes(for: .token(["a"])) == ["a"])
        #expect(route.challengeScopes(for: .token(["a"]), granted: ["b"]) == ["a", "b"])
    }

    @Test("a route that cannot work is refused with a sentence")
    func invalidRoutes() throws {
        for path in ["notes", "/notes/", "/a//b", "/a b", "/*", "/:id", ""] {
            #expect(throws: InvalidRoute.self) { try Worlds.route(path: path) }
        }
        for upstream in ["ftp://h", "http://h/?q=1", "http://user@h/", "/relative"] {
            #expect(throws: InvalidRoute.self) { try Worlds.route(upstream: upstream) }
        }
        #expect(throws: InvalidRoute.self) { try Rule(scope: "a", isPublic: true) }
    }
}
