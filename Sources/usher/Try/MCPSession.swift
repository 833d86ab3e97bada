// What is known of the MCP server under trial, and how its messages look on the wire (MCP Streamable HTTP): JSON-RPC by POST,
// answered as JSON or as a stream of events.

import Keys
import Profiles

/// The state of one connection to an MCP server.
struct MCPSession: Sendable {
    /// The revision that both agreed on; empty before.
    var version = ""
    /// `Mcp-Session-Id`, if the server gave one.
    var id: String?
    /// Whether each request stands for itself, as in revision 2026-07-28.
    var isStateless = false
    /// The tool to call.
    var tool: String?
    var nextID: Int64 = 1

    static let stateless = "2026-07-28"
}

/// An answer to a JSON-RPC request.
enum MCPReply: Sendable, Equatable {
    case result(JSONAnswer)
    case failure(code: String, message: String)

    /// Finds the answer in a body that is one message or a stream of them.
    init?(_ answer: Answer) {
        let messages: [JSONAnswer]
        if answer.mediaType == "text/event-stream" {
            messages = Self.events(String(decoding: answer.body, as: UTF8.self)).compactMap { JSONAnswer(Array($0.utf8)) }
        } else {
            messages = answer.json.map { [$0] } ?? []
        }
        for message in messages where message["jsonrpc"]?.text == "2.0" {
            if let result = message["result"] {
                self = .result(result)
                return
            }
            if let error = message["error"] {
                let code = if case .integer(let digits)? = error["code"] { digits } else { "no code" }
                self = .failure(code: code, message: error["message"]?.text ?? "")
                return
            }
        }
        return nil
    }

    /// The data of each event (WHATWG HTML, Server-sent events).
    static func events(_ stream: String) -> [String] {
        var events: [String] = []
        var data: [Substring] = []
        for line in stream.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.hasPrefix("data:") {
                data.append(line.dropFirst(5).drop { $0 == " " })
            } else if line.isEmpty, !data.isEmpty {
                events.append(data.joined(separator: "\n"))
                data = []
            }
        }
        if !data.isEmpty { events.append(data.joined(separator: "\n")) }
        return events
    }
}

extension Profile.MCPClient {
    /// The parameters of `initialize`.
    var initialization: JSON.Members {
        [
            "protocolVersion": .string(protocolVersion), "capabilities": .object([:]),
            "clientInfo": .object(["name": .string(name), "version": .string(version)]),
        ]
    }

    /// What each request of the stateless transport carries.
    var meta: JSON {
        .object([
            "io.modelcontextprotocol/protocolVersion": .string(MCPSession.stateless),
            "io.modelcontextprotocol/clientCapabilities": .object([:]),
            "io.modelcontextprotocol/clientInfo": .object(["name": .string(name), "version": .string(version)]),
        ])
    }
}
