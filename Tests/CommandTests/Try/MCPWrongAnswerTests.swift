// Every wrong answer that a real MCP client would stumble over: its emulator stops there and says what to do. The clients that
// are more patient go on.

import NIOCore
import Profiles
import Testing

@testable import usher

@Suite("Wrong answers to MCP clients")
struct MCPWrongAnswerTests {
    struct Case: Sendable, CustomStringConvertible {
        let profile: Profile
        let lie: ToyLie
        let sentence: String
        var description: String { "\(profile.name): \(lie.path) \(lie.text) → \(lie.replacement)" }

        init(_ profile: Profile, _ path: String, _ text: String, _ replacement: String, _ sentence: String) {
            self.profile = profile
            lie = ToyLie(path: path, text: text, replacement: replacement)
            self.sentence = sentence
        }
    }

    private static let server = "/.well-known/oauth-authorization-server"
    private static let resource = "/.well-known/oauth-protected-resource/mcp"

    static let cases = [
        Case(.claude, "/mcp", "401", "200", "a call without a token is refused with 401"),
        Case(.claude, "/mcp", "Bearer resource", "DPoP resource", "Bearer is the first scheme"),
        Case(.claude, "/mcp", #"resource_metadata="http"#, #"resource_metadata="/x"#, "resource_metadata is a whole address"),
        Case(.claude, resource, "/mcp", "/", "resource is "),
        Case(.geminiCLI, resource, "/mcp", "/mcp/", "resource is "),
        Case(.cursor, resource, "/mcp", "/other", "or above it"),
        Case(.claudeCode, resource, #"["notes:read"]"#, "null", "no member is null"),
        Case(.claudeCode, resource, "application/json", "text/html", "the answer is application/json"),
        Case(.claude, resource, "authorization_servers", "servers", "authorization_servers names at least one"),
        Case(.claude, resource, "200", "500", "the status is 200"),
        Case(.claude, resource, "127.0.0.1", "localhost", "resource is "),
        Case(.inspector, server, #""issuer":"http"#, #""issuer":"https"#, "the issuer is"),
        Case(.codex, server, "token_endpoint\"", "token_address\"", "token_endpoint is there"),
        Case(.claude, server, #"["S256"]"#, #"["plain"]"#, "code_challenge_methods_supported has S256"),
        Case(.chatGPTApp, server, "code_challenge_methods_supported", "methods", "code_challenge_methods_supported has S256"),
        Case(.claude, server, #""token_endpoint":"http:"#, #""token_endpoint":"ftp:"#, "token_endpoint is an https address"),
        Case(.cursor, server, #""registration_endpoint""#, #""registration""#, "but the server has no registration_endpoint"),
        Case(.cursor, "/register", "201", "200", "the status is 201"),
        Case(.cursor, "/register", "201", "403", "the status is 201"),
        Case(.cursor, "/register", "toy_client", "https://toy", "client_id is no address"),
        Case(.cursor, "/register", #""none""#, #""client_secret_post""#, "the client authenticates with none"),
        Case(.cursor, "/register", #""response_types""#, #""client_secret":"x","response_types""#, "a secret came back"),
        Case(.cursor, "/register", "1800000000", "1800000000.5", "client_id_issued_at as a whole number"),
        Case(.cursor, "/register", "1800000000", "null", "no member is null"),
        Case(.codex, "/consent", "iss=", "issuer=", "iss is there once"),
        Case(.chatGPTApp, "/consent", "iss=http", "iss=https", "iss is the issuer"),
        Case(.chatGPTApp, "/consent", "code=", "error=access_denied&x=", "the answer is no error"),
        Case(.visualStudioCode, "/consent", "%2B", "+", "state came back octet for octet"),
        Case(.visualStudioCode, "/consent", "%2B", "%252B", "state came back octet for octet"),
        Case(.claude, "/token", "3600", #""3600""#, "expires_in is a positive whole number"),
        Case(.claude, "/token", "bearer", "mac", "token_type is Bearer"),
        Case(.claude, "/token", "refresh_token", "renewal_token", "refresh_token is there"),
        Case(.claude, "/token", "no-store", "private", "Cache-Control says no-store"),
        Case(.claude, "/token", "access_token_2_", "access_token_1_", "the access token is a new one"),
        Case(.claude, "/mcp", "text/event-stream", "text/html", "expected a JSON-RPC message in answer to initialize"),
        Case(.claude, "/mcp", "202", "404", "the notification is accepted with 202"),
        Case(.claude, "/mcp", #""tools":"#, #""toys":"#, "expected that tools/list answers with tools"),
    ]

    @Test("each is noticed at once, with the reason", arguments: cases)
    func noticed(wrong: Case) async throws {
        try await withToyServer(lie: wrong.lie) { base, _ in
            let result = await (try MCPTryTests.attempt(base, wrong.profile)).run { _ in }
            #expect(result.failure?.contains(wrong.sentence) == true, "\(result.failure ?? "nothing was noticed")")
            #expect(result.steps.filter { !$0.hasPassed }.count == 1 && result.steps.last?.hasPassed == false)
        }
    }

    @Test(
        "what a more patient client overlooks does not stop it",
        arguments: [
            Case(.visualStudioCode, server, #""issuer":"http"#, #""issuer":"https"#, ""),
            Case(.codex, server, #"["S256"]"#, #"["plain"]"#, ""),
            Case(.claude, "/consent", "iss=", "issuer=", ""),
            Case(.visualStudioCode, "/mcp", "Bearer resource", "bearer resource", ""),
            Case(.codex, resource, "/mcp", "/", ""),
            Case(.visualStudioCode, server, #""jwks_uri""#, #""odd":null,"jwks_uri""#, ""),
        ])
    func overlooked(wrong: Case) async throws {
        try await withToyServer(lie: wrong.lie) { base, toy in
            _ = await (try MCPTryTests.attempt(base, wrong.profile)).run { _ in }
            #expect(!toy.requests(to: "/token").isEmpty)
        }
    }

    @Test(
        "a race that is lost, a refresh token that stays, a verifier that is forgotten",
        arguments: [
            (Profile.claudeCode, Toy.Fault.refusesRace, "both refreshes are answered with tokens"),
            (.claude, .keepsRefreshToken, "the refresh token is a new one"),
            (.visualStudioCode, .forgetsProof, "the status is 200"),
        ])
    func faults(profile: Profile, fault: Toy.Fault, sentence: String) async throws {
        try await withToyServer(faults: [fault]) { base, _ in
            let result = await (try MCPTryTests.attempt(base, profile)).run { _ in }
            #expect(result.failure?.contains(sentence) == true, "\(result.failure ?? "nothing was noticed")")
        }
    }

    @Test("a way that is not open is named, with what would open it")
    func closed() async throws {
        let lie = ToyLie(path: Self.server, text: #""client_id_metadata_document_supported":true"#, replacement: #""odd":true"#)
        try await withToyServer(lie: lie) { base, toy in
            var attempt = try MCPTryTests.attempt(base, .claude)
            attempt.way = .document
            let failure = await attempt.run { _ in }.failure
            #expect(failure?.contains("the server does not say client_id_metadata_document_supported") == true)
            #expect(failure?.contains("give --client-id") == true)
            // Left to itself it registers instead.
            #expect(await (try MCPTryTests.attempt(base, .claude)).run { _ in }.failure == nil)
            #expect(!toy.requests(to: "/register").isEmpty)
        }
    }

    @Test("Cursor stops at a page in place of a missing document, Claude goes on")
    func pageForMissing() async throws {
        for (profile, isStopped) in [(Profile.cursor, true), (.claude, false)] {
            try await withToyServer(missing: "/.well-known/oauth-authorization-server") { base, _ in
                let failure = await (try MCPTryTests.attempt(base, profile)).run { _ in }.failure
                #expect((failure?.contains("an address without a document answers in JSON") == true) == isStopped, "\(failure ?? "")")
                #expect((failure == nil) == !isStopped)
            }
        }
    }

    @Test("another authorization server than the named one is noticed")
    func otherServer() async throws {
        try await withToyServer { base, _ in
            var attempt = Try(
                profile: .claude, server: Address("https://as.example"), resource: Address(base + "/mcp"),
                person: .password(email: Toy.email, password: Toy.password))
            attempt.timeLimit = .seconds(120)
            #expect(await attempt.run { _ in }.failure?.contains("authorization_servers has https://as.example") == true)
        }
    }
}
