// The toy's MCP server: two tools, of which one needs more scope than the challenge names.

import Foundation

@testable import usher

extension Toy {
    func mcp(_ request: ToyRequest, _ base: String, _ memory: Memory) -> ToyReply {
        let place = "\(base)/.well-known/oauth-protected-resource/mcp"
        let message = try? JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any]
        let id = message?["id"] as? Int ?? 0
        guard let generation = generation(of: request), (1...max(1, memory.generation)).contains(generation), memory.generation > 0 else {
            if faults.contains(.asksPerTool) { return strangersReply(message?["method"] as? String, id, place) }
            return ToyReply(
                status: 401,
                headers: [
                    "Content-Type: application/json", #"WWW-Authenticate: Bearer resource_metadata="\#(place)", scope="notes:read""#,
                ],
                body: #"{"error":"invalid_token"}"#)
        }
        guard let message, let method = message["method"] as? String else { return .json("{}", status: 400) }
        switch method {
        case "initialize":
            return .event(
                id, #"{"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"toy","version":"1"}}"#,
                session: "toy-session")
        case "notifications/initialized": return ToyReply(status: 202, headers: [], body: "")
        case "tools/list": return .result(id, Self.tools)
        case "tools/call": return call(message["params"] as? [String: Any] ?? [:], id, place, memory)
        default: return .json(#"{"jsonrpc":"2.0","id":\#(id),"error":{"code":-32601,"message":"Method not found"}}"#)
        }
    }

    /// Anybody may begin; a tool asks for a person in its result.
    private func strangersReply(_ method: String?, _ id: Int, _ place: String) -> ToyReply {
        guard method == "tools/call" else { return .result(id, #"{"protocolVersion":"2025-06-18","capabilities":{}}"#) }
        let line = #"Bearer resource_metadata=\"\#(place)\", error=\"invalid_token\", error_description=\"Sign in\", scope=\"notes:read\""#
        return .result(id, #"{"content":[],"isError":true,"_meta":{"mcp/www_authenticate":["\#(line)"]}}"#)
    }

    private static let tools = """
        {"tools":[{"name":"delete_note","inputSchema":{"type":"object","required":["id"]}},\
        {"name":"whoami","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}},\
        {"name":"count","inputSchema":{"type":"object"}}]}
        """

    private func call(_ parameters: [String: Any], _ id: Int, _ place: String, _ memory: Memory) -> ToyReply {
        let isAllowed = memory.scope.split(separator: " ").contains("notes:write")
        switch parameters["name"] as? String {
        case "whoami":
            return .event(id, #"{"content":[{"type":"text","text":"{\"sub\":\"user_ada\",\"email\":\"ada@example.com\"}"}]}"#)
        case "delete_note" where !isAllowed:
            return ToyReply(
                status: 403,
                headers: [#"WWW-Authenticate: Bearer error="insufficient_scope", scope="notes:write", resource_metadata="\#(place)""#],
                body: "")
        case "count" where !isAllowed:
            let line =
                #"Bearer resource_metadata=\"\#(place)\", error=\"insufficient_scope\", error_description=\"Sign in again\", scope=\"notes:write\""#
            return .result(id, #"{"content":[],"isError":true,"_meta":{"mcp/www_authenticate":["\#(line)"]}}"#)
        default: return .result(id, #"{"content":[{"type":"text","text":"done"}]}"#)
        }
    }
}

extension ToyReply {
    fileprivate static func result(_ id: Int, _ result: String) -> ToyReply {
        .json(#"{"jsonrpc":"2.0","id":\#(id),"result":\#(result)}"#)
    }

    /// As a stream of one event, as many servers answer.
    fileprivate static func event(_ id: Int, _ result: String, session: String? = nil) -> ToyReply {
        let headers = ["Content-Type: text/event-stream"] + (session.map { ["Mcp-Session-Id: \($0)"] } ?? [])
        return ToyReply(headers: headers, body: "event: message\r\ndata: {\"jsonrpc\":\"2.0\",\"id\":\(id),\"result\":\(result)}\r\n\r\n")
    }
}
