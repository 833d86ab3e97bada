// The words of the pages, in one language.
// A table from key to sentence. A sentence may hold values of its page as `{{clientName}}`, so a translation can put them
// where its grammar wants them. Templates say `{{words.key}}`; a key that is missing stops the start.

import FoundationEssentials
import Mustache

/// A table of sentences.
struct Words: Sendable {
    let sentences: [String: String]
    /// The same, ready to show: the words are escaped here, the values in them when the page is rendered.
    let templates: [String: MustacheTemplate]
    /// Fixed texts of other parts of the program, by what they are in English.
    let texts: [String: String]
    /// The words of mails once more, for those that are sent as text.
    let mailTemplates: [String: MustacheTemplate]

    /// The words of one language, part by part.
    static func language(_ parts: [String: String]..., texts: [String: String] = [:]) -> Words {
        do {
            return try Words(parts.reduce(into: [:]) { $0.merge($1) { first, _ in first } }, texts: texts)
        } catch {
            preconditionFailure("words cannot be read: \(error)")
        }
    }

    init(_ sentences: [String: String], texts: [String: String] = [:]) throws {
        self.sentences = sentences
        self.texts = texts
        self.templates = try sentences.mapValues { try MustacheTemplate(string: EscapedHTML.escape($0)) }
        self.mailTemplates = try sentences.filter { $0.key.hasPrefix("mail") }.mapValues { try MustacheTemplate(string: $0) }
    }

    /// A sentence without values, as it stands in the table.
    func plain(_ key: String) -> String {
        sentences[key] ?? key
    }

    /// A sentence with its values, as text.
    func text(_ key: String, with values: [String: Any]) throws -> String {
        try MustacheTemplate(string: PlainText.pragma + plain(key)).render(values)
    }

    /// A moment: `machine` for `<time datetime>`, `date` and `minute` for people, in UTC because the page cannot know better.
    func values(of moment: Date) -> [String: Any] {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: moment)
        guard let year = parts.year, let month = parts.month, let day = parts.day, let hour = parts.hour, let minute = parts.minute
        else { return ["machine": moment.formatted(.iso8601)] }
        var values = ["day": String(day), "month": plain("month\(month)"), "year": String(year)]
        values["time"] = [hour, minute].map { $0 < 10 ? "0\($0)" : String($0) }.joined(separator: ":")
        values["date"] = fill("date", with: values)
        values["minute"] = fill("minute", with: values)
        values["machine"] = moment.formatted(.iso8601)
        return values
    }

    private func fill(_ key: String, with values: [String: String]) -> String {
        templates[key]?.render(values) ?? ""
    }
}

/// A sentence that is handed to a page as its notice or its error.
public enum Sentence: String, CaseIterable, Sendable {
    case signedOut, signedOutEverywhere, sessionEnded, disconnected, passwordChanged
    case passkeyRefused, passkeyAdded, passkeyNotAdded, passkeyRenamed, passkeyRemoved, passkeyLast, passkeyTooMany, passkeyUnnamed
    case personDisabled, personEnabled, clientRemoved
    case proveAgain, codeWrong, wrongCredentials, tooManyAttempts, formExpired
    case elsewhereDeclined, joiningProof, identityLinked, identityRemoved, identityKept, identityTaken
    case emailInvalid, emailTaken, nameTooLong
    case passwordTooShort, passwordTooLong, passwordTooCommon, currentPasswordWrong
    case mailCodeWrong, mailCodeEnded, linkEndedTitle, linkEnded, linkEndedCure, passwordSet, addressVerified, verificationSent,
        verifyingProof
}
