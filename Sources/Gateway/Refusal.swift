// What the gateway answers when it does not forward, or when there is nobody to forward to.
// One type, one place where it becomes HTTP: JSON, never cached, readable by scripts of any origin.

import FoundationEssentials
import HTTPTypes
import Hummingbird
import MCP
import NIOCore

/// A call that is not answered by the upstream.
enum Refusal: Error, Equatable {
    case badRequest(String)
    case methodNotAllowed
    /// There is nothing but POST for somebody without a token.
    case postOnly
    case expectationFailed
    case tooLarge
    case unsupportedBody
    /// A body that is no message of the protocol that is spoken here.
    case badMessage(ErrorCode, String)
    /// No credentials at all: a challenge without an error (RFC 6750 §3.1).
    case noToken
    /// Credentials in two places, or twice in one (RFC 6750 §2).
    case invalidRequest(String)
    case invalidToken(String)
    case insufficientScope
    /// No rule lets anybody make this call.
    case forbidden
    case undecided
    case badGateway(String)
    case timedOut
    case failed

    var status: HTTPResponse.Status {
        switch self {
        case .badRequest, .invalidRequest, .badMessage: .badRequest
        case .methodNotAllowed, .postOnly: .methodNotAllowed
        case .tooLarge: .contentTooLarge
        case .unsupportedBody: .unsupportedMediaType
        case .expectationFailed: .expectationFailed
        case .noToken, .invalidToken: .unauthorized
        case .insufficientScope, .forbidden: .forbidden
        case .undecided: .serviceUnavailable
        case .badGateway: .badGateway
        case .timedOut: .gatewayTimeout
        case .failed: .internalServerError
        }
    }

    /// The `error` member: RFC 6750 §3.1 where it has a word for it.
    var code: String {
        switch self {
        case .badRequest, .invalidRequest, .badMessage, .tooLarge, .unsupportedBody: "invalid_request"
        case .methodNotAllowed, .postOnly: "method_not_allowed"
        case .expectationFailed: "expectation_failed"
        case .noToken: "unauthorized"
        case .invalidToken: "invalid_token"
        case .insufficientScope: "insufficient_scope"
        case .forbidden: "forbidden"
        case .undecided: "temporarily_unavailable"
        case .badGateway: "bad_gateway"
        case .timedOut: "gateway_timeout"
        case .failed: "server_error"
        }
    }

    /// A sentence that may be published.
    var sentence: String {
        switch self {
        case .badRequest(let sentence), .invalidRequest(let sentence), .invalidToken(let sentence),
            .badGateway(let sentence), .badMessage(_, let sentence):
            sentence
        case .methodNotAllowed: "This method is not forwarded."
        case .postOnly: "Without a token there is only POST here."
        case .tooLarge: "The body is too large."
        case .unsupportedBody: "Send one application/json body, in UTF-8 and without a content coding."
        case .expectationFailed: "Only the expectation 100-continue is understood."
        case .noToken: "Sign in first: this call needs an access token."
        case .insufficientScope: "The access token does not allow this call."
        case .forbidden: "Nobody may make this call: no rule of this resource allows it."
        case .undecided: "The access token cannot be checked just now. Try again in a moment."
        case .timedOut: "The service behind this address did not answer in time."
        case .failed: "The call could not be forwarded."
        }
    }

    /// The answer, with a challenge where one belongs.
    func response(at route: Route, scopes: [String] = []) -> Response {
        var headers: HTTPFields = [
            .contentType: "application/json", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'", .xFrameOptions: "DENY",
            .referrerPolicy: "no-referrer",
            // A browser client may read the challenge. There are no cookies in play, so any origin may.
            .accessControlAllowOrigin: "*", .accessControlExposeHeaders: "WWW-Authenticate, Retry-After",
        ]
        switch self {
        case .noToken, .invalidToken, .insufficientScope, .invalidRequest:
            headers[.wwwAuthenticate] = Challenge(self, scopes: scopes, metadataURL: route.metadataURL.absoluteString).description
        case .undecided: headers[.retryAfter] = "1"
        case .methodNotAllowed: headers[.allow] = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
        case .postOnly: headers[.allow] = "POST"
        default: break
        }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }

    /// What is wrong with a message is said in its own protocol.
    private var json: [UInt8] {
        let code: ErrorCode
        switch self {
        case .badMessage(let found, _): code = found
        case .tooLarge, .unsupportedBody: code = .invalidRequest
        default: return Array("{\"error\":\"\(self.code)\",\"error_description\":\"\(Challenge.quotable(sentence))\"}".utf8)
        }
        return Answer.error(id: nil, code: code, message: sentence).encoded
    }
}

extension HTTPField.Name {
    fileprivate static let xFrameOptions = Self("X-Frame-Options")!
    fileprivate static let referrerPolicy = Self("Referrer-Policy")!
}
