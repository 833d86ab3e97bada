// What a client says of itself, RFC 7591 §2: read from JSON into a typed value. Members that mean nothing here are
// ignored (§2); what a client may have of what it wants is decided by `RegistrationCheck`.

import Keys

/// A client's own description.
public struct ClientMetadata: Sendable, Equatable {
    public var redirectURIs: [String]
    /// As it was sent: it may be a method that is not known here.
    public var authenticationMethod: String?
    public var grantTypes: [String]?
    public var responseTypes: [String]?
    public var name: String?
    public var uri: String?
    public var logoURI: String?
    public var policyURI: String?
    public var termsURI: String?
    public var scope: String?
    public var keys: ClientKeys?
    public var softwareID: String?
    public var applicationType: String?
    public var idTokenAlgorithm: String?
    /// Whether somebody is said to vouch for it (RFC 7591 §2.3).
    public var hasSoftwareStatement: Bool

    private static let longestText = 2048
    private static let mostValues = 50

    init(_ document: ReceivedJSON) throws(OAuthError) {
        let reader = Reader(document: document)
        redirectURIs = try reader.texts("redirect_uris") ?? []
        authenticationMethod = try reader.text("token_endpoint_auth_method")
        grantTypes = try reader.texts("grant_types")
        responseTypes = try reader.texts("response_types")
        name = try reader.text("client_name")
        uri = try reader.text("client_uri")
        logoURI = try reader.text("logo_uri")
        policyURI = try reader.text("policy_uri")
        termsURI = try reader.text("tos_uri")
        scope = try reader.text("scope")
        softwareID = try reader.text("software_id")
        applicationType = try reader.text("application_type")
        idTokenAlgorithm = try reader.text("id_token_signed_response_alg")
        hasSoftwareStatement = document["software_statement"] != nil
        keys = try Self.keys(reader)
    }

    /// Reads a document; anything but one object is refused.
    static func document(_ bytes: [UInt8]) throws(OAuthError) -> ReceivedJSON {
        guard let document = try? ReceivedJSON(reading: bytes), case .object = document else {
            throw OAuthError(
                .invalidClientMetadata, "Send one JSON object, in UTF-8, not deeply nested, and with no member twice.")
        }
        return document
    }

    private static func keys(_ reader: Reader) throws(OAuthError) -> ClientKeys? {
        let (set, location) = (reader.document["jwks"], try reader.text("jwks_uri"))
        // RFC 7591 §2.
        guard set == nil || location == nil else {
            throw OAuthError(.invalidClientMetadata, "Send jwks or jwks_uri, not both.")
        }
        if let location {
            guard RedirectURI(location).map({ $0.scheme == "https" && !$0.host.isEmpty }) == true else {
                throw OAuthError(.invalidClientMetadata, "The jwks_uri must be an https URL.")
            }
            return .location(location)
        }
        return try set.map { value throws(OAuthError) in .inline(try ClientKeySet.publicKeys(in: value)) }
    }

    /// Reads members of the object.
    private struct Reader {
        let document: ReceivedJSON

        /// The text of a member; `nil` if it is absent or empty, which clients send for "nothing".
        func text(_ name: String) throws(OAuthError) -> String? {
            guard let value = document[name] else { return nil }
            guard let text = value.text, text.utf8.count <= longestText else {
                throw OAuthError(.invalidClientMetadata, "The member \(name) must be text of at most \(longestText) bytes.")
            }
            return text.isEmpty ? nil : text
        }

        func texts(_ name: String) throws(OAuthError) -> [String]? {
            guard let value = document[name] else { return nil }
            guard let list = value.list, list.count <= mostValues else {
                throw OAuthError(.invalidClientMetadata, "The member \(name) must be a list of at most \(mostValues) texts.")
            }
            let texts = list.compactMap(\.text)
            guard texts.count == list.count else {
                throw OAuthError(.invalidClientMetadata, "The member \(name) must hold nothing but texts.")
            }
            return texts
        }
    }
}

extension Client {
    /// Whether a name may be shown to people, who decide by it: no line breaks, nothing invisible or that turns the
    /// reading direction, not endless.
    public static func isName(_ name: String) -> Bool {
        (1...100).contains(name.unicodeScalars.count)
            && name.unicodeScalars.contains { !$0.properties.isWhitespace }
            && name.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: false
                default: true
                }
            }
    }
}
