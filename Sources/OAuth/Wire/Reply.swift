// What a back-channel endpoint answers, before it becomes HTTP.

import Keys

/// An answer to a client.
public struct Reply: Sendable, Equatable {
    public enum Body: Sendable, Equatable {
        case none
        case json(JSON)
        /// A JSON document that was encoded before.
        case encoded([UInt8])
    }

    public var status: Int
    public var headers: [Header]
    public var body: Body
    /// Beside the answer, for the trace.
    public var matter = Matter()

    init(status: Int, headers: [Header], body: Body, matter: Matter = Matter()) {
        self.status = status
        self.headers = headers
        self.body = body
        self.matter = matter
    }

    public struct Header: Sendable, Equatable {
        public enum Name: String, Sendable {
            case cacheControl = "Cache-Control"
            case pragma = "Pragma"
            case wwwAuthenticate = "WWW-Authenticate"
            case retryAfter = "Retry-After"
        }
        public let name: Name
        public let value: String
        init(_ name: Name, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// RFC 6749 §5.1: whatever carries tokens, or speaks of them, must not be stored.
    static let noStore = [Header(.cacheControl, "no-store"), Header(.pragma, "no-cache")]

    public static func success(_ members: JSON.Members, about matter: Matter = Matter()) -> Reply {
        Reply(status: 200, headers: noStore, body: .json(.object(members)), matter: matter)
    }

    static func created(_ members: JSON.Members, about matter: Matter = Matter()) -> Reply {
        Reply(status: 201, headers: noStore, body: .json(.object(members)), matter: matter)
    }

    /// What `/register` answers where clients are added by the operator only.
    public static let registrationIsClosed = Reply(
        status: 404, headers: noStore,
        body: .json(
            .object([
                "error": .string(OAuthError.Code.registrationNotSupported.rawValue),
                "error_description": "Clients do not register themselves here: ask the operator for a client_id.",
            ])))

    /// A document that everybody may read and keep for a while, such as metadata.
    static func document(_ json: [UInt8], maxAge: Duration) -> Reply {
        Reply(
            status: 200, headers: [Header(.cacheControl, "public, max-age=\(maxAge.inSeconds)")],
            body: .encoded(json))
    }

    /// The one place where an error becomes an answer at the token, introspection and revocation endpoints.
    ///
    /// - Parameter usedBasic: whether the client tried to authenticate with the `Authorization` header;
    ///   then the answer must name the scheme (RFC 6749 §5.2).
    public static func refusal(_ error: OAuthError, usedBasic: Bool = false) -> Reply {
        var headers = noStore
        if error.code == .invalidClient, usedBasic {
            headers.append(Header(.wwwAuthenticate, #"Basic realm="usher", charset="UTF-8""#))
        }
        if let retryAfter = error.retryAfter {
            headers.append(Header(.retryAfter, String(max(1, retryAfter.inSeconds))))
        }
        let status =
            switch error.code {
            case .invalidClient: error.retryAfter == nil ? 401 : 429
            case .temporarilyUnavailable: 503
            case .tooManyRequests: 429
            default: 400
            }
        let body: JSON.Members = [
            "error": .string(error.code.rawValue), "error_description": .string(error.description),
        ]
        return Reply(status: status, headers: headers, body: .json(.object(body)), matter: Matter(refusal: error))
    }

    /// A refusal at a protected resource (RFC 6750 §3), such as the userinfo endpoint.
    static func challenge(_ error: OAuthError?, scope: String? = nil) -> Reply {
        var challenge = #"Bearer realm="usher""#
        if let error {
            challenge += #", error="\#(error.code.rawValue)", error_description="\#(error.description)""#
        }
        if let scope { challenge += #", scope="\#(scope)""# }
        let status =
            switch error?.code {
            case .insufficientScope: 403
            case .invalidRequest: 400
            default: 401
            }
        let body: JSON.Members = [
            "error": .string((error?.code ?? .invalidToken).rawValue),
            "error_description": .string(error?.description ?? "Send an access token as Authorization: Bearer."),
        ]
        return Reply(
            status: status, headers: noStore + [Header(.wwwAuthenticate, challenge)], body: .json(.object(body)),
            matter: Matter(refusal: error))
    }
}
