// An error that is shown to the person, because it is not known, or not safe, where else to send it.

/// What went wrong, and what to do about it.
public struct ErrorPage: Page {
    public static let template = "error"

    /// The HTTP status that the page is sent with.
    public var status: Int
    public var title: String
    /// What happened, in words that anybody may read.
    public var sentence: String
    /// Whether the sentence is English on a page that is not: what is told to developers is not translated.
    public var isEnglish: Bool
    /// What to do.
    public var cure: String?
    /// Finds the error in the operator's log.
    public var reference: String?

    public init(status: Int, title: String, sentence: String, isEnglish: Bool = false, cure: String? = nil, reference: String? = nil) {
        self.status = status
        self.title = title
        self.sentence = sentence
        self.isEnglish = isEnglish
        self.cure = cure
        self.reference = reference
    }

    public static let example = ErrorPage(
        status: 400, title: "This link does not work",
        sentence: "The app that sent you here asked for the answer at an address that it has not registered.",
        cure: "Go back to the app and connect again. If it happens again, tell its makers.", reference: "7Q4M-2KXD")
}
