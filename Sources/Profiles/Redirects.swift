// Where a client's answers may go: the redirect URIs that are known before the client is registered (RFC 8252, RFC 9700 §2.1).
// Most are whole strings. ChatGPT makes up one path segment for each plugin and each GPT, so these two, which hold
// a secret, get a pattern with that one segment open. A public client never gets a pattern.

extension Profile {
    /// The redirect URIs of a profile.
    public struct Redirects: Sendable, Equatable {
        /// Whole redirect URIs. A loopback one stands for every port (RFC 8252 §7.3).
        public let exact: [String]
        public let patterns: [RedirectPattern]
        /// Whether `usher client add` needs, or at least takes, `--redirect-uri`.
        public let given: Given

        public enum Given: Sendable, Equatable {
            /// The presets are enough; more may be given.
            case optional
            /// There is no preset that would work.
            case required
            /// The client is never sent a person back: a redirect URI would be a mistake.
            case refused
        }

        init(exact: [String] = [], patterns: [RedirectPattern] = [], given: Given = .optional) {
            self.exact = exact
            self.patterns = patterns
            self.given = given
        }
    }

    /// `https://` + one of the hosts + prefix + one segment of the client's choosing + suffix.
    public struct RedirectPattern: Sendable, Equatable {
        public let hosts: [String]
        /// Starts with a slash; what stands after its last slash begins the open segment.
        public let prefix: String
        /// Starts with a slash, so that it ends the open segment.
        public let suffix: String
    }
}
