// Cross-origin calls to an MCP server (Fetch standard, "CORS protocol"). Scripts of any origin may try: there are no
// cookies in play, and without a token nothing is to be had. Answered here, because few MCP servers answer a
// preflight, and because some refuse calls by their `Origin`, which is no reason behind a token.

import HTTPTypes
import Hummingbird

enum OpenDoor {
    private static let exposed = "WWW-Authenticate, Retry-After, Mcp-Session-Id, MCP-Protocol-Version"

    static func isPreflight(_ request: Request) -> Bool {
        request.method == .options && request.headers[.accessControlRequestMethod] != nil
    }

    static func preflight(for request: Request) -> Response {
        var headers: HTTPFields = [
            .accessControlAllowOrigin: "*", .accessControlAllowMethods: "GET, POST, DELETE", .accessControlMaxAge: "86400",
            .accessControlAllowHeaders:
                "Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name, Last-Event-ID",
        ]
        // Parameters of tools are sent as `Mcp-Param-…`, which nobody can list beforehand.
        if let asked = request.headers[.accessControlRequestHeaders], asked.utf8.allSatisfy(isFieldNameOrComma) {
            headers[.accessControlAllowHeaders] = asked
        }
        return Response(status: .noContent, headers: headers)
    }

    /// Says in an answer that a script may read it, unless the server has said so itself.
    static func open(_ headers: inout HTTPFields) {
        guard headers[.accessControlAllowOrigin] == nil else { return }
        headers[.accessControlAllowOrigin] = "*"
        headers[.accessControlExposeHeaders] = exposed
    }

    private static func isFieldNameOrComma(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-_, ".utf8.contains(byte)
        }
    }
}
