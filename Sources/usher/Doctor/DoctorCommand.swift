// `usher doctor`: what is wrong with a deployment, as its clients would see it, and how to mend it.

import ArgumentParser
import Foundation
import Profiles

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what is wrong with a deployment and how to mend it.",
        discussion: """
            Looks at the server as clients do, from outside; and, if it is this machine's own, at its configuration, database \
            and APIs as well. Nothing is changed. Works with any authorization server. Exit status 0: no client would fail; \
            1: some would.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "The server's public URL, its issuer; by default that of the configuration.")
    var url: String?

    @Option(help: "The URL of the API or MCP server, as people type it into their client; may be repeated.")
    var resource: [String] = []

    @Option(help: "A client that must be able to connect, by its profile; may be repeated. By default all of them.")
    var client: [String] = []

    @Flag(help: "Print one JSON document.")
    var json = false

    private static let unknown = Address("http://localhost:8080")!

    func validate() throws {
        if let url, Address(url) == nil { throw ValidationError("URL must be a whole URL such as https://auth.example.com.") }
        for text in resource where Address(text) == nil {
            throw ValidationError("--resource must be a whole URL such as https://api.example.com/mcp.")
        }
        _ = try clients()
    }

    func run() async throws {
        let inside = await inside()
        let diagnosis = Diagnosis(await seen(inside), clients: try clients())
        if json { Output.print(diagnosis.json) } else { Output.print(diagnosis.lines) }
        if !diagnosis.failing.isEmpty { throw ExitCode(1) }
    }

    /// Whose failures count, in the order of the profiles.
    private func clients() throws -> [Profile] {
        guard !client.isEmpty else { return Profile.all }
        let named = try client.map { name in
            do throws(UnknownProfile) {
                return try Profile.named(name)
            } catch {
                throw ValidationError(error.description)
            }
        }
        return Profile.all.filter(named.contains)
    }

    /// What is on this machine, if the server is this machine's own.
    private func inside() async -> Inside? {
        guard isOwn else { return nil }
        return await Probes.real(trustsAnybody: true) { await InsideProbe(probes: $0).look(options) }
    }

    /// Whether the configuration here is of the server that is looked at: nobody named another one.
    var isOwn: Bool {
        guard let url = url.flatMap(Address.init) else { return true }
        let variable = ProcessInfo.processInfo.environment["USHER_CONFIG"] ?? ""
        if options.config != nil || !variable.isEmpty { return true }
        guard let loaded = try? options.load(), loaded.file != nil else { return false }
        return Address(loaded.configuration.publicURL.text)?.origin == url.origin
    }

    private func seen(_ inside: Inside?) async -> Seen {
        let configuration = inside?.configuration
        guard let server = (url ?? configuration?.publicURL.text).flatMap(Address.init) else {
            // A configuration that cannot be used, and nobody said where the server is: there is nothing to ask.
            return Seen(server: Self.unknown, now: Installation.now(), inside: inside)
        }
        let base = server.text.hasSuffix("/") ? String(server.text.dropLast()) : server.text
        let known = configuration?.resources.map { base + $0.path } ?? []
        let resources = (resource.isEmpty ? known : resource).compactMap(Address.init)
        let network = await NetworkProbe.look(at: server)
        let isBad = network.doors.contains { $0.encryption?.distrust != nil }
        var seen = await Probes.real(network: network, trustsAnybody: isBad) { await $0.look(at: server, resources: resources) }
        seen.inside = inside
        return seen
    }
}
