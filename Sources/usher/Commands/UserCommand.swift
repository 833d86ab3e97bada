// `usher user`: the people who may sign in.

import ArgumentParser
import Identity
import Keys
import OAuth
import Pages
import SQLStore

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Add people, list them, end their access.",
        subcommands: [
            Add.self, Invite.self, List.self, Show.self, Disable.self, Enable.self, Remove.self, SetPassword.self,
            ResetSecondStep.self, Import.self,
        ])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a person.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The e-mail address to sign in with.") var email: String
        @Option(help: "What the person is called.") var name: String?
        @Flag(help: "Read the password from the first line of standard input.") var passwordStdin = false
        @Flag(help: "Let the person use the console at /admin.") var admin = false
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let installation = try await Installation(options)
            let password = try Input.password(fromStandardInput: passwordStdin)
            switch try await installation.accounts().add(email: email, name: name, password: password, isAdmin: admin) {
            case .added(let account):
                if json { Output.print(account.json) } else { Output.print(["Added \(account.shownName) as \(account.id)."]) }
            case .taken: throw Failure("there is an account with this e-mail address already.")
            case .invalid(let fields): throw Failure(fields.map(\.sentence).joined(separator: " "))
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all people.")
        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let store = try await Installation(options).store
            var accounts: [Account] = []
            repeat {
                let more = try await store.accounts(after: accounts.last?.email.key, limit: 500)
                accounts += more
                if more.isEmpty { break }
            } while true
            if json { return Output.print(.array(accounts.map(\.json))) }
            Output.print(
                Output.table(
                    ["E-MAIL", "NAME", "ID", "SINCE", ""],
                    accounts.map {
                        [$0.shownName, $0.name ?? "", $0.id.value, Output.time($0.createdAt), $0.remarks.joined(separator: ", ")]
                    }))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a person and what is connected to them.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The e-mail address or the identifier.") var person: String
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let installation = try await Installation(options)
            let account = try await installation.account(person)
            let connections = try await installation.store.connections(of: account.id)
            if json {
                guard case .object(var members) = account.json else { return }
                members["connections"] = .array(
                    connections.map { connection in
                        .object([
                            "client_id": .string(connection.client.value), "client_name": .string(connection.clientName),
                            "resource": .string(connection.resource), "scope": .string(connection.scope.text),
                            "since": .string(Output.time(connection.since)),
                            "last_used_at": connection.lastUsedAt.map { .string(Output.time($0)) },
                        ])
                    })
                return Output.print(.object(members))
            }
            Output.print(
                ["\(account.shownName)  \(account.id)  \(account.remarks.joined(separator: ", "))"]
                    + connections.map { "  \($0.clientName): \($0.scope.text) at \($0.resource), since \(Output.time($0.since))" })
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a person's sessions and tokens, and let them not sign in again.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The e-mail address or the identifier.") var person: String
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            try await change(options, person, json: json, "Disabled") {
                _ = try await $0.store.disable($1.id, at: Installation.now())
            }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a disabled person sign in again.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The e-mail address or the identifier.") var person: String
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            try await change(options, person, json: json, "Enabled") {
                _ = try await $0.store.enable($1.id, at: Installation.now())
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a person and all that belongs to them.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The e-mail address or the identifier.") var person: String
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            try await change(options, person, json: json, "Removed") {
                _ = try await $0.store.remove($1.id, at: Installation.now())
            }
        }
    }

    struct SetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-password", abstract: "Set a person's password and sign them out everywhere.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The e-mail address or the identifier.") var person: String
        @Flag(help: "Read the password from the first line of standard input.") var passwordStdin = false
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let password = try Input.password(fromStandardInput: passwordStdin)
            try await change(options, person, json: json, "Set the password of") { installation, account in
                if case .invalid(let fields) = try await installation.accounts().setPassword(of: account.id, to: password) {
                    throw Failure(fields.map(\.sentence).joined(separator: " "))
                }
                try await installation.notify(account, .passwordChanged)
            }
        }
    }

    struct ResetSecondStep: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset-second-step",
            abstract: "Remove a person's authenticator app, recovery codes and passkeys, and sign them out everywhere.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The e-mail address or the identifier.") var person: String
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            try await change(options, person, json: json, "Removed the second step of") { installation, account in
                let hadApp = try await installation.store.removeAuthenticator(of: account.id)
                let passkeys = try await installation.store.passkeys(of: account.id)
                for passkey in passkeys {
                    _ = try await installation.store.remove(passkey.id, of: account.id, ifLeft: nil)
                }
                _ = try await installation.store.endSessions(of: account.id, except: nil)
                if hadApp || !passkeys.isEmpty { try await installation.notify(account, .secondStepOff) }
            }
        }
    }

    /// Looks a person up, does something to them, and says so.
    private static func change(
        _ options: ConfigurationOptions, _ person: String, json: Bool, _ verb: String,
        _ body: (Installation, Account) async throws -> Void
    ) async throws {
        let installation = try await Installation(options)
        let account = try await installation.account(person)
        try await body(installation, account)
        if json {
            let now = try await installation.store.account(account.id) ?? account
            Output.print(now.json)
        } else {
            Output.print(["\(verb) \(account.shownName)."])
        }
    }
}

extension Installation {
    /// The account with this e-mail address or identifier.
    func account(_ text: String) async throws -> Account {
        if let account = try await store.account(UserID(text)) { return account }
        if let email = EmailAddress(text), let account = try await store.account(email: email.key) { return account }
        throw Failure("there is no person \(text). `usher user list` shows who is there.")
    }
}

extension Account {
    fileprivate var remarks: [String] {
        [isDisabled ? "disabled" : nil, isAdmin ? "admin" : nil].compactMap { $0 }
    }

    var json: JSON {
        .object([
            "id": .string(id.value), "email": email.isAbsent ? nil : .string(email.text), "name": name.map { .string($0) },
            "email_verified": .boolean(isEmailVerified), "admin": .boolean(isAdmin), "disabled": .boolean(isDisabled),
            "created_at": .string(Output.time(createdAt)),
            "last_signed_in_at": lastSignedInAt.map { .string(Output.time($0)) },
        ])
    }
}
