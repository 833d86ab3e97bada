// `usher user import`: people of another system, with the password hashes that it kept. Who is there already stays as they are.

import ArgumentParser
import Identity
import Keys

extension UserCommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add people from another system, with their passwords.",
            discussion: """
                FILE is a table (CSV) with a column `email`, and perhaps `name`, `password_hash`, `email_verified` and `disabled`; \
                an export of Auth0's, one JSON object for each line; or the users of a realm of Keycloak's. Password hashes may be \
                bcrypt, scrypt, PBKDF2 and Argon2. People sign in with the password that they have; it is hashed anew when they do. \
                Exit status 1 if somebody was not taken; whoever was is not taken again, so mend the file and run it once more.
                """)
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The file.") var file: String
        @Option(help: "csv, auth0 or keycloak, where the file does not show it.") var format: PeopleFormat?
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            // Before anything is opened, or made.
            let people = try PeopleFile(file, format)
            let report = try await UserImport(Installation(options).accounts()).run(people)
            if json { Output.print(report.json) } else { Output.print(report.lines) }
            if !report.untaken.isEmpty { throw ExitCode(1) }
        }
    }
}

/// What became of the people of a file.
struct UserImportReport: Sendable {
    let format: PeopleFormat
    var ignoredColumns: [String] = []
    var added = 0
    var present = 0
    var withoutPassword = 0
    var hadSecondFactor = 0
    var untaken: [(line: Int, sentence: String)] = []

    var lines: [String] {
        var lines = ["Added \(Self.count(added, "person", "people")) from \(format.rawValue)."]
        if present > 0 { lines.append("There already, and left as they are: \(present).") }
        if withoutPassword > 0 { lines.append("Of those added without a password: \(withoutPassword).") }
        if hadSecondFactor > 0 {
            lines.append("Of those added with a second factor there, which does not come along: \(hadSecondFactor).")
        }
        if !ignoredColumns.isEmpty { lines.append("Columns that were not taken: \(ignoredColumns.joined(separator: ", ")).") }
        guard !untaken.isEmpty else { return lines }
        lines.append("Not taken, \(Self.count(untaken.count, "entry", "entries")):")
        return lines + untaken.map { "  line \($0.line): \($0.sentence)" }
    }

    var json: JSON {
        .object([
            "format": .string(format.rawValue), "added": .integer(Int64(added)), "present": .integer(Int64(present)),
            "without_password": .integer(Int64(withoutPassword)), "had_second_factor": .integer(Int64(hadSecondFactor)),
            "ignored_columns": JSON.strings(ignoredColumns),
            "untaken": .array(
                untaken.map { .object(["line": .integer(Int64($0.line)), "reason": .string($0.sentence)]) }),
        ])
    }

    private static func count(_ number: Int, _ one: String, _ many: String) -> String { "\(number) \(number == 1 ? one : many)" }
}

/// People on their way into accounts.
struct UserImport: Sendable {
    private let accounts: Accounts

    /// So many at once share a commit.
    private static let together = 100

    init(_ accounts: Accounts) { self.accounts = accounts }

    func run(_ file: PeopleFile) async throws -> UserImportReport {
        var report = UserImportReport(format: file.format)
        report.ignoredColumns = (file.people as? CSVPeople)?.ignored ?? []
        var people = file.people
        while true {
            var entries: [ImportedEntry] = []
            while entries.count < Self.together, let entry = try people.next() { entries.append(entry) }
            guard !entries.isEmpty else { return report }
            for (entry, outcome) in zip(entries, try await add(entries)) { report.note(entry, outcome) }
        }
    }

    /// What became of each, in their order.
    private func add(_ entries: [ImportedEntry]) async throws -> [Result<Accounts.Outcome, Untaken>] {
        try await withThrowingTaskGroup(of: (Int, Result<Accounts.Outcome, Untaken>).self) { group in
            for (index, entry) in entries.enumerated() {
                group.addTask {
                    switch entry.person {
                    case .failure(let untaken): (index, .failure(untaken))
                    case .success(let person): (index, .success(try await add(person)))
                    }
                }
            }
            var outcomes = [Result<Accounts.Outcome, Untaken>?](repeating: nil, count: entries.count)
            for try await (index, outcome) in group { outcomes[index] = outcome }
            return outcomes.compactMap { $0 }
        }
    }

    private func add(_ person: ImportedPerson) async throws -> Accounts.Outcome {
        try await accounts.take(
            email: person.email, name: person.name, hash: person.hash, isEmailVerified: person.isEmailVerified,
            isDisabled: person.isDisabled)
    }
}

extension UserImportReport {
    fileprivate mutating func note(_ entry: ImportedEntry, _ outcome: Result<Accounts.Outcome, Untaken>) {
        switch outcome {
        case .failure(let reason): untaken.append((entry.line, reason.sentence))
        case .success(.taken): present += 1
        case .success(.invalid(let fields)): untaken.append((entry.line, fields.map(\.importSentence).joined(separator: "; ")))
        case .success(.added):
            added += 1
            guard case .success(let person) = entry.person else { return }
            if person.hash == nil { withoutPassword += 1 }
            if person.hadSecondFactor { hadSecondFactor += 1 }
        }
    }
}

extension InvalidField {
    fileprivate var importSentence: String {
        switch self {
        case .email: "the e-mail address is none"
        case .nameTooLong: "the name is too long"
        default: "the password cannot be one"
        }
    }
}
