// A small notes API behind Usher: shows how little a backend needs to know which person a call is for.
// It trusts the signed assertion only (UsherVerifier); the plain X-Usher-* header fields are never read.

import ArgumentParser
import FoundationEssentials
import Hummingbird
import UsherVerifier

@main
struct NotesDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notes-demo", abstract: "Serves a small notes API to be put behind Usher.")

    @Option(help: "The address and port to listen on.")
    var listen = Address(host: "127.0.0.1", port: 9000)

    @Option(help: "Usher's public_url, byte for byte.")
    var issuer = "http://localhost:8080"

    @Option(help: "The upstream of this API as written in usher.yaml, byte for byte.")
    var audience = "http://localhost:8080/notes"

    @Option(help: "The OpenAPI document to serve at /openapi.yaml.")
    var openapi = "Examples/notes-demo/notes.openapi.yaml"

    func run() async throws {
        let verifier = Verifier(issuer: issuer, audience: audience)
        let document = try? [UInt8](Data(contentsOf: URL(filePath: openapi)))
        let application = Application(
            router: notesRouter(verifier: verifier, notes: Notes(), document: document),
            configuration: ApplicationConfiguration(
                address: .hostname(listen.host, port: listen.port), serverName: "notes-demo"))
        try await application.runService()
    }
}

/// An address and port, as in `127.0.0.1:9000`.
struct Address: ExpressibleByArgument {
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = Int(argument[argument.index(after: colon)...]),
            (0...65535).contains(port), colon != argument.startIndex
        else { return nil }
        // RFC 3986 §3.2.2: an IPv6 address stands in brackets.
        self.init(host: argument[..<colon].filter { $0 != "[" && $0 != "]" }, port: port)
    }

    var defaultValueDescription: String { "\(host):\(port)" }
}
