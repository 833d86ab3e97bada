// What an operator says about a plugin, as plain values: the `plugin` section of a resource and the addresses around it.

/// The settings of one hosted ChatGPT plugin.
public struct PluginSettings: Sendable {
    /// The resource's name in the configuration; part of the addresses of its documents.
    public var id: String
    public var name: String
    /// Made from `name` if absent.
    public var nameForModel: String?
    public var description: String
    /// The same as `description` if absent.
    public var descriptionForModel: String?
    public var contactEmail: String
    public var legalURL: String
    /// The OpenAPI document, YAML or JSON; relative to the folder of the configuration.
    public var openAPIFile: String
    /// A picture; a plain one is drawn if absent.
    public var logoFile: String?
    /// A logo that is served elsewhere; then there is none here.
    public var externalLogo: String?
    /// How ChatGPT posts to the token endpoint.
    public var contentType: ContentType = .json
    /// The scopes of the resource, in order.
    public var scopes: [Scope]
    /// Usher's public URL, without a trailing slash.
    public var publicURL: String
    /// Where the resource is served to its callers.
    public var resourceURL: String
    public var authorizationEndpoint: String
    public var tokenEndpoint: String

    /// A scope's name and the sentence that says what it allows.
    public struct Scope: Sendable {
        public var name: String
        public var meaning: String
        public init(name: String, meaning: String) {
            self.name = name
            self.meaning = meaning
        }
    }

    /// A value of the manifest's `authorization_content_type`.
    public enum ContentType: String, Sendable {
        case json = "application/json"
        case form = "application/x-www-form-urlencoded"
    }

    public init(
        id: String, name: String, nameForModel: String? = nil, description: String, descriptionForModel: String? = nil,
        contactEmail: String, legalURL: String, openAPIFile: String, logoFile: String? = nil,
        externalLogo: String? = nil,
        contentType: ContentType = .json, scopes: [Scope], publicURL: String, resourceURL: String,
        authorizationEndpoint: String, tokenEndpoint: String
    ) {
        self.id = id
        self.name = name
        self.nameForModel = nameForModel
        self.description = description
        self.descriptionForModel = descriptionForModel
        self.contactEmail = contactEmail
        self.legalURL = legalURL
        self.openAPIFile = openAPIFile
        self.logoFile = logoFile
        self.externalLogo = externalLogo
        self.contentType = contentType
        self.scopes = scopes
        self.publicURL = publicURL
        self.resourceURL = resourceURL
        self.authorizationEndpoint = authorizationEndpoint
        self.tokenEndpoint = tokenEndpoint
    }
}

extension PluginSettings {
    /// Where the OpenAPI document is served, below the public URL.
    public var openAPIPath: String { "/.well-known/openapi/\(id)" }
    public var openAPIURL: String { publicURL + openAPIPath + ".yaml" }
    public var logoPath: String { "/.well-known/logo/\(id)" }
    public var logoURL: String { externalLogo ?? publicURL + logoPath }

    /// The name that the model uses: the given one, or the name for people without what a model cannot say.
    var modelName: String {
        nameForModel
            ?? String(name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    var modelDescription: String { descriptionForModel ?? description }
}
