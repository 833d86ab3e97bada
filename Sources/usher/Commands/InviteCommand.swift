// `usher user invite`: a person gets an account and a mail, and chooses the password themselves: the operator never knows it.

import ArgumentParser
import Foundation
import Identity
import Keys
import Pages
import Web

extension UserCommand {
    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a person and mail them a link to choose a password.",
            discussion: "The mail is sent by the server that runs. Whoever has not chosen a password yet can be invited again.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The e-mail address to sign in with.") var email: String
        @Option(help: "What the person is called.") var name: String?
        @Flag(help: "Let the person use the console at /admin.") var admin = false
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let installation = try await Installation(options)
            guard installation.configuration.mail != nil else {
                throw Failure("nobody can be written to. Set `mail` in the configuration, or use `usher user add`.")
            }
            let account = try await account(installation)
            try await installation.invite(account)
            if json { Output.print(account.json) } else { Output.print(["Invited \(account.email.text) as \(account.id)."]) }
        }

        private func account(_ installation: Installation) async throws -> Account {
            switch try await installation.accounts().invite(email: email, name: name, isAdmin: admin) {
            case .added(let account): return account
            case .invalid(let fields): throw Failure(fields.map(\.sentence).joined(separator: " "))
            case .taken:
                let account = try await installation.account(email)
                guard account.passwordHash == nil, !account.isDisabled else {
                    throw Failure("there is an account with this e-mail address already.")
                }
                return account
            }
        }
    }
}

extension Installation {
    func mailSecrets() -> MailSecrets {
        MailSecrets(store: store, secret: secret, now: Self.now, randomness: Self.randomness)
    }

    /// Queues the mail that invites somebody.
    fileprivate func invite(_ account: Account) async throws {
        let secrets = mailSecrets()
        let fresh = try secrets.fresh(.invitation, to: account.email.key, of: account.id)
        let link = configuration.publicURL.text + InvitationLink.path + "?secret=" + fresh.link.text
        try await secrets.issue(fresh, in: message(Letter(.invitation, name: account.name, link: link), to: account))
    }

    /// Tells a person what the operator has changed, where people are written to.
    func notify(_ account: Account, _ kind: Letter.Kind) async throws {
        guard configuration.mail != nil, !account.email.isAbsent else { return }
        let letter = Letter(kind, name: account.nameInMail, moment: Date(timeIntervalSince1970: Double(Self.now().seconds)))
        try await mailSecrets().send(message(letter, to: account))
    }

    private func message(_ letter: Letter, to account: Account) throws -> MailMessage {
        try Serving.pages(configuration).message(letter, to: account.email)
    }
}
