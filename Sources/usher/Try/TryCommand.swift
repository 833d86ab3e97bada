// `usher try P`: be the client P against a server, and show every step.

import ArgumentParser
import Foundation
import Keys
import Profiles

struct TryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract: "Be a client and walk the whole flow against a server, step by step.",
        discussion: """
            The person's part is done with --email and --password-stdin, or in a browser. The secret of a client comes from \
            USHER_CLIENT_SECRET or --client-secret. Exit status 0 means that every answer was right.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "The client to be: chatgpt-plugin or gpt-action.")
    var profile: String

    @Option(name: .customLong("server"), help: "The server's public URL; by default that of the configuration.")
    var givenServer: String?

    @Option(help: "The client's identifier; by default a temporary client is added to the database of this machine's own server.")
    var clientID: String?

    @Option(help: "The client's secret; better in USHER_CLIENT_SECRET, where other users of the machine cannot see it.")
    var clientSecret: String?

    @Option(help: "Where the server sends the person back; by default one such as ChatGPT makes up.")
    var redirectURI: String?

    @Option(help: "The scope to ask for; by default the manifest's.")
    var scope: String?

    @Option(help: "The address to call with the token; by default found through the manifest.")
    var api: String?

    @Option(help: "How the client authenticates at the token endpoint: post or basic.")
    var tokenMethod: TokenMethod?

    @Option(help: "The body of token requests: json or form; by default as the manifest says.")
    var contentType: TokenBody?

    @Option(help: "Sign in with this e-mail address.")
    var email: String?

    @Flag(help: "Read the password from the first line of standard input.")
    var passwordStdin = false

    @Flag(help: "At the end send the code a second time, which ends the connection.")
    var replay = false

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    enum TokenMethod: String, ExpressibleByArgument, CaseIterable {
        case post, basic
    }

    enum TokenBody: String, ExpressibleByArgument, CaseIterable {
        case json, form
    }

    func validate() throws {
        let profile = try parsedProfile()
        guard Address(server) != nil else { throw ValidationError("--server must be a whole URL such as http://localhost:8080.") }
        if let api, Address(api) == nil { throw ValidationError("--api must be a whole URL such as \(server)/notes/me.") }
        guard (email != nil) == passwordStdin else {
            throw ValidationError("Give --email and --password-stdin together, or neither to use a browser.")
        }
        if let tokenMethod, !profile.authenticationMethods.contains(tokenMethod.method) {
            throw ValidationError("A \(profile.title) does not authenticate with --token-method \(tokenMethod.rawValue).")
        }
        if let contentType, !profile.tokenContentTypes.contains(contentType.type) {
            throw ValidationError("A \(profile.title) does not send --content-type \(contentType.rawValue).")
        }
    }

    func run() async throws {
        let profile = try parsedProfile()
        let client = try await client(for: profile)
        let attempt = try await attempt(profile, client)
        let result = await attempt.run { step in
            if !json { Terminal.print(step.lines.joined(separator: "\n") + "\n") }
        }
        await client.remove()
        if json {
            Terminal.print(String(decoding: result.json(profile: profile.name, server: server).encoded, as: UTF8.self))
        } else if result.failure == nil {
            Terminal.print(result.closingLines.joined(separator: "\n"))
        }
        if let failure = result.failure {
            Terminal.say("usher try: \(failure)")
            throw ExitCode(1)
        }
    }

    /// The server to try: the one given, else this machine's own.
    var server: String {
        givenServer ?? (try? options.load().configuration.publicURL.text) ?? "http://localhost:8080"
    }

    private func parsedProfile() throws -> Profile {
        let profile: Profile
        do throws(UnknownProfile) {
            profile = try Profile.named(self.profile)
        } catch {
            throw ValidationError(error.description)
        }
        guard Try.canBe(profile) else {
            let names = Profile.all.filter(Try.canBe).map(\.name).joined(separator: " or ")
            throw ValidationError("usher try can be \(names), not yet \(profile.name).")
        }
        return profile
    }

    private func client(for profile: Profile) async throws -> TemporaryClient {
        let secret = clientSecret ?? ProcessInfo.processInfo.environment["USHER_CLIENT_SECRET"]
        switch (clientID, secret) {
        case (let id?, let secret?): return TemporaryClient(id: id, secret: secret, remove: {})
        case (_?, nil): throw ValidationError("The client's secret is missing: put it into USHER_CLIENT_SECRET.")
        case (nil, _): return try await .add(profile, redirectURI: redirectURI, server: server, options)
        }
    }

    private func attempt(_ profile: Profile, _ client: TemporaryClient) async throws -> Try {
        guard let server = Address(server) else { throw ValidationError("--server must be a whole URL.") }
        var attempt = Try(
            profile: profile, server: server, clientID: client.id, clientSecret: client.secret, redirectURI: redirectURI,
            person: try await person())
        attempt.scope = scope
        attempt.api = api.flatMap(Address.init)
        attempt.isReplaying = replay
        if let tokenMethod { attempt.method = tokenMethod.method }
        attempt.contentType = contentType?.type
        return attempt
    }

    private func person() async throws -> Try.Person {
        guard let email else { return .browser(BrowserPerson.ask) }
        guard let password = await Terminal.line(), !password.isEmpty else {
            throw ValidationError("--password-stdin found no password on standard input.")
        }
        return .password(email: email, password: password)
    }
}

extension TryCommand.TokenMethod {
    var method: Profile.AuthenticationMethod { self == .post ? .secretInBody : .secretInHeader }
}

extension TryCommand.TokenBody {
    var type: Profile.ContentType { self == .json ? .json : .form }
}
