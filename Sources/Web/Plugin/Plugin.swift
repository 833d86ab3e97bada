// Hosting a ChatGPT plugin: the manifest, the OpenAPI document and the logo of one resource, made and checked once at the start.

import Keys

/// One plugin, ready to be served. Its documents are values; the routes belong to the router.
public struct Plugin: Sendable {
    /// The path of the manifest, below the public URL. It must be served uncached: ChatGPT reads it again right after a change.
    public static let manifestPath = "/.well-known/ai-plugin.json"

    public let settings: PluginSettings
    public let openAPIYAML: [UInt8]
    public let openAPIJSON: [UInt8]
    public let logo: Picture
    /// Sentences for the operator about what works but could be better.
    public let advice: [String]

    /// A picture and its media type.
    public struct Picture: Sendable, Equatable {
        public let type: String
        public let bytes: [UInt8]
    }

    /// Reads and checks everything, and says all that is wrong at once. Relative files are looked up in the base folder.
    public static func load(_ settings: PluginSettings, baseFolder: String) throws(PluginProblems) -> Plugin {
        var remarks = PluginRemarks()
        PluginLimits.check(settings, &remarks)
        PluginDomains.check(settings, &remarks)
        let logo = Logo.load(settings, baseFolder: baseFolder, &remarks)
        let document = OpenAPIDocument.load(settings, baseFolder: baseFolder, &remarks)
        guard remarks.problems.isEmpty, let logo, let document else { throw PluginProblems(sentences: remarks.problems) }
        return Plugin(
            settings: settings, openAPIYAML: document.yaml, openAPIJSON: document.json, logo: logo, advice: remarks.advice)
    }

    /// The manifest as JSON, with the tokens by which services verify that its publisher owns it.
    public func manifest(verificationTokens: [String: String]) -> [UInt8] {
        PluginManifest(settings: settings).json(verificationTokens: verificationTokens).encoded
    }

    /// What is wrong with a verification token, in a sentence, or nothing.
    public static func problem(verificationToken token: String, service: String) -> String? {
        PluginLimits.problem(verificationToken: token, service: service)
    }
}
