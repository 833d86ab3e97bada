// What to do with a new client: which value goes into which field of its own dialog.

import Keys
import OAuth
import Profiles

struct ClientInstructions {
    let client: Client
    let secret: Secret?
    let profile: Profile
    let installation: Installation

    var lines: [String] {
        var lines = ["Added \(client.name), a \(profile.title) client.", "", profile.setup.place]
        let width = profile.setup.fields.map(\.label.count).max() ?? 0
        // A client that signs has no secret to fill in.
        for field in profile.setup.fields where field.value != .clientSecret || secret != nil {
            lines.append("  \(field.label)\(String(repeating: " ", count: width - field.label.count))  \(value(field.value))")
        }
        if !profile.setup.fields.contains(where: { $0.value == .clientID }) { lines.append("  Client ID  \(client.id)") }
        if secret != nil { lines.append("The secret is shown this once; `usher client rotate-secret \(client.id)` makes another.") }
        return lines + profile.setup.after + withoutRegistration
    }

    /// Most MCP clients come by an identifier themselves; a person who adds one may not know.
    private var withoutRegistration: [String] {
        guard let direct = profile.setup.direct else { return [] }
        return [
            "", "Without a registration it is even simpler: just give it the URL.", direct.replacing("{url}", with: value(.resourceURL)),
        ]
    }

    private func value(_ value: Profile.Field.Value) -> String {
        let issuer = installation.settings.issuer
        let resource = client.resource.flatMap(installation.settings.resource) ?? installation.settings.resources.first
        return switch value {
        case .clientID: client.id.value
        case .clientSecret: secret?.text ?? ""
        case .authorizationURL: issuer + Endpoint.authorization.path
        case .tokenURL: issuer + Endpoint.token.path
        case .scope: (client.scopes ?? resource?.defaultScope ?? .none).text
        case .publicURL: issuer
        case .resourceURL: resource?.identifier ?? issuer
        case .text(let text): text
        }
    }
}
