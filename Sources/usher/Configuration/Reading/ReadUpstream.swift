// Reads `sign_in.upstream`: the providers, each under a short name.

import Identity

extension Reader {
    mutating func readUpstreams(_ section: Section?) -> [Configuration.Upstream] {
        guard let section else { return [] }
        var upstreams: [Configuration.Upstream] = []
        for provider in section.children {
            if let upstream = readUpstream(provider) { upstreams.append(upstream) }
        }
        return upstreams
    }

    private mutating func readUpstream(_ section: Section) -> Configuration.Upstream? {
        let id = section.place[section.place.count - 1]
        guard (1...32).contains(id.utf8.count), id.utf8.allSatisfy({ isNameByte($0) }) else {
            report(Problem(section.origin, "`\(id)` cannot name a provider; expected 1 to 32 of a-z, 0-9 and -"))
            return nil
        }
        let preset = value(section, "preset", oneOf(UpstreamPreset.self))
        let issuer = value(section, "issuer", upstreamIssuer)
        let name = value(section, "name", line(upTo: 60))
        let clientID = value(section, "client_id", line(upTo: 512))
        let secretFile = value(section, "client_secret_file", existingFile)
        let scopes = values(section, "scopes") { text in try line(upTo: 200)(text) }
        let keepsTokens = value(section, "keep_tokens", yesOrNo)
        if keepsTokens == true, let preset, preset.offlineAccess == nil, let setting = section.setting["keep_tokens"] {
            report(setting, section.place + ["keep_tokens"], "false, as tokens of \(preset.name) open nothing")
        }
        guard let known = issuer ?? preset?.issuer else {
            if section.setting["issuer"] == nil {
                report(
                    Problem(section.origin, "`sign_in.upstream.\(id)` has no issuer; expected issuer: https://…, or a preset that has one"))
            }
            return nil
        }
        guard let clientID, let keepsTokens else { return nil }
        return Configuration.Upstream(
            id: id, name: name ?? preset?.name ?? id, preset: preset, issuer: known, clientID: clientID, clientSecretFile: secretFile,
            scopes: scopes.isEmpty ? preset?.scopes ?? ["openid", "email", "profile"] : scopes, keepsTokens: keepsTokens)
    }

    /// Who may have tokens, and whose are kept: one without the other cannot be meant.
    mutating func checkUpstreamTokens(_ root: Section, _ resources: [Configuration.Resource], _ upstreams: [Configuration.Upstream]) {
        let kept = upstreams.filter(\.keepsTokens).map(\.id)
        for section in root.child("resources")?.children ?? [] {
            for (index, item) in (section.setting["upstream_tokens"]?.items ?? []).enumerated() {
                guard let text = item.text, !kept.contains(text) else { continue }
                let expected =
                    upstreams.contains { $0.id == text }
                    ? "a provider that `keep_tokens: true` is set for"
                    : "the short name of a provider below `sign_in.upstream`\(didYouMean(text, upstreams.map(\.id)))"
                report(item, section.place + ["upstream_tokens", "[\(index)]"], expected)
            }
        }
        for section in root.child("sign_in")?.child("upstream")?.children ?? [] {
            let id = section.place[section.place.count - 1]
            guard kept.contains(id), !resources.contains(where: { $0.upstreamTokens.contains(id) }),
                let setting = section.setting["keep_tokens"]
            else { continue }
            report(setting, section.place + ["keep_tokens"], "false, as no resource has \(id) in its `upstream_tokens`")
        }
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-")
    }
}

/// OpenID Connect Discovery §3: an https URL without a query; compared byte for byte.
private func upstreamIssuer(_ text: String) throws(Refusal) -> String {
    let url = try HTTPURL(text, allowsQuery: false)
    guard url.isSecure || url.isLoopback else { throw Refusal("https, as people's sign-in goes through it; http only on this machine") }
    return url.text
}
