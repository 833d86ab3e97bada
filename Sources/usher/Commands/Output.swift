// How commands speak: sentences for people, or one JSON document with --json and nothing else beside it.

import Foundation
import Keys

enum Output {
    static func print(_ lines: [String]) { Swift.print(lines.joined(separator: "\n")) }

    static func print(_ json: JSON) { Swift.print(String(decoding: json.encoded, as: UTF8.self)) }

    /// A point in time as people and programs read it (RFC 3339).
    static func time(_ time: Timestamp) -> String {
        Date(timeIntervalSince1970: Double(time.milliseconds) / 1000).formatted(.iso8601)
    }

    /// A table with aligned columns.
    static func table(_ head: [String], _ rows: [[String]]) -> [String] {
        let all = [head] + rows
        let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            zip(row, widths).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }
                .joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
    }
}

enum Input {
    /// A password from standard input: one line without its end, or, at a terminal, typed unseen.
    static func password(fromStandardInput: Bool) throws -> String {
        if fromStandardInput {
            guard let line = readLine(strippingNewline: true), !line.isEmpty else {
                throw Failure("--password-stdin found no password on standard input.")
            }
            return line
        }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure("there is no terminal to ask for the password. Send it with --password-stdin.")
        }
        guard let typed = getpass("Password: ") else { throw Failure("no password was typed.") }
        return String(cString: typed)
    }
}
