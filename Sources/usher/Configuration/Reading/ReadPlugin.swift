// Reads `plugin`: what the manifest at /.well-known/ai-plugin.json is made from, within the manifest's limits.

extension Reader {
    mutating func readPlugin(_ section: Section?) -> Configuration.Plugin? {
        guard let section else { return nil }
        let name = value(section, "name", line(upTo: 50))
        let nameForModel = value(section, "name_for_model", modelName)
        let description = value(section, "description", line(upTo: 120))
        let descriptionForModel = value(section, "description_for_model", prose(upTo: 8000))
        let openAPI = value(section, "openapi", existingFile)
        let contact = value(section, "contact", emailAddress)
        let legal = value(section, "legal", pageURL)
        let logo = value(section, "logo", pluginLogo)
        let tokens = named(section, "verification_tokens", line(upTo: 50), line(upTo: 200))
        let contentType = value(section, "content_type", oneOf(Configuration.Plugin.ContentType.self))
        guard let name, let nameForModel, let description, let descriptionForModel, let openAPI, let contact, let legal, let contentType
        else { return nil }
        return Configuration.Plugin(
            name: name, nameForModel: nameForModel, description: description, descriptionForModel: descriptionForModel,
            openAPI: openAPI, contact: contact, legal: legal, logo: logo,
            verificationTokens: Dictionary(tokens) { first, _ in first }, contentType: contentType)
    }
}

private func modelName(_ text: String) throws(Refusal) -> String {
    let isPlain = text.utf8.allSatisfy {
        ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D
    }
    guard !text.isEmpty, text.count <= 50, isPlain else { throw Refusal("a name of letters, digits, - and _, at most 50 characters") }
    return text
}

private func pageURL(_ text: String) throws(Refusal) -> String { try HTTPURL(text, allowsQuery: true).text }

private func pluginLogo(_ text: String) throws(Refusal) -> Configuration.Plugin.Logo {
    text.contains("://") ? .url(try pageURL(text)) : .file(try existingImage(text))
}
