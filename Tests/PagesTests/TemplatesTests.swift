// Templates: the built-in ones are complete, an operator's own take their place, and a broken one stops the start with its cure.

import FoundationEssentials
import Testing

@testable import Pages

@Suite struct TemplatesTests {
    @Test("every file of the template folder is embedded, and the other way round")
    func complete() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Pages/Templates")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(files) == Set(Templates.embedded.keys.map { "\($0).mustache" }))
    }

    @Test("templates hold no words of their own", arguments: Templates.embedded.keys.sorted())
    func noWords(name: String) throws {
        let source = try #require(Templates.embedded[name].map { String(decoding: $0, as: UTF8.self) })
        let markup = Markup(source.replacing(/\{\{\$width\}\}.*?\{\{\/width\}\}|\{\{.*?\}\}/, with: ""))
        #expect(markup.text.filter { $0.isLetter } == "")
        for tag in markup.tags {
            for attribute in ["alt", "aria-label", "placeholder", "title", "data-label"] {
                #expect(tag[attribute] ?? "" == "")
            }
        }
    }

    @Test("a template in the folder is used instead of the built-in one")
    func override() throws {
        let folder = try Folder([
            "welcome.mustache": "<h1>{{branding.name}} & co</h1> {{words.welcomeAccount}} {{account}}", "notes.txt": "{{#",
        ])
        let pages = try Pages(branding: Branding(name: "<Fieldnotes>"), overrides: folder.path)
        #expect(try pages.render(WelcomePage(account: "/a?b=1&c=2")) == "<h1>&lt;Fieldnotes&gt; & co</h1> Your account /a?b=1&amp;c=2")
        #expect(try pages.example("sign-in").contains("name=\"password\""))
    }

    @Test("a file saved with a byte order mark and with Windows line ends works")
    func byteOrderMark() throws {
        let folder = try Folder(["welcome.mustache": "\u{FEFF}{{#account}}\r\n<p>{{.}}</p>\r\n{{/account}}\r\n"])
        let pages = try Pages(branding: Branding(name: "Fieldnotes"), overrides: folder.path)
        #expect(try pages.render(WelcomePage(account: "/account")).filter { !$0.isNewline } == "<p>/account</p>")
    }

    @Test(
        "a template that cannot work stops the start with the line and the cure",
        arguments: [
            ("<p>\n{{#account}}\n</p>", 3, "never closed"),
            ("{{#account}}{{/acount}}", 1, "closed by another name"),
            ("\n\n<p>{{account</p>", 3, "no value named"),
            ("\n{{acount}}", 2, "no value named “acount”"),
            ("{{csrf}}", 1, "no value named “csrf”"),
            ("{{words.welcomme}}", 1, "no words for {{words.welcomme}}"),
            ("{{words.signInFor}}", 1, "no value named “clientName”"),
            ("{{branding.color}}", 1, "the branding has no"),
            ("{{>footer}}", 1, "no template named “footer” to include"),
            ("{{{account}}}", 1, "unescaped"),
            ("{{& account}}", 1, "unescaped"),
            ("{{% CONTENT_TYPE: TEXT}}", 1, "unescaped"),
            ("{{=<% %>=}}<%{account}%>", 1, "unescaped"),
        ])
    func broken(text: String, line: Int, problem: String) throws {
        let folder = try Folder(["welcome.mustache": text])
        let error = #expect(throws: TemplateError.self) {
            try Pages(branding: Branding(name: "Fieldnotes"), overrides: folder.path)
        }
        #expect(error?.file == "\(folder.path)/welcome.mustache")
        #expect(error?.line == line)
        #expect(error?.problem.contains(problem) == true, "\(error?.description ?? "")")
        #expect(error?.cure.isEmpty == false)
    }

    @Test("a template that no page uses is refused, with the names that exist")
    func unknown() throws {
        let folder = try Folder(["signin.mustache": "x"])
        let error = #expect(throws: TemplateError.self) {
            try Pages(branding: Branding(name: "Fieldnotes"), overrides: folder.path)
        }
        #expect(error?.description.contains("signin.mustache") == true)
        #expect(error?.cure.contains("sign-in") == true)
    }

    @Test("a folder that is not there, and a file that is not text, are named")
    func unreadable() throws {
        let missing = #expect(throws: TemplateError.self) {
            try Pages(branding: Branding(name: "Fieldnotes"), overrides: "/nowhere/at/all")
        }
        #expect(missing?.file == "/nowhere/at/all")
        let folder = try Folder([:])
        try Data([0x3c, 0xff, 0xfe]).write(to: URL(filePath: "\(folder.path)/error.mustache"))
        let binary = #expect(throws: TemplateError.self) {
            try Pages(branding: Branding(name: "Fieldnotes"), overrides: folder.path)
        }
        #expect(binary?.description.contains("error.mustache: the file cannot be read as UTF-8 text") == true)
    }
}

/// A folder of its own for one test, gone after it.
final class Folder {
    let path: String

    init(_ files: [String: String]) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "pages-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files {
            try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
