// Why a call is refused, and how that is answered: RFC 6750 §3 (challenges and error codes) and RFC 9110 §11.6.1.
// The sentences may be shown to anybody; `detail` is for the backend's own log.

import HTTPTypes
import Hummingbird
import Keys

/// Why a call is refused. Thrown through Hummingbird it answers by itself, as JSON with a challenge.
public enum Refusal: Error, Sendable, Equatable {
    /// There is no assertion or token.
    case missing
    /// There is more than one, or what is there is no token at all.
    case ambiguous
    /// There is one, and it is not acceptable.
    case rejected(TokenProblem)
    /// It is good, but was granted less than the call needs.
    case insufficientScope(Set<String>)
    /// It is good, but names a client acting for itself where a person is needed.
    case noPerson
    /// Usher's keys cannot be had just now, so that nothing can be checked.
    case keysUnavailable(detail: String)

    public var status: HTTPResponse.Status {
        switch self {
        case .missing, .ambiguous, .rejected: .unauthorized
        case .insufficientScope, .noPerson: .forbidden
        case .keysUnavailable: .serviceUnavailable
        }
    }

    /// The error code of RFC 6750 §3.1 where there is one.
    public var code: String {
        switch self {
        case .missing: "unauthorized"
        case .ambiguous, .rejected: "invalid_token"
        case .insufficientScope: "insufficient_scope"
        case .noPerson: "person_required"
        case .keysUnavailable: "temporarily_unavailable"
        }
    }

    /// A sentence that may be published.
    public var sentence: String {
        switch self {
        case .missing: "This call does not say whom it is for: call through the gateway, or send a token."
        case .ambiguous: "This call must carry exactly one token."
        case .rejected(let problem): problem.rawValue
        case .insufficientScope: "The client was not granted what this call needs."
        case .noPerson: "This call needs a person, and the client acts for itself."
        case .keysUnavailable: "The token cannot be checked at the moment: try again shortly."
        }
    }
}

extension Refusal: CustomStringConvertible {
    /// For the backend's log; it never contains the token.
    public var description: String {
        if case .keysUnavailable(let detail) = self { "\(code): \(detail)" } else { "\(code): \(sentence)" }
    }
}

extension Refusal: HTTPResponseError {
    public func response(from request: Request, context: some RequestContext) -> Response {
        answer(challenging: .accessToken)
    }

    /// The answer; `credential` is what the backend asks for.
    func answer(challenging credential: Credential) -> Response {
        let body = JSON.object(["error": .string(code), "error_description": .string(sentence)])
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        switch self {
        case .keysUnavailable: headers[.retryAfter] = "10"
        default: headers[.wwwAuthenticate] = challenge(for: credential).description
        }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.encoded)))
    }

    private func challenge(for credential: Credential) -> Challenge {
        switch self {
        case .insufficientScope(let scopes):
            // RFC 6750 §3.1: name the scope, so that the client can ask the person for more. It reaches the
            // client through the gateway, where the credential is a bearer token whatever the backend reads.
            Challenge(
                scheme: "Bearer",
                parameters: [
                    ("error", code), ("error_description", sentence), ("scope", scopes.sorted().joined(separator: " ")),
                ])
        // RFC 6750 §3: without any token there is no error code in the challenge; nor has it one for a missing person.
        case .missing, .noPerson: Challenge(scheme: credential.scheme, parameters: [])
        default: Challenge(scheme: credential.scheme, parameters: [("error", code), ("error_description", sentence)])
        }
    }
}

/// A challenge of RFC 9110 §11.6.1.
private struct Challenge: CustomStringConvertible {
    let scheme: String
    let parameters: [(name: String, value: String)]

    var description: String {
        guard !parameters.isEmpty else { return scheme }
        return scheme + " " + parameters.map { "\($0.name)=\"\(Self.quotable($0.value))\"" }.joined(separator: ", ")
    }

    // RFC 6750 §3: neither the quote nor the backslash may appear in these values.
    private static func quotable(_ value: String) -> String {
        String(decoding: value.utf8.filter { (0x20...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c }, as: UTF8.self)
    }
}
