// The templates by name: those built in, and an operator's own in their place.
// A folder may hold NAME.mustache files; anything else in it is left alone.

import FoundationEssentials
import Mustache

/// The text of every template.
struct Templates {
    struct Source {
        /// What to call it in an error: a path, or the name of an embedded file.
        var file: String
        var text: String
    }

    private(set) var sources: [String: Source] = [:]

    static let embedded: [String: [UInt8]] = [
        "account": PackageResources.account_mustache,
        "admin": PackageResources.admin_mustache,
        "alerts": PackageResources.alerts_mustache,
        "attempt": PackageResources.attempt_mustache,
        "authenticator": PackageResources.authenticator_mustache,
        "connected": PackageResources.connected_mustache,
        "consent": PackageResources.consent_mustache,
        "error": PackageResources.error_mustache,
        "form-post": PackageResources.form_post_mustache,
        "hidden": PackageResources.hidden_mustache,
        "joining": PackageResources.joining_mustache,
        "leave": PackageResources.leave_mustache,
        "linked": PackageResources.linked_mustache,
        "layout": PackageResources.layout_mustache,
        "recovery-codes": PackageResources.recovery_codes_mustache,
        "passkey": PackageResources.passkey_mustache,
        "passkeys": PackageResources.passkeys_mustache,
        "second-step": PackageResources.second_step_mustache,
        "second-step-settings": PackageResources.second_step_settings_mustache,
        "letter": PackageResources.letter_mustache,
        "letter-text": PackageResources.letter_text_mustache,
        "mail-code": PackageResources.mail_code_mustache,
        "mail-link": PackageResources.mail_link_mustache,
        "mail-request": PackageResources.mail_request_mustache,
        "mail-sent": PackageResources.mail_sent_mustache,
        "new-password": PackageResources.new_password_mustache,
        "sign-in": PackageResources.sign_in_mustache,
        "sign-up": PackageResources.sign_up_mustache,
        "standing": PackageResources.standing_mustache,
        "welcome": PackageResources.welcome_mustache,
    ]

    init(overrides folder: String?) throws {
        for (name, bytes) in Self.embedded {
            sources[name] = Source(file: "\(name).mustache", text: String(decoding: bytes, as: UTF8.self))
        }
        guard let folder else { return }
        for file in try Self.files(in: folder) where file.hasSuffix(".mustache") {
            let name = String(file.dropLast(".mustache".count))
            let path = folder.hasSuffix("/") ? folder + file : "\(folder)/\(file)"
            guard Self.embedded[name] != nil else {
                throw TemplateError(
                    file: path, problem: "there is no template named “\(name)”",
                    cure: "use one of \(Self.embedded.keys.sorted().joined(separator: ", ")), or remove the file")
            }
            sources[name] = Source(file: path, text: try Self.text(of: path))
        }
    }

    /// Every template, parsed.
    func library() throws -> MustacheLibrary {
        EscapedHTML.register()
        return MustacheLibrary(
            templates: Dictionary(uniqueKeysWithValues: try sources.map { ($0.key, try Self.parse($0.value, named: $0.key)) }))
    }

    private static func parse(_ source: Source, named name: String) throws -> MustacheTemplate {
        do {
            let pragma = PlainText.templates.contains(name) ? PlainText.pragma : EscapedHTML.pragma
            return try MustacheTemplate(string: pragma + source.text)
        } catch let error as MustacheTemplate.ParserError {
            // The pragma is a line of its own before the first.
            throw TemplateError(
                file: source.file, line: max(1, error.context.lineNumber - 1), problem: problem(error.error),
                cure: "mend the line “\(error.context.line)”, or remove the file to use the built-in template")
        }
    }

    private static func problem(_ error: any Error) -> String {
        switch error as? MustacheTemplate.Error {
        case .sectionCloseNameIncorrect: "a section is closed by another name than it was opened with"
        case .unfinishedName: "a tag is not finished with }}"
        case .expectedSectionEnd: "a section is opened and never closed"
        case .textInsideInheritSection, .illegalTokenInsideInheritSection:
            "only {{$block}} … {{/block}} may stand directly inside {{<layout}}"
        default: "the template cannot be read (\(error))"
        }
    }

    private static func files(in folder: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw TemplateError(
                file: folder, problem: "the folder of page templates cannot be read",
                cure: "create it, correct its path in the configuration, or leave the setting out")
        }
    }

    private static func text(of path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self) else {
            throw TemplateError(
                file: path, problem: "the file cannot be read as UTF-8 text",
                cure: "check that Usher may read it and that it is saved as UTF-8")
        }
        return text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
    }
}
