// Calling one tool of an MCP server (MCP, Tools), and learning from a refusal which scope it needs (RFC 6750 §3.1): from the
// status and its challenge, or from the tool's result, as ChatGPT's Apps SDK has it.

import Keys
import Profiles

extension Journey {
    func callTool(_ step: inout Step) async throws {
        guard let tool = session.tool else { return }
        missingScope = nil
        let answer = try await send("tools/call", Self.calling(tool), token: tokens.accessToken, &step)
        if answer.status == 403, let line = answer.header("WWW-Authenticate") {
            return try learnMissingScope(ChallengeLine(line), &step)
        }
        let result = try expectResult(answer, of: "tools/call", &step)
        if let line = Self.challenge(in: answer) {
            let challenge = ChallengeLine(line)
            for name in ["error", "error_description"] {
                try step.expect(
                    challenge.parameters[name] != nil, "the tool's challenge has \(name)", "Apps SDK, Authentication",
                    found: "it does not", cure: "ChatGPT shows “Connect” only with both")
            }
            return try learnMissingScope(challenge, &step)
        }
        learnFromTool(result, &step)
    }

    static func calling(_ tool: String) -> JSON.Members { ["name": .string(tool), "arguments": .object([:])] }

    /// ChatGPT: a tool that wants a person, or more scope, says so in its result.
    static func challenge(in answer: Answer) -> String? {
        guard case .result(let result) = MCPReply(answer) else { return nil }
        return result["_meta"]?["mcp/www_authenticate"]?.texts?.first
    }

    private func learnMissingScope(_ challenge: ChallengeLine, _ step: inout Step) throws {
        try step.expect(
            challenge.parameters["error"] == "insufficient_scope", "a refusal for want of scope says insufficient_scope",
            "RFC 6750 §3.1", found: "it says \(challenge.parameters["error"] ?? "nothing")", cure: "clients step up only at that word")
        let scope = challenge.parameters["scope"] ?? ""
        try step.expect(
            !scope.isEmpty, "the challenge names the scope that is needed", "MCP authorization, Scope Challenge Handling",
            found: "it does not", cure: "name all scopes that the call needs")
        missingScope = scope
        step.note("The tool needs \(scope).")
    }

    private func learnFromTool(_ result: JSONAnswer, _ step: inout Step) {
        var texts: [String] = []
        if case .array(let contents)? = result["content"] { texts = contents.compactMap { $0["text"]?.text } }
        let text = texts.joined(separator: " ").shortened(to: 500)
        apiAnswer = text.isEmpty ? apiAnswer : text
        if case .boolean(true)? = result["isError"] { step.note("The tool itself failed: \(text)") }
        let seen =
            TryResult.Person(in: result["structuredContent"])
            ?? texts.lazy.compactMap { TryResult.Person(in: JSONAnswer(Array($0.utf8))) }.first
        if let seen { person = TryResult.Person(id: seen.id ?? person?.id, email: seen.email ?? person?.email) }
    }
}
