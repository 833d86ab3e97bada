// Which other sites open this account.

import FoundationEssentials

/// The linked ways in of a person.
public struct LinkedPage: Page {
    public static let template = "linked"

    /// Access to somebody's account there, for services that act for them.
    public enum Access: Sendable {
        case kept
        /// The person must come from there again.
        case ended
    }

    /// A way in that another site vouches for.
    public struct Identity: Sendable {
        /// Sent back when the person removes it; so is the subject.
        public var issuer: String
        public var subject: String
        public var placeName: String
        /// What the person recognises it by.
        public var label: String
        public var since: Date
        public var lastUsed: Date?
        public var accessIsKept: Bool
        public var accessHasEnded: Bool

        /// - Parameter access: `nil` where none is ever kept.
        public init(
            issuer: String, subject: String, placeName: String, label: String, since: Date, lastUsed: Date? = nil,
            access: Access? = nil
        ) {
            accessIsKept = access == .kept
            accessHasEnded = access == .ended
            self.issuer = issuer
            self.subject = subject
            self.placeName = placeName
            self.label = label
            self.since = since
            self.lastUsed = lastUsed
        }
    }

    /// A site that can be linked.
    public struct Place: Sendable {
        public var id: String
        public var placeName: String

        public init(id: String, placeName: String) {
            self.id = id
            self.placeName = placeName
        }
    }

    public var csrf: String
    public var identities: [Identity]
    public var places: [Place]
    /// Where the two forms are sent.
    public var add: String
    public var remove: String
    public var back: String
    public var notice: String?
    public var error: String?

    public init(
        csrf: String, identities: [Identity], places: [Place], add: String, remove: String, back: String, notice: String? = nil,
        error: String? = nil
    ) {
        self.csrf = csrf
        self.identities = identities
        self.places = places
        self.add = add
        self.remove = remove
        self.back = back
        self.notice = notice
        self.error = error
    }

    public static let example = LinkedPage(
        csrf: "csrf",
        identities: [
            Identity(
                issuer: "https://shop.example", subject: "1", placeName: "Example Shop", label: "ada@example.com",
                since: Date(timeIntervalSince1970: 1_760_000_000), lastUsed: Date(timeIntervalSince1970: 1_763_900_000),
                access: .kept),
            Identity(
                issuer: "https://other.example", subject: "2", placeName: "Other", label: "Ada",
                since: Date(timeIntervalSince1970: 1_763_800_000), access: .ended),
        ],
        places: [Place(id: "external", placeName: "Example Shop")], add: "/account/linked/add", remove: "/account/linked/remove",
        back: "/account", notice: "It is linked.", error: "This is your only way in.")
}
