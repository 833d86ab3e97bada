import Mail
import Testing

@testable import usher

@Suite("How mail is configured")
struct MailConfigurationTests {
    private func load(_ yaml: String, _ environment: [String: String] = [:]) throws -> Configuration.Mail? {
        try ConfigurationFixture(yaml).load(environment: environment).configuration.mail
    }

    @Test("without it nobody is written to")
    func off() throws { #expect(try load("sign_up: open\n") == nil) }

    @Test("`mail: log` is short for a section, also in the environment", arguments: ["mail: log\n", "mail: { url: log }\n", ""])
    func log(yaml: String) throws {
        let mail = try load(yaml, yaml.isEmpty ? ["USHER_MAIL_URL": "log"] : [:])
        #expect(mail?.url == .log && mail?.from == "usher@localhost")
        #expect(try Mailing.server(#require(mail), environment: [:]) == nil)
    }

    @Test(
        "a URL says where, how and as whom",
        arguments: [
            ("smtps://smtp.example.com", "smtp.example.com", 465, true, nil as String?),
            ("smtp://smtp.example.com", "smtp.example.com", 587, false, nil),
            ("smtp://clerk@smtp.example.com:2525", "smtp.example.com", 2525, false, "clerk"),
            ("smtps://a%40b.example@smtp.example.com", "smtp.example.com", 465, true, "a@b.example"),
            ("smtps://a@b.example@smtp.example.com:465", "smtp.example.com", 465, true, "a@b.example"),
            ("smtp://[::1]:25", "::1", 25, false, nil),
            ("smtp://[::1]", "::1", 587, false, nil),
        ])
    func urls(text: String, host: String, port: Int, isSecure: Bool, user: String?) throws {
        #expect(try MailURL(text) == .smtp(host: host, port: port, isSecure: isSecure, user: user))
    }

    @Test(
        "what is no such URL is refused, and a password in it most of all",
        arguments: [
            "", "smtp", "https://smtp.example.com", "smtp://", "smtp:// a", "smtp://h/path", "smtp://h?x", "smtp://h#x", "smtp://h:0",
            "smtp://h:99999", "smtp://@h", "smtp://%zz@h", "smtp://user:secret@h", "smtp://h\r\nx",
        ])
    func refused(text: String) {
        let refusal = #expect(throws: Refusal.self) { try MailURL(text) }
        #expect(refusal?.expected.contains("secret") == false)
    }

    @Test(
        "TLS is demanded, but on this machine and where the operator dares",
        arguments: [
            ("smtp://smtp.example.com", "", SMTPServer.Encryption.startTLS), ("smtps://smtp.example.com", "", .implicit),
            ("smtp://127.0.0.1", "", .none), ("smtp://localhost:25", "", .none),
            ("smtp://mail.internal", ", dangerously_unencrypted: true", .none),
            ("smtps://mail.internal", ", dangerously_unencrypted: true", .implicit),
        ])
    func encryption(url: String, more: String, expected: SMTPServer.Encryption) throws {
        let mail = try #require(try load("mail: { url: \"\(url)\", from: a@example.com\(more) }\n"))
        #expect(try Mailing.server(mail, environment: [:])?.encryption == expected)
    }

    @Test("the sender is the user of the URL, if that is an address, and has to be written otherwise")
    func sender() throws {
        #expect(try load("mail: { url: smtps://a%40b.example@h }\n")?.from == "a@b.example")
        #expect(try load("mail: { url: smtps://clerk@h, from: c@example.com }\n")?.from == "c@example.com")
        let error = #expect(throws: ConfigurationError.self) { try load("mail: { url: smtps://clerk@h }\n") }
        #expect(error?.description.contains("`mail.from` is missing") == true)
    }

    @Test("the password comes from the environment or a file; one without a user, and a user without one, is an error")
    func password() throws {
        let mail = try #require(try load("mail: { url: smtps://clerk@h, from: c@example.com }\n"))
        #expect(try Mailing.server(mail, environment: ["USHER_MAIL_PASSWORD": "pw"])?.password == "pw")
        #expect(throws: Failure.self) { try Mailing.server(mail, environment: [:]) }
        let anonymous = try #require(try load("mail: { url: smtps://h, from: c@example.com }\n"))
        #expect(throws: Failure.self) { try Mailing.server(anonymous, environment: ["USHER_MAIL_PASSWORD": "pw"]) }
    }
}
