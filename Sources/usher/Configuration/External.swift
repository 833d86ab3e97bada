// The operator's own site, where people sign in who have an account there.

extension Configuration {
    /// What is below `sign_in.external`.
    struct External: Sendable, Equatable {
        /// What people call the site.
        var name: String
        /// Where people are sent to.
        var url: HTTPURL
        /// The `iss` of its answers.
        var issuer: String
        /// Absolute path of a file with a secret that both share.
        var secretFile: String?
        var jwks: HTTPURL?
        /// Absolute path of a file with the key for answers from server to server.
        var apiKeyFile: String?
    }
}
