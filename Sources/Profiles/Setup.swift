// What a person does to connect a client: for most MCP clients that is to give it a URL; for the others it is which value goes
// into which field of which dialog. The labels are the ones that the client's own dialog shows.

extension Profile {
    /// The steps outside Usher that make a client work.
    public struct Setup: Sendable, Equatable {
        /// How to connect without registering anything, as a sentence with `{url}` where the MCP server's URL goes.
        public let direct: String?
        /// Where to go with a client of one's own, as a sentence.
        public let place: String
        public let fields: [Field]
        /// What to do or know afterwards, as sentences.
        public let after: [String]

        init(direct: String? = nil, _ place: String, fields: [Field] = [], after: [String] = []) {
            self.direct = direct
            self.place = place
            self.fields = fields
            self.after = after
        }
    }

    /// One field of a dialog, by its label there.
    public struct Field: Sendable, Equatable {
        public let label: String
        public let value: Value

        init(_ label: String, _ value: Value) {
            self.label = label
            self.value = value
        }

        public enum Value: Sendable, Equatable {
            case clientID, clientSecret, authorizationURL, tokenURL, scope, publicURL, resourceURL
            /// Always this text.
            case text(String)
        }
    }
}
