// MCP, Streamable HTTP (2025-03-26 to 2026-07-28): which tools a body calls, and whether its caller may.
// Only for routes with rules for tools; every other body streams through unread. The token has been checked before.

import Keys
import FoundationEssentials
import HTTPTypes
import Hummingbird
import MCP
import NIOCore

/// Judges one call to an MCP server.
struct ToolGate {
    let rules: ToolRules
    let route: Route
    let request: Request
    let caller: Caller?
    /// Whether there is no token, and only because some tools may need none.
    let isLookingAround: Bool
    let channel: (any Channel)?

    /// - Returns: nil if there is nothing to judge about the route's calls.
    init?(_ call: Forwarding, isLookingAround: Bool) {
        guard let rules = call.resource.route.toolRules else { return nil }
        self.rules = rules
        self.isLookingAround = isLookingAround
        (route, request, caller, channel) = (call.resource.route, call.request, call.caller, call.channel)
    }

    enum Decision {
        /// Goes up with the body that was judged, and comes down by way of the listing.
        case forward(ByteBuffer?, ToolListing?)
        /// The caller has to show these scopes; none: any good token.
        case needs([String])
        /// The same, said in the result of the tool.
        case ask(Response, for: [String])
    }

    /// What can be asked without a token where people sign in per tool: what there is, not what is in it.
    private static let openMethods: Set<String> = [
        "initialize", "ping", "server/discover", "tools/list", "prompts/list", "resources/list", "resources/templates/list",
        "notifications/initialized", "notifications/cancelled",
    ]

    func decide() async throws(Refusal) -> Decision {
        guard request.method == .post else { return try decideWithoutBody() }
        let body = try await WholeBody(request: request, channel: channel)
            .read(upTo: caller == nil ? WholeBody.largestAnonymous : WholeBody.largest)
        let messages: Messages
        do throws(MessageProblem) {
            messages = try Messages(reading: Array(body.readableBytesView))
            try MirroredHeaders(request.headers).check(messages)
            let (needsToken, scopes) = try needs(of: messages)
            if let caller {
                guard scopes.allSatisfy(caller.scopes.contains) else { return lacking(scopes, messages) }
            } else if needsToken {
                return lacking(scopes, messages)
            }
        } catch {
            throw .badMessage(error.code, error.sentence)
        }
        return .forward(body, listing(for: messages))
    }

    /// Sessions and their streams (GET, DELETE): nothing to read, but a token to be had. `405` is how a server says
    /// that it has no such stream, which a client that is only looking around takes calmly.
    private func decideWithoutBody() throws(Refusal) -> Decision {
        guard [.get, .head, .delete, .options].contains(request.method) else { throw .methodNotAllowed }
        guard !request.hasBody else { throw .badRequest("Only a POST carries a message.") }
        if isLookingAround { throw .postOnly }
        // A stream that is taken up again (`Last-Event-ID`) may repeat any answer.
        return .forward(nil, request.method == .get ? ToolListing(answersTo: nil, schemes: rules.schemes(of:hasSaid:)) : nil)
    }

    private func needs(of messages: Messages) throws(MessageProblem) -> (needsToken: Bool, scopes: [String]) {
        var needsToken = false
        var scopes: [String] = []
        for message in messages.list {
            guard let call = try ToolCall(message) else {
                let isOpen = message.method.map(Self.openMethods.contains) ?? false
                if isLookingAround, !isOpen { needsToken = true }
                continue
            }
            guard case .scopes(let needed) = rules.access(of: call.name) else { continue }
            needsToken = true
            scopes += needed.filter { !scopes.contains($0) }
        }
        return (needsToken, scopes)
    }

    private func listing(for messages: Messages) -> ToolListing? {
        let ids = messages.list.compactMap { $0.method == "tools/list" ? $0.id : nil }
        return ids.isEmpty ? nil : ToolListing(answersTo: Set(ids), schemes: rules.schemes(of:hasSaid:))
    }

    // MARK: Sign-in from within a tool

    /// ChatGPT offers to sign in only if the tool's own result says so; every other client waits for 401 and 403.
    private func lacking(_ scopes: [String], _ messages: Messages) -> Decision {
        guard rules.signIn == .perTool, messages.list.count == 1, !messages.isBatch, let message = messages.list.first,
            case .request(let id, ToolCall.method, _) = message, isChatGPT(message)
        else { return .needs(scopes) }
        let sentence = caller == nil ? "Sign in to use this tool." : "This tool needs more than you have allowed so far."
        let challenge = Challenge(
            error: ("insufficient_scope", sentence), scopes: route.challengeScopes(for: .token(scopes), granted: caller?.scopes ?? []),
            metadataURL: route.metadataURL.absoluteString)
        let result = ToolResult.signIn(challenge: challenge.description, sentence: sentence)
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store", .xContentTypeOptions: "nosniff"]
        OpenDoor.open(&headers)
        let body = ByteBuffer(bytes: Answer.result(id: id, result.value).encoded)
        return .ask(Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body)), for: scopes)
    }

    private func isChatGPT(_ message: Message) -> Bool {
        // Revision 2026-07-28 says in each request who the client is.
        let client = message.params?["_meta"]?["io.modelcontextprotocol/clientInfo"]?["name"]?.string
        return client == "openai-mcp" || request.headers[.userAgent]?.lowercased().contains("openai-mcp") == true
    }
}
