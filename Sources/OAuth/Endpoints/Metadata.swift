// Authorization server metadata (RFC 8414), OpenID Connect Discovery 1.0 and protected resource metadata (RFC 9728).
// Both server documents are the same document, so they cannot disagree.

import Keys

/// The documents that clients discover the server by.
public struct Metadata: Sendable {
    /// RFC 8414 §2 and OpenID Connect Discovery §3.
    public let server: Reply
    private let resources: [(id: ResourceID, name: String, reply: Reply)]

    private static let maxAge: Duration = .seconds(300)

    init(_ settings: Settings) {
        server = .document(JSON.object(Self.server(settings)).encoded, maxAge: Self.maxAge)
        resources = settings.resources.flatMap { resource in
            ([resource.identifier] + resource.aliases).map { name in
                (resource.id, name, .document(JSON.object(Self.resource(resource, named: name, settings)).encoded, maxAge: Self.maxAge))
            }
        }
    }

    /// RFC 9728 §2, under the resource's identifier or an alias: clients compare `resource` with what they were given (§3.3).
    public func resource(_ id: ResourceID, named name: String? = nil) -> Reply? {
        resources.first { $0.id == id && (name == nil || $0.name == name) }?.reply
    }

    private static func server(_ settings: Settings) -> JSON.Members {
        var members: JSON.Members = ["issuer": .string(settings.issuer)]
        for endpoint in Endpoint.allCases where endpoint != .registration || settings.registration.isOpen {
            members[endpoint.metadataMember] = .string(settings.issuer + endpoint.path)
        }
        let methods = JSON.strings(ClientAuthentication.methods.map(\.rawValue))
        let confidential = JSON.strings(ClientAuthentication.methods.filter { $0 != .none }.map(\.rawValue))
        let scopes = IdentityScope.allCases.map(\.rawValue) + settings.resources.flatMap { $0.scopes.map(\.name) }
        members["response_types_supported"] = ["code"]
        members["response_modes_supported"] = JSON.strings(ResponseMode.allCases.map(\.rawValue))
        members["grant_types_supported"] = JSON.strings(GrantType.allCases.map(\.rawValue))
        // RFC 9700 §2.1.1: S256 and nothing else.
        members["code_challenge_methods_supported"] = ["S256"]
        members["token_endpoint_auth_methods_supported"] = methods
        members["revocation_endpoint_auth_methods_supported"] = methods
        members["introspection_endpoint_auth_methods_supported"] = confidential
        // RFC 8414 §2: which signatures private_key_jwt may have, wherever it is accepted.
        for endpoint in [Endpoint.token, .revocation, .introspection] {
            members[endpoint.metadataMember + "_auth_signing_alg_values_supported"] = JSON.strings(AssertionKeys.algorithms)
        }
        // draft-ietf-oauth-client-id-metadata-document §5; left out when it is off.
        members["client_id_metadata_document_supported"] = settings.registration.acceptsDocuments ? true : nil
        members["scopes_supported"] = JSON.strings(Scope(scopes).names)
        // RFC 9207 §3.
        members["authorization_response_iss_parameter_supported"] = true
        members["subject_types_supported"] = ["public"]
        members["id_token_signing_alg_values_supported"] = JSON.strings(SigningAlgorithm.allCases.map(\.rawValue))
        members["prompt_values_supported"] = JSON.strings(Prompt.allCases.map(\.rawValue))
        members["acr_values_supported"] = JSON.strings(settings.contexts.map(\.rawValue))
        members["claims_supported"] = [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce", "at_hash", "name", "email", "email_verified",
        ]
        members["claims_parameter_supported"] = false
        members["request_parameter_supported"] = false
        members["request_uri_parameter_supported"] = false
        return members
    }

    private static func resource(_ resource: Resource, named name: String, _ settings: Settings) -> JSON.Members {
        [
            "resource": .string(name),
            "authorization_servers": .array([.string(settings.issuer)]),
            // Never offline_access here: it is the server's business, not the resource's.
            "scopes_supported": JSON.strings(resource.scopes.map(\.name)),
            "bearer_methods_supported": ["header"],
            "resource_name": .string(resource.name),
        ]
    }
}

extension JSON: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
}
