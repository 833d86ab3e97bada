// Reads `mail`: how people are written to.

extension Reader {
    mutating func readMail(_ section: Section?) -> Configuration.Mail? {
        guard let section, let url = value(section, "url", MailURL.init) else { return nil }
        let from = value(section, "from", emailAddress)
        let name = value(section, "name", line(upTo: 60))
        let password = value(section, "password_file") { text throws(Refusal) in text }
        let authorities = value(section, "certificate_authorities", existingFile)
        let plain = value(section, "dangerously_unencrypted", yesOrNo)
        guard let plain, let sender = sender(section, from, url) else { return nil }
        return Configuration.Mail(
            url: url, from: sender, name: name, passwordFile: password, certificateAuthorities: authorities, allowsPlain: plain)
    }

    private mutating func sender(_ section: Section, _ from: String?, _ url: MailURL) -> String? {
        if let from { return from }
        // What was written and refused has been reported.
        guard section.setting["from"] == nil else { return nil }
        switch url {
        case .log: return "usher@localhost"
        case .smtp(_, _, _, let user?) where (try? emailAddress(user)) != nil: return user
        case .smtp:
            report(Problem(section.origin, "`mail.from` is missing; expected it here, such as `from: accounts@example.com`"))
            return nil
        }
    }
}

extension Setting {
    /// `mail: log` is short for a section with that URL alone.
    mutating func expandMail() {
        guard case .map(var entries) = value, let index = entries.firstIndex(where: { $0.name == "mail" }),
            case .text = entries[index].setting.value
        else { return }
        let url = entries[index].setting
        entries[index].setting = Setting(.map([Entry(name: "url", origin: url.origin, setting: url)]), url.origin)
        value = .map(entries)
    }
}
