// A mail as a person reads it: the same words as text and as HTML. What is written lies in the words, one group of sentences
// for each kind; the two templates are shared by all.

import FoundationEssentials

/// A mail's values.
public struct Letter: Sendable {
    /// What it is about.
    public enum Kind: String, CaseIterable, Sendable {
        case signUp = "SignUp"
        /// Somebody wanted to make an account with an address that has one.
        case taken = "Taken"
        case signIn = "SignIn"
        /// Somebody wants to sign in by mail to an account whose address nobody has confirmed.
        case unconfirmed = "Unconfirmed"
        case verification = "Verification"
        case reset = "Reset"
        case invitation = "Invitation"
        case newDevice = "NewDevice"
        case passwordChanged = "PasswordChanged"
        // What else opens the account, or guards it, is another now.
        case passkeyAdded = "PasskeyAdded"
        case passkeyRemoved = "PasskeyRemoved"
        case siteAdded = "SiteAdded"
        case siteRemoved = "SiteRemoved"
        case secondStepOn = "SecondStepOn"
        case secondStepOff = "SecondStepOff"
        case codesRenewed = "CodesRenewed"

        /// The words of this kind: a subject, what happened, what the button does, and what to do if it is not right.
        func key(_ part: Part) -> String { "mail\(isChange && part != .lead ? "Changed" : rawValue)\(part.rawValue)" }
        var hasButton: Bool { self != .passwordChanged && self != .newDevice && !isChange }
        /// Whether it differs from its like in what happened alone.
        private var isChange: Bool {
            switch self {
            case .passkeyAdded, .passkeyRemoved, .siteAdded, .siteRemoved, .secondStepOn, .secondStepOff, .codesRenewed: true
            case .signUp, .taken, .signIn, .unconfirmed, .verification, .reset, .invitation, .newDevice, .passwordChanged: false
            }
        }
    }

    enum Part: String, CaseIterable { case subject = "Subject", lead = "Lead", button = "Button", note = "Note" }

    public var kind: Kind
    /// What the person is called.
    public var name: String?
    /// To be typed into the browser that asked.
    public var code: String?
    public var link: String?
    /// How long code and link work.
    public var minutes: Int?
    /// What the browser said it is, and when that was.
    public var device: String?
    public var moment: Date?

    public init(
        _ kind: Kind, name: String? = nil, code: String? = nil, link: String? = nil, minutes: Int? = nil, device: String? = nil,
        moment: Date? = nil
    ) {
        self.kind = kind
        self.name = name
        self.code = code
        self.link = link
        self.minutes = minutes
        self.device = device
        self.moment = moment
    }

    /// The letter with everything in it.
    static func example(_ kind: Kind) -> Letter {
        Letter(
            kind, name: "Ada", code: "4821 0937", link: kind.hasButton ? "https://example.com/reset/password?secret=…" : nil, minutes: 15,
            device: "Firefox", moment: Date(timeIntervalSince1970: 1_795_478_700))
    }
}

/// A letter in words: what the templates of mails may use.
struct LetterPage: Page {
    static let template = "letter"
    static let textTemplate = "letter-text"

    var subject: String
    var greeting: String?
    var lead: String
    var code: String?
    var link: String?
    var button: String?
    var minutes: Int?
    var device: String?
    var moment: Date?
    var note: String
    var color: String
    var onColor: String

    static let example = LetterPage(
        subject: "Sign in", greeting: "Hello Ada,", lead: "Use this code.", code: "4821 0937", link: "https://example.com/sign-in/link",
        button: "Sign in", minutes: 15, device: "Firefox", moment: Date(timeIntervalSince1970: 1_795_478_700),
        note: "If it was not you, ignore this mail.", color: "#17624f", onColor: "#ffffff")
}

/// A letter that is ready to be sent.
public struct RenderedLetter: Sendable, Equatable {
    public var subject: String
    public var text: String
    public var html: String
}

extension Pages {
    /// The letter as text and as HTML.
    public func render(_ letter: Letter) throws -> RenderedLetter {
        let values: [String: Any] = [
            "branding": ["name": branding.name], "name": letter.name ?? "", "minutes": letter.minutes.map { String($0) } ?? "",
        ]
        let words = Language.current.words
        func sentence(_ part: Letter.Part) throws -> String { try words.text(letter.kind.key(part), with: values) }
        var page = LetterPage(
            subject: try sentence(.subject), greeting: try letter.name.map { _ in try words.text("mailGreeting", with: values) },
            lead: try sentence(.lead), code: letter.code.map(Self.grouped), link: letter.link,
            button: letter.kind.hasButton ? try sentence(.button) : nil, minutes: letter.minutes, device: letter.device,
            moment: letter.moment, note: try sentence(.note), color: branding.color.description,
            onColor: branding.color.textOnTop.description)
        let html = try render(page)
        // Text has no markup that would keep the two groups in order where words run from right to left.
        if Language.current.direction == "rtl" { page.code = letter.code }
        return RenderedLetter(subject: page.subject, text: try render(page, with: LetterPage.textTemplate), html: html)
    }

    /// Eight digits are read in two groups.
    private static func grouped(_ code: String) -> String {
        code.count == 8 ? "\(code.prefix(4)) \(code.suffix(4))" : code
    }
}
