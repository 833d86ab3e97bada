// Texts with places that a client fills in at run time: a free loopback port, a number of its own making.
// Written as the vendors' documents write them, with the place's name in braces.

extension Profile {
    /// A redirect URI or a client identifier with open places.
    public struct Template: Sendable, Equatable, ExpressibleByStringLiteral {
        public let text: String

        public init(stringLiteral text: String) { self.text = text }

        /// What stands in braces, and how the client makes it.
        public enum Place: String, Sendable, CaseIterable {
            /// A loopback port that was free.
            case port
            /// A UUID.
            case uuid
            /// 40 hexadecimal digits.
            case digits
            /// 12 characters of base64url, made once for each connector.
            case connector
            /// 12 characters of base64url: the first 9 bytes of the SHA-256 of the MCP server's URL.
            case serverDigest = "server_digest"
        }

        /// The places that occur in it.
        public var places: [Place] { Place.allCases.filter { text.contains("{\($0.rawValue)}") } }

        /// The text with its places filled in.
        public func filled(_ value: (Place) -> String) -> String {
            places.reduce(text) { text, place in
                text.split(separator: "{\(place.rawValue)}", omittingEmptySubsequences: false).joined(separator: value(place))
            }
        }
    }
}
