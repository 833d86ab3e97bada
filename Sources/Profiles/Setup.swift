// What a person does with a freshly added client: which value goes into which field of which dialog.
// The labels are the ones that the client's own dialog shows.

extension Profile {
    /// The steps outside Usher that make a new client work.
    public struct Setup: Sendable, Equatable {
        /// Where to go, as a sentence.
        public let place: String
        public let fields: [Field]
        /// What to do or know afterwards, as sentences.
        public let after: [String]

        init(_ place: String, fields: [Field] = [], after: [String] = []) {
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
