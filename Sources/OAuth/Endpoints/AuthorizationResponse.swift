// The answer to an authorization request: RFC 6749 §4.1.2, with `state` as it came and `iss` (RFC 9207 §2).

import Keys

/// An answer that goes to a checked destination.
public struct AuthorizationResponse: Sendable, Equatable {
    public let destination: Destination
    public let mode: ResponseMode
    public let clientName: String
    /// Whether it carries a code, and no error.
    public let isSuccess: Bool
    /// The parameters, each percent-encoded for a query.
    private let encoded: [Pair]
    /// Beside the answer, for the trace.
    public let matter: Matter

    struct Pair: Sendable, Equatable {
        let name: String
        let value: String
    }

    init(
        _ trusted: TrustedRequest, issuer: String, _ parameters: KeyValuePairs<String, String>, grant: GrantID? = nil,
        refusal: OAuthError? = nil
    ) {
        matter = Matter(
            client: trusted.client.id, grant: grant, refusal: refusal, isPublic: !trusted.client.isConfidential)
        destination = trusted.destination
        mode = trusted.responseMode
        clientName = trusted.client.name
        isSuccess = !parameters.contains { $0.key == "error" }
        var pairs = parameters.map { Pair(name: $0.key, value: FormEncoding.encode($0.value)) }
        if let state = trusted.rawState { pairs.append(Pair(name: "state", value: FormEncoding.sanitize(state))) }
        // RFC 9207 §2: in success and error responses alike.
        pairs.append(Pair(name: "iss", value: FormEncoding.encode(issuer)))
        encoded = pairs
    }

    /// Where to redirect to in `query` mode; a query that was registered is kept (RFC 6749 §3.1.2).
    public var location: String {
        let query = encoded.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        return destination.uri + (destination.uri.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + query
    }

    /// The fields to post in `form_post` mode.
    public var fields: [(name: String, value: String)] {
        encoded.map { ($0.name, FormEncoding.decode($0.value) ?? "") }
    }
}
