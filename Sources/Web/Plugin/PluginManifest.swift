// ai-plugin.json, the manifest that ChatGPT reads to learn about a plugin.
// Beware of its names: `client_url` is the authorization endpoint, `authorization_url` is the token endpoint.

import Keys

/// The manifest of one plugin. The verification tokens are handed in when it is written, because they arrive
/// after ChatGPT has read it for the first time.
struct PluginManifest: Sendable {
    let settings: PluginSettings

    func json(verificationTokens: [String: String]) -> JSON {
        .object([
            "schema_version": "v1",
            "name_for_human": .string(settings.name),
            "name_for_model": .string(settings.modelName),
            "description_for_human": .string(settings.description),
            "description_for_model": .string(settings.modelDescription),
            "auth": .object([
                "type": "oauth",
                "client_url": .string(settings.authorizationEndpoint),
                "scope": .string(settings.scopes.map(\.name).joined(separator: " ")),
                "authorization_url": .string(settings.tokenEndpoint),
                "authorization_content_type": .string(settings.contentType.rawValue),
                "verification_tokens": .object(tokens(verificationTokens)),
            ]),
            "api": .object([
                "type": "openapi",
                "url": .string(settings.openAPIURL),
                "is_user_authenticated": true,
            ]),
            "logo_url": .string(settings.logoURL),
            "contact_email": .string(settings.contactEmail),
            "legal_info_url": .string(settings.legalURL),
        ])
    }

    /// The first fetch comes before there is a token, and fails as “couldn't find manifest” if the map is empty.
    private func tokens(_ given: [String: String]) -> JSON.Members {
        guard !given.isEmpty else { return ["openai": "not-yet-given"] }
        var members: JSON.Members = [:]
        for (service, token) in given.sorted(by: { $0.key < $1.key }) { members[service] = .string(token) }
        return members
    }
}
