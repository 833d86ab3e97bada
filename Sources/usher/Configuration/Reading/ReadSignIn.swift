// Reads what is below `sign_in`.

import Identity

extension Reader {
    mutating func readSignIn(_ section: Section?) -> Configuration.WaysToSignIn? {
        guard let section, let mfa = value(section, "mfa", oneOf(SecondFactorPolicy.self)) else { return nil }
        return Configuration.WaysToSignIn(mfa: mfa)
    }
}
