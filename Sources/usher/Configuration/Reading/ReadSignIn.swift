// Reads what is below `sign_in`.

import Identity
import Web

extension Reader {
    mutating func readSignIn(_ section: Section?) -> Configuration.WaysToSignIn? {
        guard let section else { return nil }
        let mfa = value(section, "mfa", oneOf(SecondFactorPolicy.self))
        let passkeys = value(section, "passkeys", yesOrNo)
        let mail = value(section, "mail", yesOrNo)
        let external = readExternal(section.child("external"))
        let upstreams = readUpstreams(section.child("upstream"))
        if let external, let same = upstreams.first(where: { $0.issuer == external.issuer }) {
            report(
                Problem(
                    section.origin,
                    "`sign_in.external.issuer` is that of `sign_in.upstream.\(same.id)`; expected another, as people are known by it"))
        }
        guard let mfa, let passkeys, let mail else { return nil }
        return Configuration.WaysToSignIn(
            mfa: mfa, passkeys: passkeys, mail: mail, external: external, upstreams: upstreams)
    }

    /// WebAuthn level 3 §5.1.3: browsers take passkeys for names only.
    mutating func checkPasskeys(_ root: Section, _ publicURL: HTTPURL, _ signIn: Configuration.WaysToSignIn) {
        guard signIn.passkeys, let setting = root.setting["public_url"],
            RelyingParty(origin: PublicAddress(issuer: publicURL.text).origin, name: "") == nil
        else { return }
        report(setting, ["public_url"], "an address with a name, such as http://localhost:8080, as `sign_in.passkeys` is set")
    }
}
