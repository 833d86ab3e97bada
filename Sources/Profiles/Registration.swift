// How a client comes by its identifier (MCP authorization, Client Registration): it was registered before, its identifier is
// the URL of a document about it, or it registers itself (RFC 7591).

extension Profile {
    /// One way to a client identifier, and where the client wants its answers on this way.
    public struct Registration: Sendable, Equatable {
        public let way: Way
        /// All of these must be so for the client to go this way.
        public let needs: [Need]
        public let callback: Template

        init(_ way: Way, needs: [Need], callback: Template) {
            self.way = way
            self.needs = needs
            self.callback = callback
        }

        public enum Way: Sendable, Equatable {
            case preregistered
            /// The identifier is this URL of a metadata document.
            case document(Template)
            case dynamic(RegistrationRequest)
        }

        public enum Need: String, Sendable {
            /// Somebody gave the client its identifier.
            case clientID
            /// `client_id_metadata_document_supported` is true.
            case documents
            /// `token_endpoint_auth_methods_supported` lists `none`.
            case publicClients
            /// `authorization_response_iss_parameter_supported` is true.
            case issuer
            /// There is a `registration_endpoint`.
            case registrationEndpoint
        }
    }

    /// The body of a registration request (RFC 7591 §2, §3.1).
    public struct RegistrationRequest: Sendable, Equatable {
        public let clientName: String
        public let redirectURIs: [Template]
        public let grantTypes: [String]
        public let responseTypes: [String]
        /// Left out where the client leaves it out.
        public let authenticationMethod: String?
        public let applicationType: String?
        public let scope: Scope
        /// Other members, each a string.
        public let more: [Pair]

        init(
            _ clientName: String, redirectURIs: [Template], grantTypes: [String] = ["authorization_code", "refresh_token"],
            responseTypes: [String] = ["code"], authenticationMethod: String? = "none", applicationType: String? = nil,
            scope: Scope = .absent, more: [Pair] = []
        ) {
            self.clientName = clientName
            self.redirectURIs = redirectURIs
            self.grantTypes = grantTypes
            self.responseTypes = responseTypes
            self.authenticationMethod = authenticationMethod
            self.applicationType = applicationType
            self.scope = scope
            self.more = more
        }

        public enum Scope: Sendable {
            /// There is no `scope` member.
            case absent
            /// `scope` is the empty string.
            case empty
            /// `scope` is what will be asked for.
            case chosen
        }
    }

    /// A name and a value: a member, a parameter or a header.
    public struct Pair: Sendable, Equatable {
        public let name: String
        public let value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }
}

extension Profile.Registration {
    static func preregistered(_ callback: Profile.Template) -> Self { Self(.preregistered, needs: [.clientID], callback: callback) }

    /// The way by a metadata document, as most clients decide it: the flag, and `none` among the methods.
    static func document(
        _ url: Profile.Template, needs: [Need] = [.documents, .publicClients], callback: Profile.Template
    ) -> Self {
        Self(.document(url), needs: needs, callback: callback)
    }

    static func dynamic(
        _ request: Profile.RegistrationRequest, needs: [Need] = [.registrationEndpoint], callback: Profile.Template
    ) -> Self {
        Self(.dynamic(request), needs: needs, callback: callback)
    }
}
