// The header of a mail: RFC 5322 §3.6, with RFC 2047 where text is not ASCII. Curl writes everything below it, but takes
// header lines as they are: so nothing gets into one that could end it.

import Foundation
import Keys

/// Who a mail is from or to.
public struct Mailbox: Sendable, Equatable {
    public let address: String
    public let name: String?

    /// - Returns: `nil` if the address could not stand in a header or in a command (RFC 5321 §4.1.2).
    public init?(_ address: String, name: String? = nil) {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        let special: Set<Unicode.Scalar> = ["<", ">", "(", ")", "[", "]", ",", ";", ":", "\\", "\""]
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), address.utf8.count <= 254,
            address.unicodeScalars.allSatisfy({ !special.contains($0) && !$0.properties.isWhitespace && !Self.isControl($0) })
        else { return nil }
        self.address = address
        self.name = name.map(HeaderText.line).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The part behind the `@`.
    public var domain: String { address.split(separator: "@").last.map(String.init) ?? "" }

    /// As it stands in a header.
    var field: String { name.map { "\(HeaderText.encoded($0, phrase: true))\r\n <\(address)>" } ?? "<\(address)>" }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }
}

/// Text in a header.
enum HeaderText {
    /// On one line, whatever it was: a line break would begin a header of somebody else's choice.
    static func line(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isBreak = scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
            line.append(isBreak ? " " : scalar)
        }
        return String(line).trimmingCharacters(in: .whitespaces)
    }

    /// Unstructured text or a phrase: as it is where that is safe, else in encoded words.
    static func encoded(_ text: String, phrase: Bool = false) -> String {
        let text = line(text)
        // RFC 2047 §5: what looks like an encoded word would be decoded; in a phrase punctuation has a meaning too.
        let isPlain = text.utf8.count <= 60 && !text.contains("=?") && text.utf8.allSatisfy { phrase ? isPhrase($0) : isPrintable($0) }
        return isPlain ? text : words(text)
    }

    /// RFC 2047 §2: at most 75 characters each, and §5: none ends in the middle of a character.
    private static func words(_ text: String) -> String {
        var chunks: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if chunks[chunks.count - 1].count + bytes.count > 42 { chunks.append([]) }
            chunks[chunks.count - 1] += bytes
        }
        return chunks.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    private static func isPrintable(_ byte: UInt8) -> Bool { (0x20...0x7E).contains(byte) }
    private static func isPhrase(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// The header lines of one mail.
struct MailHeaders {
    let lines: [String]

    init(from: Mailbox, to: Mailbox, subject: String, id: String, at time: Timestamp) {
        lines = [
            "Date: \(Self.date(time))",
            "From: \(from.field)",
            "To: \(to.field)",
            "Subject: \(HeaderText.encoded(subject))",
            // The same at every attempt: whoever gets it twice can tell.
            "Message-ID: <\(id)@\(from.domain)>",
            // RFC 3834 §5: so that no out-of-office answer comes back.
            "Auto-Submitted: auto-generated",
        ]
    }

    /// RFC 5322 §3.3, in UTC.
    static func date(_ time: Timestamp) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let moment = Date(timeIntervalSince1970: Double(time.seconds))
        let parts = calendar.dateComponents([.weekday, .day, .month, .year, .hour, .minute, .second], from: moment)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let clock = [parts.hour, parts.minute, parts.second].map { number in
            let number = number ?? 0
            return number < 10 ? "0\(number)" : "\(number)"
        }.joined(separator: ":")
        let (weekday, month) = (days[(parts.weekday ?? 1) - 1], months[(parts.month ?? 1) - 1])
        return "\(weekday), \(parts.day ?? 1) \(month) \(parts.year ?? 1970) \(clock) +0000"
    }
}
