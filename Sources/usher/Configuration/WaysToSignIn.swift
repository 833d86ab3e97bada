// How people may prove who they are, as the operator has it.

import Identity
import Keys

extension Configuration {
    /// What is below `sign_in`.
    struct WaysToSignIn: Sendable, Equatable {
        /// Who proves a second factor.
        var mfa: SecondFactorPolicy
        /// Whether people may have passkeys.
        var passkeys: Bool
        /// Whether a mailed code or link is enough.
        var mail: Bool
        /// Nil: nobody signs in at a site of the operator's own.
        var external: External?
        /// In the order of the file.
        var upstreams: [Upstream]

        /// Which values of `acr` people can reach.
        var contexts: [AuthenticationContext] {
            // A passkey is two factors by itself.
            let twoFactors: [AuthenticationContext] = mfa == .off && !passkeys ? [] : [.twoFactors]
            return [.oneFactor] + twoFactors + (passkeys ? [.phishingResistant] : [])
        }
    }
}
