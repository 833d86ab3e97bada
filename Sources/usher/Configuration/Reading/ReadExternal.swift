// Reads `sign_in.external`, and checks that there is some way in which the site can answer.

extension Reader {
    mutating func readExternal(_ section: Section?) -> Configuration.External? {
        guard let section else { return nil }
        let name = value(section, "name", line(upTo: 60))
        let url = value(section, "url", siteURL)
        let issuer = value(section, "issuer", issuerName)
        let secretFile = value(section, "secret_file", existingFile)
        let jwks = value(section, "jwks", siteURL)
        let apiKeyFile = value(section, "api_key_file", existingFile)
        guard let name, let url else { return nil }
        if section.setting["secret_file"] == nil, section.setting["jwks"] == nil, section.setting["api_key_file"] == nil {
            report(
                Problem(
                    section.origin,
                    "`sign_in.external` says nothing about how answers are checked; expected secret_file, jwks or api_key_file"))
        }
        if section.setting["secret_file"] != nil, let other = section.setting["jwks"] {
            report(other, section.place + ["jwks"], "nothing, as `secret_file` is set: answers are checked in one way only")
        }
        let origin = String(url.text.prefix(url.text.utf8.count - suffix(of: url)))
        return Configuration.External(
            name: name, url: url, issuer: issuer ?? origin, secretFile: secretFile, jwks: jwks, apiKeyFile: apiKeyFile)
    }

    /// How much of a URL comes after its origin.
    private func suffix(of url: HTTPURL) -> Int {
        let start = url.isSecure ? "https://".utf8.count : "http://".utf8.count
        let rest = url.text.utf8.dropFirst(start)
        return rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }.map { rest[$0...].count } ?? 0
    }
}

/// Passwords are typed there, and who somebody is comes from there: https, but for one's own machine.
func siteURL(_ text: String) throws(Refusal) -> HTTPURL {
    let url = try HTTPURL(text, allowsQuery: true)
    guard url.isSecure || url.isLoopback else { throw Refusal("https, as people's sign-in goes through it; http only on this machine") }
    return url
}

private func issuerName(_ text: String) throws(Refusal) -> String {
    guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        throw Refusal("the iss of the site's answers: printable ASCII without spaces, such as https://example.com")
    }
    return text
}
