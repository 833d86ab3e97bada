// Providers where people may sign in.

import Identity

extension Configuration {
    /// What is below `sign_in.upstream.NAME`.
    struct Upstream: Sendable, Equatable {
        /// The operator's own name for it.
        var id: String
        /// What people call it.
        var name: String
        var preset: UpstreamPreset?
        var issuer: String
        var clientID: String
        /// Absolute path of a file; nil for a public client.
        var clientSecretFile: String?
        var scopes: [String]
        /// Whether its tokens are kept, for resources that act there for people.
        var keepsTokens: Bool
    }
}
