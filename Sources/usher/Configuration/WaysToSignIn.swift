// How people may prove who they are, as the operator has it.

import Identity
import Keys

extension Configuration {
    /// What is below `sign_in`.
    struct WaysToSignIn: Sendable, Equatable {
        /// Who proves a second factor.
        var mfa: SecondFactorPolicy

        /// Which values of `acr` people can reach.
        var contexts: [AuthenticationContext] { mfa == .off ? [.oneFactor] : [.oneFactor, .twoFactors] }
    }
}
