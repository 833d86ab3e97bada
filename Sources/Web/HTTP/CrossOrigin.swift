// Cross-origin resource sharing for the endpoints that scripts of any origin may call (OAuth 2.1 §3.2).
// Never with credentials, and never at the authorization endpoint.

import HTTPTypes
import Hummingbird

enum CrossOrigin {
    static let headers: HTTPFields = [
        .accessControlAllowOrigin: "*",
        .accessControlExposeHeaders: "WWW-Authenticate, Retry-After",
    ]

    static func preflight(_ methods: [String]) -> Response {
        var response = Response(status: .noContent, headers: headers)
        response.headers[.accessControlAllowMethods] = methods.joined(separator: ", ")
        response.headers[.accessControlAllowHeaders] = "Authorization, Content-Type, MCP-Protocol-Version"
        response.headers[.accessControlMaxAge] = "86400"
        return response
    }

    static func allowing(_ response: Response) -> Response {
        var response = response
        response.headers.append(contentsOf: headers)
        return response
    }
}
