// What an MCP server answers, as HTTP ("Streamable HTTP"): JSON, never cached, readable by scripts of any origin.

import FoundationEssentials
import HTTPTypes
import Hummingbird
import MCP
import NIOCore

enum ToolReply {
    private static let headers: HTTPFields = {
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store", .xContentTypeOptions: "nosniff"]
        OpenDoor.open(&headers)
        return headers
    }()

    /// For a body without a request in it.
    static let accepted: Response = {
        var response = Response(status: .accepted, headers: headers)
        response.headers[.contentType] = nil
        return response
    }()

    /// There are no streams to listen to and no sessions to end.
    static let methodNotAllowed: Response = {
        var response = Self.response(
            [.error(id: nil, code: .invalidRequest, message: "This is an MCP server; send it messages by POST.")],
            status: .methodNotAllowed, isBatch: false)
        response.headers[.allow] = "POST"
        return response
    }()

    static func response(_ answers: [Answer], status: HTTPResponse.Status, isBatch: Bool) -> Response {
        let bodies = answers.map(\.encoded)
        let body = isBatch ? Value.array(bodies.map { .verbatim($0) }).encoded : bodies.first ?? []
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// A challenge, for clients that read it from HTTP (RFC 6750 §3, RFC 9728 §5.1) and for those that read it from a tool's result.
    static func signIn(
        _ refusal: Refusal, scopes: [String], at route: Route, answering ids: [MessageID], isBatch: Bool
    ) -> Response {
        let url = route.metadataURL.absoluteString
        // Inside of a result a challenge counts only with an error; in the header a caller without token is told of none.
        let inner = Challenge(
            error: (refusal == .noToken ? "invalid_token" : refusal.code, refusal.sentence), scopes: scopes, metadataURL: url)
        let result = ToolResult.signIn(challenge: inner.description, sentence: refusal.sentence)
        var response = Self.response(ids.map { .result(id: $0, result.value) }, status: refusal.status, isBatch: isBatch)
        response.headers[.wwwAuthenticate] = Challenge(refusal, scopes: scopes, metadataURL: url).description
        return response
    }
}

extension ToolProblem {
    func answer(to id: MessageID?) -> Answer { .error(id: id, code: code, message: sentence, data: data) }
}
