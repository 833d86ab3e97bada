// What the gateway leaves for the trace, and what it does not.

import FoundationEssentials
import HTTPTypes
import Hummingbird
import Keys
import NIOCore
import Testing
import Trace

@testable import Gateway

@Suite("What the gateway leaves for the trace")
struct TracedTests {
    private let recorder = Recorder()
    private let noon = Timestamp(seconds: 1_795_521_600)

    private func call(_ path: String = "/notes/a?access_token=secret-token", agent: String = "node/22") -> TracedCall {
        TracedCall(
            Request(
                head: HTTPRequest(method: .get, scheme: "http", authority: "h", path: path, headerFields: [.userAgent: agent]),
                body: .init(buffer: ByteBuffer())))
    }

    private func route() throws -> Route {
        try Route(
            id: "notes", path: "/notes", upstream: #require(URL(string: "http://127.0.0.1:9")), identifier: "https://u.test/notes",
            scopes: ["notes:read": "Read"], metadataURL: #require(URL(string: "https://u.test/.well-known/x")))
    }

    private var trace: GatewayTrace { GatewayTrace(recorder: recorder, now: { [noon] in noon }) { peer, _ in peer ?? "unknown" } }

    private var events: [Event] { recorder.take().notes.flatMap { $0() } }

    @Test("the first call without a token is a challenge, and the same caller's next is not another")
    func challenge() throws {
        trace.refused(call(), .noToken, .token([]), try route(), from: "192.0.2.1")
        trace.refused(call(), .noToken, .token([]), try route(), from: "192.0.2.1")
        let found = events
        #expect(found.count == 1 && found.first?.step.kind == .challenge && found.first?.step.outcome == .waiting)
        #expect(found.first?.resource == "https://u.test/notes")
        #expect(found.first?.step["path"] == "/notes/a")
    }

    @Test("the first call of a grant is recorded, and none after it")
    func firstCall() throws {
        var caller = FixedGate.ann
        caller.grant = GrantID("grant_1")
        for _ in 0..<3 { trace.passed(call(), caller, .ok, try route(), from: "192.0.2.1") }
        let found = events
        #expect(found.count == 1 && found.first?.grant == GrantID("grant_1") && found.first?.step.kind == .call)
    }

    static let refusals: [(refusal: Refusal, reason: Reason?)] = [
        (.invalidToken("x"), .tokenMalformed), (.insufficientScope, .scopeInsufficient), (.forbidden, .ruleMissing),
        (.badGateway("x"), .upstreamFailed), (.invalidRequest("x"), .tokenTwice), (.methodNotAllowed, nil),
        (.badRequest("x"), nil), (.undecided, nil),
    ]

    @Test("a refusal names its rule, or is nothing of a connection's", arguments: refusals.indices)
    func refusal(index: Int) throws {
        let (refusal, reason) = Self.refusals[index]
        trace.refused(call(), refusal, .token(["notes:write"]), try route(), from: "192.0.2.1")
        let found = events
        #expect(found.map(\.step.reason) == (reason.map { [$0] } ?? []))
        #expect(found.allSatisfy { !"\($0)".contains("secret-token") })
    }

    @Test("a tool that asks to sign in by its own result is a challenge, answered with 200")
    func withinTool() async throws {
        let rules = ToolRules(["delete_note": .scopes(["notes:write"])], signIn: .perTool)
        try await Worlds.gateway(to: ForwardingTests.echo(), kind: .mcp(rules), trace: trace) { world in
            _ = try await world.post(ToolGateTests.deleteNote, token: nil, agent: "openai-mcp/1.0.0")
            _ = try await world.post(ToolGateTests.deleteNote, token: "ann", agent: "openai-mcp/1.0.0")
        }
        let found = events
        #expect(found.map(\.step.kind) == [.challenge, .call] && found.map(\.step.status) == [200, 200])
        #expect(found.last?.step.reason == .scopeInsufficient && found.last?.step.detail?.contains("notes:write") == true)
    }
}
