// `usher client`: the apps that may ask. What each kind of client needs comes from its profile.

import ArgumentParser
import Keys
import OAuth
import Profiles
import SQLStore

struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Add clients, list them, end their access.",
        subcommands: [Add.self, List.self, Show.self, Remove.self, RotateSecret.self, AllowRedirect.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a client.")
        @OptionGroup var options: ConfigurationOptions
        @Option(help: ArgumentHelp("What kind of client it is: \(Profile.all.map(\.name).joined(separator: ", ")).", valueName: "profile"))
        var profile: String
        @Option(help: "What people read on the consent page.") var name: String
        @Option(name: .customLong("redirect-uri"), help: "Where answers may go; may be repeated.") var redirectURIs: [String] = []
        @Option(help: "The resource it is for, by its name in the configuration.") var resource: String?
        @Option(name: .customLong("scope"), help: "A scope that it may have; may be repeated. By default all.") var scopes: [String] = []
        @Option(name: .customLong("id-token-alg"), help: "How its ID tokens are signed: ES256 or RS256.") var idTokenAlgorithm: String?
        @Option(name: .customLong("jwks"), help: "A file with its public keys, a JWK Set: it signs instead of showing a secret.")
        var keyFile: String?
        @Option(name: .customLong("jwks-uri"), help: "The https URL of its public keys, where it changes them by itself.") var keyURL:
            String?
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let installation = try await Installation(options)
            let order = ClientOrder(
                profile: try profile(named: profile), name: name, redirectURIs: redirectURIs, resource: resource,
                scopes: scopes, idTokenAlgorithm: idTokenAlgorithm, keys: try await ClientOrder.keys(file: keyFile, url: keyURL))
            let (client, secret) = try order.client(in: installation)
            guard try await installation.store.register(client) else { throw Failure("the identifier is taken; try again.") }
            if json { return Output.print(client.json(secret: secret)) }
            Output.print(ClientInstructions(client: client, secret: secret, profile: order.profile, installation: installation).lines)
        }

        private func profile(named name: String) throws -> Profile {
            do {
                return try Profile.named(name)
            } catch {
                throw ValidationError(error.description)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all clients.")
        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let clients = try await Installation(options).store.clients()
            if json { return Output.print(.array(clients.map { $0.json(secret: nil) })) }
            Output.print(
                Output.table(
                    ["NAME", "PROFILE", "REGISTERED", "ID", "SINCE", "LAST ALLOWED"],
                    clients.map { client in
                        [
                            client.name, client.profile, client.registration.words, client.id.value,
                            Output.time(client.createdAt), client.lastGrantedAt.map(Output.time) ?? "never",
                        ]
                    }))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a client.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The client's identifier.") var id: String
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let client = try await Installation(options).client(id)
            if json { return Output.print(client.json(secret: nil)) }
            Output.print(
                [
                    "\(client.name)  \(client.profile)  \(client.id)",
                    "  registered \(client.registration.words), \(Output.time(client.createdAt))",
                    "  last allowed by a person: \(client.lastGrantedAt.map(Output.time) ?? "never")",
                ]
                    + client.redirectURIs.map { "  answers may go to \($0)" }
                    + client.redirectPatterns.map { "  answers may go to https://\($0.host)\($0.prefix)…\($0.suffix)" })
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a client; its tokens are dead at once.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The client's identifier.") var id: String
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let installation = try await Installation(options)
            let client = try await installation.client(id)
            _ = try await installation.store.remove(client: client.id, at: Installation.now())
            if json { Output.print(client.json(secret: nil)) } else { Output.print(["Removed \(client.name) (\(client.id))."]) }
        }
    }

    struct RotateSecret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-secret", abstract: "Give a client a new secret; the old one works no more.")
        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The client's identifier.") var id: String
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let installation = try await Installation(options)
            var client = try await installation.client(id)
            guard client.secret != nil else { throw Failure("\(client.name) has no secret.") }
            let secret = Secret(.clientSecret, Installation.randomness)
            client.secret = secret.digest
            _ = try await installation.store.update(client, at: Installation.now())
            if json { return Output.print(client.json(secret: secret)) }
            Output.print(["The new secret of \(client.name), shown this once:", "  \(secret.text)"])
        }
    }
}

extension Installation {
    func client(_ id: String) async throws -> Client {
        guard let client = try await store.client(ClientID(id)) else {
            throw Failure("there is no client \(id). `usher client list` shows which are there.")
        }
        return client
    }
}

extension Client.Registration {
    /// Whose word the client's name is.
    fileprivate var words: String {
        switch self {
        case .preregistered: "by you"
        case .dynamic: "by itself"
        case .document: "by its document"
        }
    }
}

extension Client {
    func json(secret: Secret?) -> JSON {
        .object([
            "client_id": .string(id.value), "client_secret": secret.map { .string($0.text) },
            "client_name": .string(name), "profile": .string(profile),
            "redirect_uris": .array(redirectURIs.map { .string($0) }),
            "jwks_uri": keys?.location.map { .string($0) },
            "redirect_patterns": JSON.strings(redirectPatterns.map { "https://\($0.host)\($0.prefix)*\($0.suffix)" }),
            "grant_types": JSON.strings(grantTypes.map(\.rawValue)),
            "token_endpoint_auth_methods": JSON.strings(authenticationMethods.map(\.rawValue)),
            "resource": resource.map { .string($0.value) }, "scope": scopes.map { .string($0.text) },
            "registration": .string(registration.rawValue), "created_at": .string(Output.time(createdAt)),
            "last_granted_at": lastGrantedAt.map { .string(Output.time($0)) },
        ])
    }
}
