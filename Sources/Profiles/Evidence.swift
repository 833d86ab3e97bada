// What is odd about a client, each with the number under which it is known, and where that was read.

extension Profile {
    /// Why a profile is as it is.
    public struct Evidence: Sendable, Equatable {
        public let quirks: [Quirk]
        /// Addresses and issue identifiers.
        public let sources: [String]

        init(quirks: [Quirk] = [], sources: [String]) {
            self.quirks = quirks
            self.sources = sources
        }
    }

    /// One oddity.
    public struct Quirk: Sendable, Equatable {
        /// Its number in the list of quirks, as in Q23.
        public let number: Int
        /// What happens, and what Usher does about it.
        public let sentence: String

        init(_ number: Int, _ sentence: String) {
            self.number = number
            self.sentence = sentence
        }
    }
}
