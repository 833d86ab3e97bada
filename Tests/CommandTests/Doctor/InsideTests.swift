// The doctor on this machine: the same rule for faults of the installation, planted into what was seen of it.

import Keys
import OAuth
import Profiles
import Testing

@testable import usher

@Suite("The doctor, from inside")
struct InsideTests {
    private static let yaml = """
        public_url: https://auth.example.com
        database: sqlite:/var/lib/usher/usher.db
        sign_up: open
        trusted_proxies: [ 127.0.0.1 ]
        resources: { notes: { path: /mcp, upstream: "http://127.0.0.1:9000" } }
        """
    private static let database = "/var/lib/usher/usher.db"

    private static func key(_ algorithm: SigningAlgorithm, retiresAt: Timestamp? = nil) -> StoredKey {
        StoredKey(
            keyID: algorithm.rawValue, algorithm: algorithm, sealed: [], createdAt: ToyDeployment.now, signsFrom: ToyDeployment.now,
            retiresAt: retiresAt)
    }

    private static func client(_ redirectURIs: [String]) -> Client {
        Client(
            id: ClientID("client_1"), name: "Old", profile: "web", secret: nil, authenticationMethods: [.none],
            grantTypes: [.authorizationCode], redirectURIs: redirectURIs, createdAt: ToyDeployment.now)
    }

    private static func healthy(_ yaml: String = Self.yaml) throws -> Inside {
        let loaded = try ConfigurationFixture(yaml).load()
        var inside = Inside(file: "usher.yaml")
        inside.configuration = loaded.configuration
        inside.relaxed = InsideProbe.relaxed(loaded.settings)
        inside.secret = .file(path: database + ".secret", mode: 0o600)
        inside.database = .open(
            path: database, mode: 0o600,
            Inside.Contents(
                hasAdministrator: true, keys: SigningAlgorithm.allCases.map { key($0) }, clients: [client(["https://web.example/cb"])],
                secretFits: true))
        inside.freeSpace = 10 << 30
        inside.upstreams = [Inside.UpstreamSeen(resource: "notes", address: "http://127.0.0.1:9000")]
        inside.ready = Sight(
            address: "http://127.0.0.1:8080/ready", answer: Answer(status: 200, headers: [], body: []), at: ToyDeployment.now)
        inside.runningIssuer = "https://auth.example.com"
        return inside
    }

    private static func problems(_ inside: Inside) -> [Diagnosis.Problem] {
        Diagnosis(Seen(server: Address("https://auth.example.com")!, now: ToyDeployment.now, inside: inside)).problems
            .filter { $0.group == .machine }
    }

    @Test("a healthy installation has no problem at all")
    func nothing() throws {
        #expect(Self.problems(try Self.healthy()) == [])
    }

    @Test("a configuration that cannot be used is quoted line by line")
    func mistakes() {
        let mistakes = ["usher.yaml:1:1: found no `listen`", "usher.yaml:2:1: found it"]
        let problems = Self.problems(Inside(file: "usher.yaml", mistakes: mistakes))
        #expect(problems.map(\.sentence) == ["usher.yaml:1:1: found no `listen`.", "usher.yaml:2:1: found it."])
        #expect(problems.allSatisfy { $0.clients == Clients.everyone })
    }

    @Test(
        "each fault in the configuration is named",
        arguments: [
            (
                "relaxed-option",
                "`insecure_http: true` is on. True lets passwords and tokens cross the network unencrypted. For closed test networks only.",
                yaml + "\ninsecure_http: true"
            ),
            (
                "relaxed-option",
                "`fetch.dangerously_reachable` is on. Private ranges that may be reached too. Whoever names a client_id can then make Usher connect there.",
                yaml + "\nfetch: { dangerously_reachable: [ 10.1.2.0/24 ] }"
            ),
            (
                "unnamed-proxy", "A proxy ends TLS in front of Usher, but `trusted_proxies` names none, so all people share its address.",
                yaml.replacing("trusted_proxies: [ 127.0.0.1 ]", with: "")
            ),
            (
                "wide-proxies", "`trusted_proxies` believes strangers: one of its ranges is a large part of the Internet.",
                yaml.replacing("[ 127.0.0.1 ]", with: "[ 0.0.0.0/0 ]")
            ),
            (
                "mail-in-log", "`mail: log` prints every mail with its codes and links: whoever reads the log can sign in as anybody.",
                yaml + "\nmail: log"
            ),
            ("access-token-lifetime", "Access tokens live 120 seconds.", yaml + "\nlifetimes: { access_token: 2m }"),
            ("access-token-lifetime", "Access tokens live 86400 seconds.", yaml + "\nlifetimes: { access_token: 24h }"),
            ("no-api", "No API is behind this server yet.", yaml.split(separator: "\n").dropLast().joined(separator: "\n")),
        ])
    func configured(id: String, sentence: String, yaml: String) throws {
        let problems = Self.problems(try Self.healthy(yaml))
        #expect(problems.map(\.id) == [id])
        #expect(problems.map(\.sentence) == [sentence])
        #expect(problems.allSatisfy { $0.clients.isEmpty && !$0.cure.isEmpty })
    }

    /// A fault of the installation.
    struct Broken: Sendable, CustomTestStringConvertible {
        let id: String
        let sentence: String
        let clients: [Profile]
        let plant: @Sendable (inout Inside) -> Void
        var testDescription: String { "\(id): \(sentence)" }

        init(_ id: String, _ sentence: String, fails clients: [Profile] = [], _ plant: @escaping @Sendable (inout Inside) -> Void) {
            self.id = id
            self.clients = clients
            self.sentence = sentence
            self.plant = plant
        }
    }

    private static let faults: [Broken] = [
        Broken(
            "other-issuer", "The running server is http://old.example, but `public_url` is https://auth.example.com.",
            fails: Clients.everyone
        ) {
            $0.runningIssuer = "http://old.example"
        },
        Broken("secret-missing", "\(database).secret is missing, but the database is there.", fails: Clients.everyone) {
            $0.secret = .missing(path: database + ".secret")
            $0.database = .closed(path: database)
        },
        Broken("secret-mode", "\(database).secret can be read by others (mode 644).") {
            $0.secret = .file(path: database + ".secret", mode: 0o644)
        },
        Broken("database-mode", "\(database) can be read by others (mode 660).") {
            if case .open(let path, _, let contents) = $0.database { $0.database = .open(path: path, mode: 0o660, contents) }
        },
        Broken("database", "The database \(database) does not open: it is a picture.", fails: Clients.everyone) {
            $0.database = .broken(path: database, reason: "it is a picture.")
        },
        Broken("database", "The database \(database) has version 99, which is newer than this program.", fails: Clients.everyone) {
            $0.database = .newer(path: database, version: 99)
        },
        Broken("database-old", "The database \(database) has version 0; the next start brings it to this program's.") {
            $0.database = .old(path: database, version: 0)
        },
        Broken("database-in-memory", "The database is in memory: a stop forgets people, clients and keys.") { $0.database = .memory },
        Broken("disk-space", "100 MiB are free where the database is.") { $0.freeSpace = 100 << 20 },
        Broken("signing-keys", "The secret does not open the signing keys of the database.", fails: Clients.everyone) {
            change(&$0) { $0.secretFits = false }
        },
        Broken("retiring-keys", "No signing key for RS256 is left after 2026-11-18T12:06:40Z.") {
            change(&$0) { $0.keys = [key(.es256), key(.rs256, retiresAt: ToyDeployment.now + .seconds(3600))] }
        },
        Broken("clock-behind", "The clock of this machine stands before 2026-11-19T11:06:40Z, when its newest signing key was made.") {
            change(&$0) { $0.keys[0].createdAt = ToyDeployment.now + .seconds(86400) }
        },
        Broken(
            "not-running", "Nobody answers at 127.0.0.1:8080, where Usher should listen (connection refused).", fails: Clients.everyone
        ) {
            $0.ready = Sight(address: "", silence: "connection refused", at: ToyDeployment.now)
            $0.runningIssuer = nil
        },
        Broken("not-ready", "The server at 127.0.0.1:8080 says that it is not ready (503).", fails: Clients.everyone) {
            $0.ready = Sight(address: "", answer: Answer(status: 503, headers: [], body: []), at: ToyDeployment.now)
        },
        Broken("upstream", "The API notes does not answer at http://127.0.0.1:9000 (connection refused).", fails: Clients.everyone) {
            $0.upstreams[0].silence = "connection refused"
        },
        Broken("open-without-administrator", "Anybody may make an account, and nobody is an administrator who could disable one.") {
            change(&$0) { $0.hasAdministrator = false }
        },
        Broken("client-redirects", "The client “Old” has no redirect URI, so nobody can be sent back to it.") {
            change(&$0) { $0.clients = [client([])] }
        },
        Broken("client-redirects", "The client “Old” waits at http://web.example/cb, where codes cross the network unencrypted.") {
            change(&$0) { $0.clients = [client(["http://web.example/cb", "http://127.0.0.1/cb", "cursor://x"])] }
        },
    ]

    private static func change(_ inside: inout Inside, _ body: (inout Inside.Contents) -> Void) {
        guard case .open(let path, let mode, var contents) = inside.database else { return }
        body(&contents)
        inside.database = .open(path: path, mode: mode, contents)
    }

    @Test("each fault of the installation is named, with the clients that fail", arguments: faults)
    func found(fault: Broken) throws {
        var inside = try Self.healthy()
        fault.plant(&inside)
        let problems = Self.problems(inside)
        #expect(problems.map(\.id) == [fault.id])
        #expect(problems.map(\.sentence) == [fault.sentence])
        #expect(problems.map(\.clients) == [fault.clients])
        #expect(problems.allSatisfy { $0.cure.hasSuffix(".") })
    }

    @Test("every check of a machine has a planted fault")
    func covered() {
        let configured = [
            "configuration", "relaxed-option", "unnamed-proxy", "wide-proxies", "access-token-lifetime", "mail-in-log", "no-api",
        ]
        let planted = Set(Self.faults.map(\.id) + configured)
        #expect(Set(Check.all.filter { $0.group == .machine }.map(\.id)) == planted)
    }

    @Test("an option named for its danger is told by that name wherever it stands")
    func relaxed() throws {
        let settings = Setting(
            .map([
                Setting.Entry(
                    name: "log", origin: .standard,
                    setting: Setting(
                        .map([
                            Setting.Entry(name: "dangerously_open", origin: .standard, setting: Setting(.text("true"), .standard)),
                            Setting.Entry(name: "dangerously_shut", origin: .standard, setting: Setting(.text("false"), .standard)),
                        ]), .standard))
            ]), .standard)
        #expect(
            InsideProbe.relaxed(settings) == [
                Inside.Relaxed(key: "log.dangerously_open: true", meaning: "It takes a protection away.")
            ])
    }
}
