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
            USHER_CLIENT_SECRET or --client-secret. With --server and --resource the server may be any, not only Usher. \
            Exit status 0 means that every answer was right.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: ArgumentHelp("The client to be: \(Profile.all.map(\.name).joined(separator: ", ")).", valueName: "profile"))
    var profile: String

    @Option(name: .customLong("server"), help: "The authorization server; by default that of the configuration.")
    var givenServer: String?

    @Option(
        name: .customLong("resource"),
        help: "The MCP server's URL, or the API's identifier; by default the first MCP server of the configuration, or its only resource.")
    var givenResource: String?

    @Option(help: "The way to a client identifier, whatever the client prefers: document, dynamic or preregistered.")
    var registration: Try.Way?

    @Option(help: "The client's identifier; by default the client comes by one as it does, or a temporary one is added on this machine.")
    var clientID: String?

    @Option(help: "The client's secret; better in USHER_CLIENT_SECRET, where other users of the machine cannot see it.")
    var clientSecret: String?

    @Option(help: "Where the server sends the person back; by default where the client really wants its answers.")
    var redirectURI: String?

    @Option(help: "The scope to ask for; by default what the client finds out.")
    var scope: String?

    @Option(help: "The address to call with the token; by default found out.")
    var api: String?

    @Option(help: "The tool of the MCP server to call; by default one that only reads.")
    var tool: String?

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
        if let givenServer, Address(givenServer) == nil {
            throw ValidationError("--server must be a whole URL such as http://localhost:8080.")
        }
        if let givenResource, Address(givenResource) == nil {
            throw ValidationError("--resource must be a whole URL such as http://localhost:8080/mcp.")
        }
        if let api, Address(api) == nil { throw ValidationError("--api must be a whole URL such as http://localhost:8080/notes/me.") }
        guard (email != nil) == passwordStdin else {
            throw ValidationError("Give --email and --password-stdin together, or neither to use a browser.")
        }
        if let tokenMethod, !profile.authenticationMethods.contains(tokenMethod.method) {
            throw ValidationError("A \(profile.title) does not authenticate with --token-method \(tokenMethod.rawValue).")
        }
        if let contentType, !profile.tokenContentTypes.contains(contentType.type) {
            throw ValidationError("A \(profile.title) does not send --content-type \(contentType.rawValue).")
        }
        if let registration, !profile.connection.registrations.contains(where: { $0.way.kind == registration }) {
            throw ValidationError("\(profile.title) does not know --registration \(registration.rawValue).")
        }
    }

    func run() async throws {
        let profile = try parsedProfile()
        var attempt = try await attempt(profile)
        let client = try await temporaryClient(for: attempt)
        if let client { attempt.credentials = client.credentials }
        let result = await attempt.run { step in
            if !json { Terminal.print(step.lines.joined(separator: "\n") + "\n") }
        }
        await client?.remove()
        if json {
            let server = attempt.server?.text ?? attempt.resource?.text ?? ""
            Terminal.print(String(decoding: result.json(profile: profile.name, server: server).encoded, as: UTF8.self))
        } else if result.failure == nil {
            Terminal.print(result.closingLines.joined(separator: "\n"))
        }
        if let failure = result.failure {
            Terminal.say("usher try: \(failure)")
            throw ExitCode(1)
        }
    }

    private func parsedProfile() throws -> Profile {
        do throws(UnknownProfile) {
            return try Profile.named(profile)
        } catch {
            throw ValidationError(error.description)
        }
    }

    private func attempt(_ profile: Profile) async throws -> Try {
        let target = try TryTarget(server: givenServer, resource: givenResource, profile, options)
        var attempt = Try(
            profile: profile, server: target.server, resource: target.resource, credentials: try credentials(for: profile),
            person: try await person(profile))
        attempt.way = registration
        attempt.redirectURI = redirectURI
        attempt.scope = scope
        attempt.api = api.flatMap(Address.init)
        attempt.tool = tool
        attempt.isReplaying = replay
        if let tokenMethod { attempt.method = tokenMethod.method }
        attempt.contentType = contentType?.type
        return attempt
    }

    private func credentials(for profile: Profile) throws -> Try.Credentials? {
        guard let clientID else { return nil }
        let secret = clientSecret ?? ProcessInfo.processInfo.environment["USHER_CLIENT_SECRET"]
        guard secret != nil || !profile.isConfidential else {
            throw ValidationError("The client's secret is missing: put it into USHER_CLIENT_SECRET.")
        }
        return Try.Credentials(id: clientID, secret: secret)
    }

    /// Only a client that must be registered before, and was not given, needs one.
    private func temporaryClient(for attempt: Try) async throws -> TemporaryClient? {
        guard attempt.credentials == nil, attempt.profile.family != .mcp || attempt.way == .preregistered else { return nil }
        return try await .add(
            attempt.profile, redirectURI: attempt.preregisteredCallback, server: attempt.server?.text ?? "", options)
    }

    private func person(_ profile: Profile) async throws -> Try.Person {
        guard let email else { return .browser(BrowserPerson.ask) }
        guard let password = await Terminal.line(), !password.isEmpty else {
            throw ValidationError("--password-stdin found no password on standard input.")
        }
        return .password(email: email, password: password)
    }
}

extension Try.Way: ExpressibleByArgument {}

extension TryCommand.TokenMethod {
    var method: Profile.AuthenticationMethod { self == .post ? .secretInBody : .secretInHeader }
}

extension TryCommand.TokenBody {
    var type: Profile.ContentType { self == .json ? .json : .form }
}
