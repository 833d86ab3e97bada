// docs/clients.md as the profiles have it: what to type where, how each client connects, what is odd about it.

import Profiles

enum ClientsPage {
    static var text: String {
        let table = Profile.all.map { "| [\($0.title)](#\(anchor($0))) | `\($0.name)` | \(registration($0)) |" }
        return """
            # Clients

            What to type into each client, what Usher does for it, and what is odd about it. This page is written from `Sources/Profiles`, the same data that
            `usher client add --profile`, `usher try` and `usher doctor` go by; `Tests/ProfilesTests/ClientsPageTests.swift` keeps both alike.

            **Most MCP clients need no registration at all: give them the URL.** They find Usher through the MCP server's answer to their first
            call, and name themselves by a document of their maker's or register themselves. A client of your own (`usher client add`) is for those that
            cannot, and for servers where nobody may register.

            If a client does not connect, `usher try NAME` is that client, step by step, and says at which answer the real one would stop:

                usher try claude --resource https://your.host/mcp

            | client | profile | how it comes by its identifier |
            |---|---|---|
            \(table.joined(separator: "\n"))

            \(Profile.all.map(section).joined(separator: "\n\n"))

            """
    }

    private static func anchor(_ profile: Profile) -> String {
        profile.title.lowercased().replacing(" ", with: "-")
    }

    private static func registration(_ profile: Profile) -> String {
        let kinds = profile.connection.registrations.map { registration in
            switch registration.way {
            case .preregistered: "given"
            case .document: "document"
            case .dynamic: "registers itself"
            }
        }
        return kinds.reduce(into: [String]()) { list, kind in if !list.contains(kind) { list.append(kind) } }.joined(separator: ", ")
    }

    private static func section(_ profile: Profile) -> String {
        var parts = ["## \(profile.title)"]
        if let direct = profile.setup.direct {
            parts.append(direct.withExample)
        }
        parts.append("With a client of your own (`usher client add --profile \(profile.name)`): \(profile.setup.place)")
        parts.append(
            "| field | value |\n|---|---|\n" + profile.setup.fields.map { "| \($0.label) | \(words($0.value)) |" }.joined(separator: "\n"))
        if !profile.setup.after.isEmpty { parts.append(profile.setup.after.joined(separator: " ")) }
        parts.append(connection(profile))
        if !profile.evidence.quirks.isEmpty {
            parts.append(profile.evidence.quirks.map { "- Q\($0.number): \($0.sentence)" }.joined(separator: "\n"))
        }
        parts.append("Read in: " + profile.evidence.sources.joined(separator: ", ") + ".")
        return parts.joined(separator: "\n\n")
    }

    private static func connection(_ profile: Profile) -> String {
        let callbacks = profile.connection.registrations.map(\.callback.text).filter { !$0.isEmpty }
        let distinct = callbacks.reduce(into: [String]()) { list, callback in if !list.contains(callback) { list.append(callback) } }
        var lines = [profile.isConfidential ? "It holds a secret." : "It holds no secret."]
        lines.append(
            profile.family == .service
                ? "It asks with client credentials." : profile.requiresPKCE ? "It asks with PKCE." : "It asks without PKCE.")
        if !distinct.isEmpty { lines.append("It wants its answers at " + distinct.map { "`\($0)`" }.joined(separator: " or ") + ".") }
        for registration in profile.connection.registrations {
            if case .document(let url) = registration.way { lines.append("Its document is `\(url.text)`.") }
        }
        return lines.joined(separator: " ")
    }

    private static func words(_ value: Profile.Field.Value) -> String {
        switch value {
        case .clientID: "the client's identifier"
        case .clientSecret: "the client's secret"
        case .authorizationURL: "your public URL and `/authorize`"
        case .tokenURL: "your public URL and `/token`"
        case .scope: "the scopes to ask for"
        case .publicURL: "your public URL"
        case .resourceURL: "the MCP server's URL"
        case .text(let text): text
        }
    }
}

extension String {
    /// With an example in place of `{url}`, marked as code unless it stands in code already.
    fileprivate var withExample: String {
        split(separator: "`", omittingEmptySubsequences: false).enumerated().map { position, part in
            let example = position % 2 == 1 ? "https://your.host/mcp" : "`https://your.host/mcp`"
            return part.split(separator: "{url}", omittingEmptySubsequences: false).joined(separator: example)
        }.joined(separator: "`")
    }
}
