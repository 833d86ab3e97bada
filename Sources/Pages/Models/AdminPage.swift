// The operator's console: who has an account, and which clients are registered.

import FoundationEssentials

/// The people and clients of this server.
public struct AdminPage: Page {
    public static let template = "admin"

    /// Somebody with an account.
    public struct Person: Sendable {
        /// Sent as `id` when the person is disabled or enabled.
        public var id: String
        public var personEmail: String
        public var personName: String?
        public var created: Date
        public var isDisabled: Bool
        /// The operator who is looking: nobody should lock themselves out.
        public var isYou: Bool

        public init(id: String, email: String, name: String? = nil, created: Date, isDisabled: Bool, isYou: Bool = false) {
            self.id = id
            self.personEmail = email
            self.personName = name
            self.created = created
            self.isDisabled = isDisabled
            self.isYou = isYou
        }
    }

    /// A registered client.
    public struct Client: Sendable {
        /// The client identifier, sent as `id` when the client is removed.
        public var id: String
        public var clientName: String
        public var profile: String
        public var created: Date

        public init(id: String, name: String, profile: String, created: Date) {
            self.id = id
            self.clientName = name
            self.profile = profile
            self.created = created
        }
    }

    /// Somebody tried to connect.
    public struct Attempt: Sendable {
        public var link: String
        public var attemptTitle: String
        public var headline: String
        public var last: Date
        public var standing: AttemptPage.Standing

        public init(link: String, title: String, headline: String, last: Date, standing: AttemptPage.Standing) {
            self.link = link
            self.attemptTitle = title
            self.headline = headline
            self.last = last
            self.standing = standing
        }
    }

    /// Where each of the forms is sent.
    public struct Actions: Sendable {
        public var disable: String
        public var enable: String
        public var removeClient: String
        public var signOut: String

        public init(disable: String, enable: String, removeClient: String, signOut: String) {
            self.disable = disable
            self.enable = enable
            self.removeClient = removeClient
            self.signOut = signOut
        }
    }

    /// The operator who is looking.
    public var email: String
    public var csrf: String
    public var people: [Person]
    public var clients: [Client]
    public var attempts: [Attempt]
    public var actions: Actions
    public var notice: String?
    public var error: String?

    public init(
        email: String, csrf: String, people: [Person], clients: [Client], attempts: [Attempt] = [], actions: Actions,
        notice: String? = nil, error: String? = nil
    ) {
        self.email = email
        self.csrf = csrf
        self.people = people
        self.clients = clients
        self.attempts = attempts
        self.actions = actions
        self.notice = notice
        self.error = error
    }

    public static let example = AdminPage(
        email: "ada@example.com", csrf: "csrf",
        people: [
            Person(
                id: "1", email: "ada@example.com", name: "Ada Lovelace", created: Date(timeIntervalSince1970: 1_750_000_000),
                isDisabled: false, isYou: true),
            Person(id: "2", email: "ben@example.com", name: "Ben", created: Date(timeIntervalSince1970: 1_760_000_000), isDisabled: false),
            Person(id: "3", email: "cleo@example.com", created: Date(timeIntervalSince1970: 1_763_000_000), isDisabled: true),
        ],
        clients: [
            Client(
                id: "c_7QmX2kDfa9", name: "ChatGPT", profile: "chatgpt-plugin", created: Date(timeIntervalSince1970: 1_760_000_000)),
            Client(
                id: "https://claude.ai/oauth/client", name: "Claude", profile: "claude", created: Date(timeIntervalSince1970: 1_763_800_000)
            ),
        ],
        attempts: [
            Attempt(
                link: "/admin/attempt?id=k7m2xqrt", title: "Claude", headline: "authorization request refused",
                last: Date(timeIntervalSince1970: 1_763_900_000), standing: .example)
        ],
        actions: Actions(disable: "/admin/disable", enable: "/admin/enable", removeClient: "/admin/clients/remove", signOut: "/sign-out"),
        notice: "The account is disabled.", error: "This page had been open for too long. Please try again.")
}
