// Reads what is below `sign_in`.

import Identity

extension Reader {
    mutating func readSignIn(_ section: Section?) -> Configuration.WaysToSignIn? {
        guard let section else { return nil }
        let mfa = value(section, "mfa", oneOf(SecondFactorPolicy.self))
        let external = readExternal(section.child("external"))
        let upstreams = readUpstreams(section.child("upstream"))
        if let external, let same = upstreams.first(where: { $0.issuer == external.issuer }) {
            report(
                Problem(
                    section.origin,
                    "`sign_in.external.issuer` is that of `sign_in.upstream.\(same.id)`; expected another, as people are known by it"))
        }
        return mfa.map { Configuration.WaysToSignIn(mfa: $0, external: external, upstreams: upstreams) }
    }
}
