// Where mail goes: `log`, or the URL of an SMTP server. There is no standard for such URLs; curl reads the same ones.

import Foundation

/// A way to send mail.
enum MailURL: Sendable, Equatable {
    /// Printed on the terminal, codes and all.
    case log
    case smtp(host: String, port: Int, isSecure: Bool, user: String?)

    private static let expectation = "log, or the URL of a mail server, such as smtps://accounts@smtp.example.com:465"

    init(_ text: String) throws(Refusal) {
        if text == "log" {
            self = .log
            return
        }
        let isSecure = text.hasPrefix("smtps://")
        guard isSecure || text.hasPrefix("smtp://"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Refusal(Self.expectation)
        }
        let authority = text.dropFirst(isSecure ? 8 : 7)
        guard !authority.contains(where: { "/?#".contains($0) }) else { throw Refusal("the URL without anything behind host and port") }
        // Names of mail users hold an @ more often than not.
        let at = authority.lastIndex(of: "@")
        let user = at.map { authority[..<$0] }
        guard user?.contains(":") != true else {
            throw Refusal("a URL without the password, which belongs into \(MailPassword.variable) or `password_file`")
        }
        let place = at.map { authority[authority.index(after: $0)...] } ?? authority
        // The scheme is only there so that the host is read as in every other URL.
        guard let url = try? HTTPURL("https://\(place)", allowsQuery: false) else { throw Refusal(Self.expectation) }
        let hasPort = place.last != "]" && place.contains(":")
        var name: String?
        if let user {
            guard let decoded = String(user).removingPercentEncoding, !decoded.isEmpty else { throw Refusal(Self.expectation) }
            name = decoded
        }
        self = .smtp(host: url.host, port: hasPort ? url.port : isSecure ? 465 : 587, isSecure: isSecure, user: name)
    }
}

/// The password of the mail server is never in the configuration itself.
enum MailPassword {
    static let variable = "USHER_MAIL_PASSWORD"
}
