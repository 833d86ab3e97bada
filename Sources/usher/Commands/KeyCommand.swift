// `usher key`: the keys that tokens are signed with.

import ArgumentParser
import Keys
import OAuth
import SQLStore

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "List signing keys and rotate them.", subcommands: [List.self, Rotate.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the signing keys that are published.")
        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws { try await KeyCommand.list(Installation(options), json: json) }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make new signing keys: published now, used in 15 minutes; the old ones stay until their last token has expired.")
        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Sign with the new keys at once, for a key that was stolen: old tokens are refused from now on.") var now = false
        @Flag(help: "Print one JSON document.") var json = false

        func run() async throws {
            let installation = try await Installation(options)
            if now {
                try await installation.keyCabinet.replaceAtOnce(at: Installation.now())
            } else {
                try await installation.keyCabinet.rotate(at: Installation.now(), lifetimes: installation.settings.lifetimes)
            }
            try await KeyCommand.list(installation, json: json)
        }
    }

    private static func list(_ installation: Installation, json: Bool) async throws {
        let now = Installation.now()
        let keys = try await installation.store.signingKeys(at: now)
        let every = installation.configuration.keys.rotateEvery
        if json {
            return Output.print(
                .array(
                    keys.map { key in
                        .object([
                            "kid": .string(key.keyID), "alg": .string(key.algorithm.rawValue),
                            "created_at": .string(Output.time(key.createdAt)),
                            "signs_from": .string(Output.time(key.signsFrom)),
                            "rotates_at": key.retiresAt == nil ? every.map { .string(Output.time(key.createdAt + $0)) } : nil,
                            "retires_at": key.retiresAt.map { .string(Output.time($0)) },
                        ])
                    }))
        }
        guard !keys.isEmpty else { return Output.print(["There are no keys yet; `usher serve` makes them at its first start."]) }
        Output.print(
            Output.table(
                ["KID", "ALG", "SIGNS FROM", "RETIRES"],
                keys.map { [$0.keyID, $0.algorithm.rawValue, Output.time($0.signsFrom), $0.retiresAt.map(Output.time) ?? ""] }))
        let due = keys.filter { $0.retiresAt == nil }.map(\.createdAt).min().flatMap { oldest in every.map { oldest + $0 } }
        Output.print(["", due.map { "The next rotation is due \(Output.time($0))." } ?? "The keys are rotated by command only."])
    }
}
