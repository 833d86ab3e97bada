// What the authorization server says that it can do, against what clients need of it (CLIENTS.md M3 to M7, section 2).

import Profiles

extension Check {
    private static let advertised = "RFC 8414 §2"

    static let capabilities: [Check] = [
        lists(
            "response-type-code", "response_types_supported", "code", advertised, Clients.mcp,
            cure: "Add it: the authorization code is the only flow that is left."),
        lists(
            "grant-authorization-code", "grant_types_supported", "authorization_code", advertised, Clients.mcp,
            cure: "Add it: clients that read the list take its absence for a refusal."),
        .warning("grant-refresh-token", .metadata, "RFC 6749 §6") { seen in
            lacks("grant_types_supported", "refresh_token", seen).map { lacks in
                lacks
                    ? [
                        Finding(
                            "`grant_types_supported` has no refresh_token.",
                            cure: "Issue refresh tokens and say so, or people sign in again whenever an access token ends.")
                    ] : []
            }
        },
        .failure("pkce", .metadata, "RFC 7636 §4.2", Clients.demanding(.challengeMethods)) { seen in
            guard let metadata = seen.metadata else { return nil }
            let methods = metadata["code_challenge_methods_supported"]?.texts ?? []
            guard !methods.contains("S256") else { return [] }
            return [
                Finding(
                    "`code_challenge_methods_supported` has no S256.",
                    cure: "Check PKCE with S256 and say so: clients must refuse a server that does not.")
            ]
        },
        .warning("pkce-plain", .metadata, "RFC 9700 §2.1.1") { seen in
            guard let methods = seen.metadata?["code_challenge_methods_supported"]?.texts else { return nil }
            guard methods.contains("plain") else { return [] }
            return [Finding("PKCE is offered with the method plain.", cure: "Take it back: it protects nobody who can see a request.")]
        },
        lists(
            "method-none", "token_endpoint_auth_methods_supported", "none", "RFC 7591 §2", Clients.documented,
            cure: "Add it and let public clients in by PKCE: these clients identify themselves by a document only then."),
        .failure("method-secret", .metadata, "RFC 6749 §2.3.1", [.chatGPTPlugin, .gptAction]) { seen in
            guard let methods = seen.metadata?["token_endpoint_auth_methods_supported"]?.texts else { return nil }
            guard !methods.contains("client_secret_post") else { return [] }
            return [
                Finding(
                    "`token_endpoint_auth_methods_supported` has no client_secret_post.",
                    cure: "Accept a secret in the body, which is where these clients send it.",
                    // An Action can be told to use the header; a plugin cannot.
                    clients: methods.contains("client_secret_basic") ? [.chatGPTPlugin] : nil)
            ]
        },
        .warning("iss-parameter", .metadata, "RFC 9207 §3") { seen in
            guard let metadata = seen.metadata else { return nil }
            guard metadata["authorization_response_iss_parameter_supported"] != .boolean(true) else { return [] }
            return [
                Finding(
                    "`authorization_response_iss_parameter_supported` is not true.",
                    cure: "Return `iss` with each authorization response and say so: only then does ChatGPT use one callback for all.")
            ]
        },
        .warning("offline-access", .metadata, "OpenID Connect Core §11") { seen in
            lacks("scopes_supported", "offline_access", seen).map { lacks in
                lacks
                    ? [
                        Finding(
                            "`scopes_supported` has no offline_access.",
                            cure: "Add it and take it as a wish for a refresh token: Claude and ChatGPT ask for one only then.")
                    ] : []
            }
        },
        .warning("no-registration", .metadata, "RFC 7591 §3") { seen in
            guard let metadata = seen.metadata else { return nil }
            guard metadata["registration_endpoint"] == nil, !acceptsDocuments(metadata) else { return [] }
            return [
                Finding(
                    "Clients cannot register themselves: there is neither a registration endpoint nor Client ID Metadata Documents.",
                    cure: "Offer one of the two, or add each client by hand and tell people its client id.")
            ]
        },
        .note("no-client-documents", .metadata, "Client ID Metadata Document §6") { seen in
            guard let metadata = seen.metadata else { return nil }
            guard metadata["registration_endpoint"] != nil, !acceptsDocuments(metadata) else { return [] }
            return [
                Finding(
                    "`client_id_metadata_document_supported` is not true.",
                    cure: "Accept Client ID Metadata Documents: otherwise Claude registers a new client at each connection.")
            ]
        },
    ]

    private static func acceptsDocuments(_ metadata: JSONAnswer) -> Bool {
        metadata["client_id_metadata_document_supported"] == .boolean(true)
    }

    /// Whether a list that is there does not have a value; `nil` if the list is not there.
    private static func lacks(_ member: String, _ value: String, _ seen: Seen) -> Bool? {
        seen.metadata?[member]?.texts.map { !$0.contains(value) }
    }

    private static func lists(
        _ id: String, _ member: String, _ value: String, _ section: String, _ clients: [Profile], cure: String
    ) -> Check {
        .failure(id, .metadata, section, clients) { seen in
            lacks(member, value, seen).map { $0 ? [Finding("`\(member)` has no \(value).", cure: cure)] : [] }
        }
    }
}
