// Every MCP client's emulator against the toy server: how it finds its way, what it sends, and what it does afterwards.

import Keys
import NIOCore
import Profiles
import Synchronization
import Testing

@testable import usher

@Suite("Trying an MCP server")
struct MCPTryTests {
    static let clients = Profile.all.filter { $0.family == .mcp }

    static func attempt(_ base: String, _ profile: Profile) throws -> Try {
        var attempt = Try(
            profile: profile, server: Address(base), resource: Address(base + "/mcp"),
            person: .password(email: Toy.email, password: Toy.password))
        attempt.timeLimit = .seconds(120)
        return attempt
    }

    @Test("each client finds everything, signs in, calls, refreshes", arguments: clients)
    func whole(profile: Profile) async throws {
        try await withToyServer { base, _ in
            let result = await (try Self.attempt(base, profile)).run { _ in }
            #expect(result.failure == nil)
            #expect(
                result.steps.prefix(6).map(\.title) == [
                    "call the MCP server without a token", "read the resource's metadata", "read the server's metadata",
                    "come by a client identifier", "ask for authorization, sign in and allow", "exchange the code for tokens",
                ])
            #expect(result.person?.email == Toy.email)
            #expect(result.steps.contains { $0.title == "call the MCP server with the new token" })
        }
    }

    @Test("each client also takes every other way that it knows", arguments: clients, Try.Way.allCases)
    func ways(profile: Profile, way: Try.Way) async throws {
        guard profile.connection.registrations.contains(where: { $0.way.kind == way }) else { return }
        try await withToyServer { base, toy in
            var attempt = try Self.attempt(base, profile)
            attempt.way = way
            if way == .preregistered { attempt.credentials = Try.Credentials(id: "given") }
            let result = await attempt.run { _ in }
            #expect(result.failure == nil)
            let id = Toy.fields(toy.requests(to: "/authorize")[0].query)["client_id"] ?? ""
            #expect(id.hasPrefix("https://") == (way == .document))
            #expect((id == "given") == (way == .preregistered))
            #expect(toy.requests(to: "/register").isEmpty == (way != .dynamic))
        }
    }

    /// The authorization requests of a run, taken apart.
    private static func queries(_ profile: Profile, way: Try.Way? = nil) async throws -> [[(name: String, value: String)]] {
        let seen = Mutex<[ToyRequest]>([])
        try await withToyServer { base, toy in
            var attempt = try attempt(base, profile)
            attempt.way = way
            #expect(await attempt.run { _ in }.failure == nil)
            seen.withLock { $0 = toy.requests(to: "/authorize") }
        }
        return seen.withLock { $0 }.map { request in
            request.query.split(separator: "&").map { pair in
                let name = String(pair.prefix { $0 != "=" })
                return (name, Percent.decode(pair.dropFirst(name.count + 1)) ?? "")
            }
        }
    }

    private static func table(_ query: [(name: String, value: String)]) -> [String: String] {
        Dictionary(query.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    @Test("VS Code sends its parameters in its order, with a state in standard base64 and a port of its own")
    func visualStudioCode() async throws {
        let query = try #require(try await Self.queries(.visualStudioCode).first)
        #expect(
            query.map(\.name) == [
                "client_id", "response_type", "code_challenge", "code_challenge_method", "scope", "resource", "redirect_uri", "state",
            ])
        #expect(query[0].value == "https://vscode.dev/oauth/client-metadata.json")
        #expect(
            query[7].value.count == 24 && query[7].value.hasSuffix("==") && query[7].value.contains("+") && query[7].value.contains("/"))
        #expect(query[6].value.wholeMatch(of: #/http://127\.0\.0\.1:\d{5}//#) != nil)
    }

    @Test("ChatGPT comes back without scope and with a long state, and always says its language")
    func chatGPT() async throws {
        let queries = try await Self.queries(.chatGPTApp)
        #expect(queries.count == 2)
        let first = Self.table(queries[0])
        #expect(first["client_id"] == "https://chatgpt.com/oauth/client.json")
        #expect(first["redirect_uri"] == "https://chatgpt.com/connector_platform_oauth_redirect")
        #expect(first["scope"] == "notes:read openid email offline_access")
        #expect(first["ui_locales"] == "en-US" && first["state"]?.hasPrefix("oauth_s_") == true && first["state"]?.count == 40)
        let second = Self.table(queries[1])
        #expect(second["scope"] == nil && (second["state"]?.count ?? 0) > 521)
    }

    @Test("Codex names the resource twice the second time, and ends its callback in twelve characters without a document")
    func codex() async throws {
        let queries = try await Self.queries(.codex)
        #expect(queries[0].filter { $0.name == "resource" }.count == 1 && queries[1].filter { $0.name == "resource" }.count == 2)
        #expect(Self.table(queries[0])["redirect_uri"]?.hasSuffix("/callback") == true)
        let dynamic = try await Self.queries(.codex, way: .dynamic)
        let redirect = Self.table(dynamic[0])["redirect_uri"] ?? ""
        #expect(redirect.wholeMatch(of: #/http://127\.0\.0\.1:\d{5}/callback/[A-Za-z0-9_-]{12}/#) != nil)
    }

    @Test("Claude registers a new client at a second connection, if it registers at all")
    func claude() async throws {
        let queries = try await Self.queries(.claude, way: .dynamic)
        #expect(queries.map { query in query.first { $0.name == "client_id" }?.value } == ["toy_client_1", "toy_client_2"])
    }

    @Test("the requests of discovery carry the client's name and revision")
    func discovery() async throws {
        try await withToyServer { base, toy in
            _ = await (try Self.attempt(base, .codex)).run { _ in }
            let request = try #require(toy.requests(to: "/.well-known/oauth-authorization-server").first)
            #expect(request.headers["mcp-protocol-version"] == "2024-11-05")
            #expect(request.headers["user-agent"] == "codex-mcp-client/0.154.0")
            #expect(toy.requests(to: "/.well-known/oauth-protected-resource").isEmpty)
        }
    }

    @Test("a refresh says scope only where the client does")
    func refresh() async throws {
        for (profile, hasScope) in [(Profile.codex, true), (.claude, false)] {
            try await withToyServer { base, toy in
                _ = await (try Self.attempt(base, profile)).run { _ in }
                let refresh = try #require(toy.requests(to: "/token").first { $0.body.contains("grant_type=refresh_token") })
                #expect((Toy.fields(refresh.body)["scope"] != nil) == hasScope)
                #expect((Toy.fields(refresh.body)["resource"] == nil) == hasScope)
            }
        }
    }

    @Test("the session and the revision that the server named are on every later call")
    func session() async throws {
        try await withToyServer { base, toy in
            _ = await (try Self.attempt(base, .cursor)).run { _ in }
            let calls = toy.requests(to: "/mcp").filter { $0.body.contains("tools/") }
            #expect(!calls.isEmpty)
            #expect(
                calls.allSatisfy { $0.headers["mcp-session-id"] == "toy-session" && $0.headers["mcp-protocol-version"] == "2025-06-18" })
        }
    }

    @Test("a client that knows the stateless transport tries it first, and falls back")
    func stateless() async throws {
        try await withToyServer { base, toy in
            let result = await (try Self.attempt(base, .mcp)).run { _ in }
            #expect(result.failure == nil)
            let calls = toy.requests(to: "/mcp").filter { $0.headers["authorization"] != nil }
            #expect(calls[0].headers["mcp-method"] == "server/discover" && calls[0].headers["mcp-protocol-version"] == "2026-07-28")
            #expect(calls[1].body.contains(#""method":"initialize""#) && calls[1].headers["mcp-method"] == nil)
        }
    }

    @Test("a tool that needs more makes the client ask for everything together", arguments: ["delete_note", "count"])
    func stepUp(tool: String) async throws {
        try await withToyServer { base, toy in
            var attempt = try Self.attempt(base, .claudeCode)
            attempt.tool = tool
            let result = await attempt.run { _ in }
            #expect(result.failure == nil)
            #expect(result.steps.contains { $0.title == "ask for more scope and call the tool again" })
            #expect(Toy.fields(toy.requests(to: "/authorize")[1].query)["scope"] == "notes:read offline_access notes:write")
        }
    }

    @Test("where anybody may begin, the tool that was named decides, and without one the client says so")
    func perTool() async throws {
        try await withToyServer(faults: [.asksPerTool]) { base, _ in
            var attempt = try Self.attempt(base, .chatGPTApp)
            attempt.tool = "whoami"
            #expect(await attempt.run { _ in }.failure == nil)
            let failure = await (try Self.attempt(base, .chatGPTApp)).run { _ in }.failure
            #expect(failure?.hasSuffix("if only some tools need a person, name one with --tool") == true)
        }
    }

    @Test("ChatGPT tries each server that the resource names, Claude only the first")
    func servers() async throws {
        try await withToyServer(faults: [.hasDeadServer]) { base, _ in
            #expect(await (try Self.attempt(base, .chatGPTApp)).run { _ in }.failure == nil)
            let failure = await (try Self.attempt(base, .claude)).run { _ in }.failure
            #expect(failure?.contains("expected the server's metadata at \(base)/.well-known/oauth-authorization-server/dead") == true)
        }
    }

    @Test("the code sent again ends the connection")
    func replay() async throws {
        try await withToyServer { base, _ in
            var attempt = try Self.attempt(base, .inspector)
            attempt.isReplaying = true
            let result = await attempt.run { _ in }
            #expect(result.failure == nil)
            #expect(result.steps.last?.title == "send the code again")
        }
    }

    @Test("no secret is shown")
    func secrets() async throws {
        try await withToyServer { base, toy in
            var attempt = try Self.attempt(base, .chatGPTApp)
            attempt.way = .dynamic
            let result = await attempt.run { _ in }
            let shown =
                result.steps.flatMap(\.lines).joined(separator: "\n")
                + String(decoding: result.json(profile: "chatgpt-app", server: base).encoded, as: UTF8.self)
            let verifier = Toy.fields(toy.requests(to: "/token")[0].body)["code_verifier"] ?? ""
            #expect(verifier.count == 43)
            for secret in [Toy.code, Toy.password, "toy_secret_0123456789", "access_token_1_0", "refresh_token_1_0", verifier] {
                #expect(!shown.contains(secret), "\(secret)")
            }
        }
    }
}
