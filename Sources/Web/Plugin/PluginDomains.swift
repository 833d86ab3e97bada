// OpenAI's rule that a plugin, its contact and its legal page belong to one domain.
// There is no list of public suffixes at hand: the registrable domain is taken to be the last two labels, or the last three
// where the second to last is one that countries use for everybody (`co.uk`). Where that guesses wrong it guesses too wide.

import FoundationEssentials

/// Which hosts count as one domain.
public enum PluginDomains {
    static func check(_ settings: PluginSettings, _ remarks: inout PluginRemarks) {
        let place = "resources.\(settings.id).plugin"
        guard let host = host(ofURL: settings.publicURL) else {
            remarks.problem("public_url", "must be a whole URL such as https://api.example.com, not “\(settings.publicURL)”.")
            return
        }
        let isTrial = isLoopback(host)
        let root = registrableDomain(of: host)
        if isTrial {
            remarks.advise(
                "public_url", "ChatGPT signs nobody in at \(host); it needs a public HTTPS address. `usher try` works with this one.")
        } else if !isStandardHTTPS(settings.publicURL) {
            remarks.problem("public_url", "ChatGPT needs https on port 443 here; this is “\(settings.publicURL)”.")
        }
        if let contact = self.host(ofEmail: settings.contactEmail), registrableDomain(of: contact) != root {
            remarks.problem("\(place).contact", wrongDomain("the e-mail address", contact, root), unless: isTrial)
        }
        if let legal = self.host(ofURL: settings.legalURL), registrableDomain(of: legal) != root {
            remarks.problem("\(place).legal", wrongDomain("the legal page", legal, root), unless: isTrial)
        }
    }

    private static func wrongDomain(_ what: String, _ host: String, _ root: String) -> String {
        "ChatGPT refuses a manifest where \(what) is at another domain (\(host)) than public_url (\(root)); use one domain."
    }

    /// The domain that a host belongs to, as somebody registered it.
    public static func registrableDomain(of host: String) -> String {
        let labels = host.split(separator: ".")
        guard labels.count > 2, !isAddress(host) else { return host }
        let isSharedByCountry = labels[labels.count - 1].count == 2 && sharedLabels.contains(String(labels[labels.count - 2]))
        return labels.suffix(isSharedByCountry ? 3 : 2).joined(separator: ".")
    }

    private static let sharedLabels: Set<String> = ["ac", "co", "com", "edu", "gob", "gov", "gv", "ne", "net", "or", "org"]

    private static func isAddress(_ host: String) -> Bool {
        host.contains(":") || host.split(separator: ".").allSatisfy { UInt8($0) != nil }
    }

    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1" || (isAddress(host) && host.hasPrefix("127."))
    }

    private static func isStandardHTTPS(_ url: String) -> Bool {
        guard let parts = URLComponents(string: url) else { return false }
        return parts.scheme?.lowercased() == "https" && (parts.port ?? 443) == 443
    }

    /// The lower-case host of a web address, or nothing if it is not one.
    public static func host(ofURL text: String) -> String? {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = parts.host, !host.isEmpty
        else { return nil }
        return host.lowercased().trimmingBrackets
    }

    /// The lower-case host of an e-mail address, or nothing if it is not one.
    public static func host(ofEmail text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !text.contains(where: \.isWhitespace) else { return nil }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }) else { return nil }
        return parts[1].lowercased()
    }
}

extension String {
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
