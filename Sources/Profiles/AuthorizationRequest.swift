// What a client puts into its authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2), in its own order.

extension Profile {
    /// The authorization request.
    public struct AuthorizationRequest: Sendable, Equatable {
        /// In the order in which the client sends them.
        public let parameters: [Parameter]
        public let state: State
        public let scope: ScopeChoice
        public let resource: Resource

        init(_ parameters: [Parameter], state: State, scope: ScopeChoice, resource: Resource) {
            self.parameters = parameters
            self.state = state
            self.scope = scope
            self.resource = resource
        }
    }

    /// A parameter of an authorization request.
    public enum Parameter: Sendable, Equatable {
        case responseType, clientID, redirectURI, scope, state, codeChallenge, codeChallengeMethod, resource, nonce
        /// `prompt=consent`, sent only together with `offline_access` (OpenID Connect Core §11).
        case promptForOffline
        /// Always this.
        case fixed(Pair)
    }

    /// What `state` looks like.
    public enum State: Sendable, Equatable {
        case uuid
        /// `oauth_s_` and 32 hexadecimal digits.
        case prefixedDigits
        /// Standard base64 of so many bytes, with `+`, `/` and `=`.
        case base64(bytes: Int)
        /// base64url of so many bytes.
        case base64URL(bytes: Int)
        /// None is sent.
        case absent
    }

    /// Where the scope comes from: the first source that has one, and what is added to it.
    public struct ScopeChoice: Sendable, Equatable {
        /// Asked for in any case.
        public let always: [String]
        public let sources: [Source]
        /// Each is added if the server's metadata lists it.
        public let added: [String]

        init(_ sources: [Source], always: [String] = [], adding added: [String] = []) {
            self.always = always
            self.sources = sources
            self.added = added
        }

        public enum Source: Sendable, Equatable {
            /// What a person typed into the client's dialog.
            case typed
            /// The `scope` of the challenge (RFC 6750 §3).
            case challenge
            /// `scopes_supported` of the resource's metadata (RFC 9728 §2).
            case resource
            /// `scopes_supported` of the server's metadata (RFC 8414 §2).
            case server
            /// Always these.
            case fixed([String])
        }
    }

    /// How `resource` is spelled (RFC 8707 §2).
    public enum Resource: Sendable {
        /// It is not sent.
        case absent
        /// As the person typed the MCP server's URL.
        case typed
        /// As the resource's metadata says.
        case published
        /// Scheme and host in lower case, no default port, no slash at the end.
        case canonical
        /// As a URL type prints it: a bare origin gets a slash.
        case printed
    }
}

extension Profile.AuthorizationRequest {
    /// The order of the TypeScript SDK, which many clients are made of.
    static func typeScript(state: Profile.State, scope: Profile.ScopeChoice, resource: Profile.Resource = .printed) -> Self {
        Self(
            [
                .responseType, .clientID, .codeChallenge, .codeChallengeMethod, .redirectURI, .state, .scope, .promptForOffline,
                .resource,
            ], state: state, scope: scope, resource: resource)
    }
}
