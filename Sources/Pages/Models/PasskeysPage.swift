// A person's passkeys: what there is, a new one, another name, an end.

import FoundationEssentials

/// A form that the script fills in with what an authenticator has signed.
public struct PasskeyForm: Sendable {
    /// Where the form is sent.
    public var action: String
    /// Where the script asks what is to be signed.
    public var question: String
    /// Whether the browser offers passkeys in the e-mail field too.
    public var autofill: Bool

    public init(action: String, question: String, autofill: Bool = false) {
        self.action = action
        self.question = question
        self.autofill = autofill
    }

    static let example = PasskeyForm(action: "/sign-in/passkey", question: "/sign-in/passkey/question", autofill: true)
}

/// The passkeys of a person.
public struct PasskeysPage: Page {
    public static let template = "passkeys"

    public struct Passkey: Sendable {
        /// Sent as `id` with the forms.
        public var id: String
        public var name: String
        public var created: Date
        public var lastUsed: Date?
        /// Whether it is on other devices of the person too.
        public var isBackedUp: Bool
        /// When there was reason to think that somebody has copied it.
        public var suspected: Date?
        /// Whether there is another way to sign in without it.
        public var mayGo: Bool

        public init(
            id: String, name: String, created: Date, lastUsed: Date?, isBackedUp: Bool, suspected: Date?, mayGo: Bool
        ) {
            self.id = id
            self.name = name
            self.created = created
            self.lastUsed = lastUsed
            self.isBackedUp = isBackedUp
            self.suspected = suspected
            self.mayGo = mayGo
        }
    }

    public var csrf: String
    public var passkeys: [Passkey]
    /// Makes a new one; `nil` if there are as many as there may be.
    public var add: PasskeyForm?
    public var rename: String
    public var remove: String
    public var back: String
    public var notice: String?
    public var error: String?

    public init(
        csrf: String, passkeys: [Passkey], add: PasskeyForm?, rename: String, remove: String, back: String, notice: String? = nil,
        error: String? = nil
    ) {
        self.csrf = csrf
        self.passkeys = passkeys
        self.add = add
        self.rename = rename
        self.remove = remove
        self.back = back
        self.notice = notice
        self.error = error
    }

    public static let example = PasskeysPage(
        csrf: "csrf",
        passkeys: [
            Passkey(
                id: "AQ", name: "Phone", created: Date(timeIntervalSince1970: 1_760_000_000),
                lastUsed: Date(timeIntervalSince1970: 1_763_900_000), isBackedUp: true, suspected: nil, mayGo: true),
            Passkey(
                id: "Ag", name: "Security key", created: Date(timeIntervalSince1970: 1_763_800_000), lastUsed: nil, isBackedUp: false,
                suspected: Date(timeIntervalSince1970: 1_763_900_000), mayGo: false),
        ],
        add: PasskeyForm(action: "/account/passkeys/add", question: "/account/passkeys/question"),
        rename: "/account/passkeys/rename", remove: "/account/passkeys/remove", back: "/account",
        notice: "The passkey is added.", error: "The passkey could not be added. Please try again.")
}
