// Calling an MCP server as the client does: `initialize` with its name, or the stateless transport of 2026-07-28 where the
// client tries that first; then the list of tools.

import Keys
import Profiles

extension Journey {
    private var mcpClient: Profile.MCPClient? {
        if case .mcp(let client) = connection.calls { client } else { nil }
    }

    /// The challenge from which a client learns everything else (RFC 9728 §5.1, MCP authorization).
    func callMCPWithoutToken(_ step: inout Step) async throws {
        guard let mcpClient else { return }
        var answer = try await send("initialize", mcpClient.initialization, token: nil, &step)
        // Where only some tools need a person, the first of them asks for one.
        if answer.status == 200, let tool = plan.tool {
            step.note("Anybody may begin here: the client signs in where the tool \(tool) asks for it.")
            answer = try await send("tools/call", Self.calling(tool), token: nil, &step)
            if let line = Self.challenge(in: answer) { return challenge = ChallengeLine(line) }
        }
        try step.expect(
            answer.status == 401, "a call without a token is refused with 401", "MCP authorization, Token Handling",
            found: "the status is \(answer.status)",
            cure: "check the token before the body is read, and answer 401; if only some tools need a person, name one with --tool")
        guard let line = answer.header("WWW-Authenticate") else {
            return step.note("There is no WWW-Authenticate: the client looks at the well-known addresses.")
        }
        let challenge = ChallengeLine(line)
        if plan.demands.contains(.bearerFirst) {
            try step.expect(
                challenge.scheme == "Bearer", "Bearer is the first scheme of the challenge", "RFC 6750 §3",
                found: "it is \(challenge.scheme)", cure: "write Bearer first, in one header line")
        }
        self.challenge = challenge
        if let place = challenge.parameters["resource_metadata"] {
            try step.expect(
                Address(place) != nil, "resource_metadata is a whole address", "RFC 9728 §5.1", found: "it is \(place)",
                cure: "write it with scheme and host")
        } else {
            step.note("The challenge names no resource_metadata: the client looks at the well-known addresses.")
        }
    }

    func callMCP(_ step: inout Step) async throws {
        guard let mcpClient else { return }
        session.id = nil
        session.isStateless = false
        session.version = ""
        if mcpClient.triesStateless, try await discover(mcpClient, &step) {
            session.isStateless = true
        } else {
            try await initialize(mcpClient, &step)
        }
        try await listTools(&step)
    }

    /// MCP 2026-07-28, server/discover. A server of an older revision does not know the method.
    private func discover(_ mcpClient: Profile.MCPClient, _ step: inout Step) async throws -> Bool {
        session.isStateless = true
        session.version = MCPSession.stateless
        let answer = try await send("server/discover", [:], token: tokens.accessToken, &step)
        try expectAccepted(answer, &step)
        if answer.status == 200, case .result = MCPReply(answer) { return true }
        session.isStateless = false
        session.version = ""
        step.note("The server does not know the stateless transport of \(MCPSession.stateless): the client falls back to initialize.")
        return false
    }

    private func initialize(_ mcpClient: Profile.MCPClient, _ step: inout Step) async throws {
        let answer = try await send("initialize", mcpClient.initialization, token: tokens.accessToken, &step)
        let result = try expectResult(answer, of: "initialize", &step)
        session.version = try step.expectText(result, "protocolVersion", "MCP, Lifecycle")
        session.id = answer.header("Mcp-Session-Id")
        let notice = try await send("notifications/initialized", nil, token: tokens.accessToken, isNotification: true, &step)
        try step.expect(
            notice.status == 202 || notice.status == 200, "the notification is accepted with 202", "MCP, Streamable HTTP",
            found: "the status is \(notice.status)", cure: "pass notifications on as well")
    }

    private func listTools(_ step: inout Step) async throws {
        let answer = try await send("tools/list", [:], token: tokens.accessToken, &step)
        let result = try expectResult(answer, of: "tools/list", &step)
        guard case .array(let tools)? = result["tools"] else {
            throw TryFailure("expected that tools/list answers with tools (MCP, Tools), but it does not")
        }
        let names = tools.compactMap { $0["name"]?.text }
        step.note("Tools: " + (names.isEmpty ? "none" : names.joined(separator: ", ").shortened(to: 300)))
        session.tool = plan.tool ?? tools.first(where: Self.isHarmless).flatMap { $0["name"]?.text }
        if apiAnswer == nil { apiAnswer = "tools: " + names.joined(separator: ", ").shortened(to: 500) }
    }

    /// A tool that says that it only reads, and that can be called without arguments.
    private static func isHarmless(_ tool: JSONAnswer) -> Bool {
        guard case .boolean(true)? = tool["annotations"]?["readOnlyHint"] else { return false }
        return (tool["inputSchema"]?["required"]?.texts ?? []).isEmpty
    }

    private func expectAccepted(_ answer: Answer, _ step: inout Step) throws(TryFailure) {
        let refusal = answer.header("WWW-Authenticate").map { " (\($0))" } ?? ""
        try step.expect(
            ![401, 403].contains(answer.status), "the MCP server accepts the token", "RFC 6750 §2.1",
            found: "the status is \(answer.status)\(refusal)",
            cure: "compare the token's audience with the resource, and its issuer with the server's, octet for octet")
    }

    func expectResult(_ answer: Answer, of name: String, _ step: inout Step) throws(TryFailure) -> JSONAnswer {
        try expectAccepted(answer, &step)
        try step.expect(
            answer.status == 200, "\(name) is answered with 200", "MCP, Streamable HTTP", found: "the status is \(answer.status)",
            cure: "is the MCP server behind the gateway running?")
        switch MCPReply(answer) {
        case .result(let result): return result
        case .failure(let code, let message):
            throw TryFailure("expected a result of \(name) (MCP, Messages), but the server answers with error \(code): \(message)")
        case nil:
            throw TryFailure(
                "expected a JSON-RPC message in answer to \(name) (MCP, Streamable HTTP), but got \(answer.mediaType); "
                    + "is this the MCP server's address?")
        }
    }

    func send(
        _ name: String, _ parameters: JSON.Members?, token: String?, isNotification: Bool = false, _ step: inout Step
    ) async throws -> Answer {
        var message: JSON.Members = ["jsonrpc": "2.0"]
        if !isNotification {
            message["id"] = .integer(session.nextID)
            session.nextID += 1
        }
        message["method"] = .string(name)
        var parameters = parameters
        if session.isStateless, let meta = mcpClient?.meta { parameters = (parameters ?? [:]).with("_meta", meta) }
        message["params"] = parameters.map { .object($0) }
        var headers = [
            ("Accept", "application/json, text/event-stream"), ("User-Agent", connection.discovery.userAgent),
        ]
        if !session.version.isEmpty { headers.append(("MCP-Protocol-Version", session.version)) }
        if session.isStateless { headers.append(("Mcp-Method", name)) }
        if session.isStateless, case .string(let tool)? = parameters?["name"] { headers.append(("Mcp-Name", tool)) }
        if let id = session.id { headers.append(("Mcp-Session-Id", id)) }
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        var call = Call(method: "POST", address: plan.resource?.text ?? "", headers: headers.map { (name: $0.0, value: $0.1) })
        call.body = .document(.object(message))
        return try await apiCaller.send(call, &step)
    }
}

extension JSON.Members {
    fileprivate func with(_ name: String, _ value: JSON) -> JSON.Members {
        var copy = self
        copy[name] = value
        return copy
    }
}
