// What is connected to me, and what I can do about it.

import FoundationEssentials

/// A person's own account.
public struct AccountPage: Page {
    public static let template = "account"

    /// A client that can act for the person.
    public struct Connection: Sendable {
        /// Sent as `id` when the person disconnects it.
        public var id: String
        public var clientName: String
        /// What it may do, a sentence each.
        public var abilities: [String]
        public var since: Date
        public var lastUsed: Date?

        public init(id: String, clientName: String, abilities: [String], since: Date, lastUsed: Date? = nil) {
            self.id = id
            self.clientName = clientName
            self.abilities = abilities
            self.since = since
            self.lastUsed = lastUsed
        }
    }

    /// A browser in which the person is signed in.
    public struct Session: Sendable {
        /// Sent as `id` when the person ends it.
        public var id: String
        /// What the browser says it is; `nil` if it says nothing that is known.
        public var browser: String?
        public var system: String?
        /// The network address that it signed in from.
        public var address: String?
        public var lastUsed: Date
        /// Whether it is the browser that shows this page.
        public var isThis: Bool

        public init(id: String, browser: String?, system: String?, address: String?, lastUsed: Date, isThis: Bool) {
            self.id = id
            self.browser = browser
            self.system = system
            self.address = address
            self.lastUsed = lastUsed
            self.isThis = isThis
        }
    }

    /// Where each of the forms is sent.
    public struct Actions: Sendable {
        public var disconnect: String
        public var changePassword: String
        public var signOut: String
        public var endSession: String
        public var signOutEverywhere: String

        public init(
            disconnect: String, changePassword: String, signOut: String, endSession: String, signOutEverywhere: String
        ) {
            self.disconnect = disconnect
            self.changePassword = changePassword
            self.signOut = signOut
            self.endSession = endSession
            self.signOutEverywhere = signOutEverywhere
        }
    }

    public var email: String
    public var name: String?
    public var csrf: String
    public var connections: [Connection]
    public var sessions: [Session]
    public var actions: Actions
    /// Where the second step is set up and managed, if there may be one.
    public var secondStep: String?
    /// Whether there is a password that can be changed.
    public var hasPassword: Bool
    /// Where other ways to sign in are managed, if there are any.
    public var linked: String?
    /// Where passkeys are made and managed, if there may be any.
    public var passkeys: String?
    public var notice: String?
    /// What went wrong, other than with a password.
    public var error: String?
    public var currentPasswordError: String?
    public var newPasswordError: String?
    /// Where a mail is asked for that confirms the address, if nobody has confirmed it.
    public var verify: String?

    public init(
        email: String, name: String? = nil, csrf: String, connections: [Connection], sessions: [Session],
        actions: Actions, secondStep: String? = nil, passkeys: String? = nil, hasPassword: Bool = true, linked: String? = nil,
        notice: String? = nil, error: String? = nil, currentPasswordError: String? = nil, newPasswordError: String? = nil,
        verify: String? = nil
    ) {
        self.email = email
        self.name = name
        self.csrf = csrf
        self.connections = connections
        self.sessions = sessions
        self.actions = actions
        self.secondStep = secondStep
        self.hasPassword = hasPassword
        self.linked = linked
        self.passkeys = passkeys
        self.notice = notice
        self.error = error
        self.currentPasswordError = currentPasswordError
        self.newPasswordError = newPasswordError
        self.verify = verify
    }

    public static let example = AccountPage(
        email: "ada@example.com", name: "Ada Lovelace", csrf: "csrf",
        connections: [
            Connection(
                id: "1", clientName: "ChatGPT", abilities: ["Read your notes", "Change your notes"],
                since: Date(timeIntervalSince1970: 1_760_000_000), lastUsed: Date(timeIntervalSince1970: 1_763_900_000)),
            Connection(id: "2", clientName: "Claude", abilities: [], since: Date(timeIntervalSince1970: 1_763_800_000)),
        ],
        sessions: [
            Session(
                id: "3", browser: "Firefox", system: "Linux", address: "192.0.2.1", lastUsed: Date(timeIntervalSince1970: 1_763_900_000),
                isThis: true),
            Session(
                id: "4", browser: nil, system: nil, address: nil, lastUsed: Date(timeIntervalSince1970: 1_763_800_000), isThis: false),
        ],
        actions: Actions(
            disconnect: "/account/disconnect", changePassword: "/account/password", signOut: "/sign-out",
            endSession: "/account/end-session", signOutEverywhere: "/sign-out/everywhere"),
        secondStep: "/account/second-step", passkeys: "/account/passkeys", linked: "/account/linked",
        notice: "Your password is changed.", error: "This page had been open for too long. Please try again.",
        currentPasswordError: "The current password is not right.", newPasswordError: "Use 8 characters or more.",
        verify: "/account/verify")
}
