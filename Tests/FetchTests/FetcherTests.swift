import NIOHTTP1
import OAuth
import Testing

@testable import Fetch

@Suite("Fetching what strangers name", .timeLimit(.minutes(2)))
struct FetcherTests {
    private let resolver = ScriptedResolver(["client.example": [["127.0.0.1"]], "other.example": [["127.0.0.1"]]])

    private func url(_ origin: Origin, _ path: String = "/client.json", host: String = "client.example") -> String {
        "https://\(host):\(origin.port)\(path)"
    }

    @Test("a document is fetched over TLS, with the name in the request and its age read")
    func document() async throws {
        let headers = [("content-type", "application/json; charset=utf-8"), ("cache-control", "public, max-age=600"), ("age", "60")]
        try await Origin.use(.answer(headers: headers, body: #"{"client_id":"x"}"#)) { origin in
            let document = try await Fetcher.test(resolver).document(at: DocumentURL(url(origin, "/a/client.json?v=1")))
            #expect(String(decoding: document.bytes, as: UTF8.self) == #"{"client_id":"x"}"#)
            #expect(document.maxAge == .seconds(540))
            #expect(origin.requests.map(\.uri) == ["/a/client.json?v=1"])
            #expect(origin.requests.first?.headers["host"] == ["client.example:\(origin.port)"])
        }
    }

    /// Answers that are not documents.
    static let bad: [(String, Behaviour)] = [
        (
            "a redirect to another host",
            .answer(status: 302, headers: [("location", "https://other.example/"), ("content-type", "application/json")])
        ),
        ("a redirect to metadata", .answer(status: 307, headers: [("location", "http://169.254.169.254/latest/meta-data/")])),
        ("a permanent redirect", .answer(status: 308, headers: [("location", "/elsewhere.json")])),
        ("201", .answer(status: 201)), ("204", .answer(status: 204, body: "")), ("304", .answer(status: 304, body: "")),
        ("403", .answer(status: 403)), ("404", .answer(status: 404)), ("500", .answer(status: 500)),
        ("HTML", .answer(headers: [("content-type", "text/html")])),
        ("text that looks like JSON", .answer(headers: [("content-type", "text/plain")])),
        ("JavaScript", .answer(headers: [("content-type", "text/javascript+json")])),
        ("no type", .answer(headers: [])),
        ("two types", .answer(headers: [("content-type", "application/json"), ("content-type", "text/html")])),
        ("compressed", .answer(headers: [("content-type", "application/json"), ("content-encoding", "gzip")])),
        (
            "huge, and it says so",
            .answer(
                headers: [("content-type", "application/json"), ("content-length", "20000")], body: String(repeating: " ", count: 20_000))
        ),
        ("huge without saying so", .flood),
        ("less than it promised", .hangUp),
    ]

    @Test("an answer that is not 200, small and JSON is not a document", arguments: bad)
    func notADocument(name: String, behaviour: Behaviour) async throws {
        try await Origin.use(behaviour) { origin in
            let fetcher = try Fetcher.test(resolver)
            #expect(await fetcher.problem(url(origin)) != nil)
            // Nobody went anywhere else, and nobody came twice.
            #expect(origin.connections == 1)
        }
    }

    @Test("ten KiB are read, one byte more is not")
    func size() async throws {
        for (count, isRead) in [(10 * 1024, true), (10 * 1024 + 1, false)] {
            try await Origin.use(.answer(body: String(repeating: " ", count: count))) { origin in
                let fetcher = try Fetcher.test(resolver)
                #expect(await (fetcher.problem(url(origin)) == nil) == isRead)
            }
        }
    }

    @Test("types that end in +json are JSON", arguments: ["application/jwk-set+json", "Application/JSON", "application/json ; x=y"])
    func types(type: String) async throws {
        try await Origin.use(.answer(headers: [("content-type", type)])) { origin in
            let fetcher = try Fetcher.test(resolver)
            #expect(await fetcher.problem(url(origin)) == nil)
        }
    }

    @Test("a server that says nothing, or never finishes, is left when the time is over", arguments: [Behaviour.silence, .drip])
    func slow(behaviour: Behaviour) async throws {
        try await Origin.use(behaviour) { origin in
            let fetcher = try Fetcher.test(resolver) { $0.timeLimit = .milliseconds(200) }
            #expect(await fetcher.problem(url(origin)) == Exchange.tooSlow)
        }
    }

    @Test("a resolver that says nothing is left when the time is over")
    func slowResolver() async throws {
        let fetcher = try Fetcher.test(SilentResolver()) { $0.timeLimit = .milliseconds(50) }
        #expect(await fetcher.problem("https://client.example/client.json") == Exchange.tooSlow)
    }

    @Test("a name whose address changes between the check and the connection leads nowhere else")
    func rebinding() async throws {
        let moving = ScriptedResolver(["client.example": [["127.0.0.2"], ["127.0.0.1"]]])
        try await Origin.use(.answer(), at: "127.0.0.2") { origin in
            try await Origin.use(.answer(), port: origin.port) { trap in
                // 127.0.0.2 stands for a public address here; 127.0.0.1 is what the attacker wants.
                let fetcher = try Fetcher.test(moving, opened: ["127.0.0.2"])
                #expect(await fetcher.problem(url(origin)) == nil)
                #expect(moving.asked == ["client.example"])
                #expect((origin.connections, trap.connections) == (1, 0))
                #expect(await fetcher.problem(url(origin))?.kind == .unreachable)
                #expect((origin.connections, trap.connections) == (1, 0))
            }
        }
    }

    @Test("a private address is not connected to, by name or by number")
    func privateAddress() async throws {
        try await Origin.use(.answer()) { trap in
            let fetcher = try Fetcher.test(resolver, opened: [])
            for host in ["client.example", "127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]"] {
                #expect(await fetcher.problem(url(trap, host: host)) != nil)
            }
            #expect(trap.connections == 0)
        }
    }

    // The certificate of these servers is for 127.0.0.1 as well, where they are: that must not do for a name.
    @Test("a certificate for another name is refused, even if it is for the address")
    func foreignCertificate() async throws {
        try await Origin.use(.answer(), names: ["somebody.example"]) { origin in
            let fetcher = try Fetcher.test(resolver)
            #expect(await fetcher.problem(url(origin))?.kind == .unreachable)
            #expect(origin.requests.isEmpty)
        }
    }

    @Test(
        "a certificate's pattern stands for one label",
        arguments: [
            ("*.example.com", "a.example.com", true), ("*.Example.COM", "a.example.com", true), ("a.example.com", "a.example.com", true),
            ("*.example.com", "a.b.example.com", false), ("*.example.com", "example.com", false), ("*.com", "example.com", false),
            ("*", "example", false), ("*.*.com", "a.b.com", false), ("a*.example.com", "ab.example.com", false),
            ("b.example.com", "a.example.com", false),
        ])
    func pattern(pattern: String, host: String, matches: Bool) {
        #expect(ServerName.matches(host, pattern: pattern) == matches)
    }

    @Test("an authority that nobody trusts is refused")
    func foreignAuthority() async throws {
        try await Origin.use(.answer()) { origin in
            let fetcher = try Fetcher.test(resolver) { $0.certificateAuthorities = nil }
            #expect(await fetcher.problem(url(origin))?.kind == .unreachable)
            #expect(origin.requests.isEmpty)
        }
    }

    @Test("an address may be named where the certificate is for it")
    func addressAsHost() async throws {
        try await Origin.use(.answer()) { origin in
            let fetcher = try Fetcher.test(resolver)
            #expect(await fetcher.problem(url(origin, host: "127.0.0.1")) == nil)
        }
    }

    @Test("a server that speaks no TLS is refused")
    func plain() async throws {
        let origin = try await Origin(.answer(), tls: nil)
        let fetcher = try Fetcher.test(resolver)
        #expect(await fetcher.problem(url(origin)) != nil)
        #expect(origin.requests.isEmpty)
        try await origin.close()
    }

    @Test("the second address is tried if nobody is at the first")
    func secondAddress() async throws {
        let two = ScriptedResolver(["client.example": [["127.0.0.3", "127.0.0.1"]]])
        try await Origin.use(.answer()) { origin in
            let fetcher = try Fetcher.test(two, opened: ["127.0.0.3", "127.0.0.1"])
            #expect(await fetcher.problem(url(origin)) == nil)
        }
    }

    @Test("who asks for what is being fetched waits for that fetch")
    func shared() async throws {
        try await Origin.use(.silence) { origin in
            let fetcher = try Fetcher.test(resolver) { $0.timeLimit = .seconds(1) }
            let address = url(origin)
            let problems = await withTaskGroup(of: FetchProblem?.self) { group in
                for _ in 0..<50 { group.addTask { await fetcher.problem(address) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(problems == Array(repeating: Exchange.tooSlow, count: 50))
            // On a busy machine the time may be over before there is a connection; there is never more than one.
            #expect(origin.connections <= 1)
        }
    }

    @Test("only so many are fetched at once")
    func bounded() async throws {
        try await Origin.use(.silence) { origin in
            let fetcher = try Fetcher.test(resolver) {
                $0.timeLimit = .seconds(1)
                $0.mostAtOnce = 3
            }
            let addresses = (0..<20).map { url(origin, "/\($0)") }
            let problems = await withTaskGroup(of: FetchProblem?.self) { group in
                for address in addresses { group.addTask { await fetcher.problem(address) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let tooMany = problems.filter { $0?.sentence.hasPrefix("Too many") == true }
            #expect(problems.filter { $0 == Exchange.tooSlow }.count + tooMany.count == 20)
            #expect(!tooMany.isEmpty)
        }
    }
}

@Suite("How long an answer may be kept")
struct FreshnessTests {
    static let headers: [(HTTPHeaders, Duration?)] = [
        ([:], nil), (["cache-control": "public"], nil), (["cache-control": "max-age=60"], .seconds(60)),
        (["cache-control": "Max-Age=60, public", "age": "20"], .seconds(40)), (["cache-control": "max-age=60", "age": "90"], .zero),
        (["cache-control": "no-store, max-age=60"], .zero), (["cache-control": "no-cache"], .zero),
        (["cache-control": "max-age=5", "Cache-Control": "max-age=50"], .seconds(5)), (["cache-control": "max-age=-1"], nil),
        (["cache-control": "max-age=\"30\""], .seconds(30)), (["cache-control": "max-age=99999999999"], .seconds(31_536_000)),
        (["cache-control": "max-age=soon"], nil), (["cache-control": "max-age=60", "age": "-9223372036854775808"], .seconds(60)),
    ]

    @Test("Cache-Control and Age say it", arguments: headers)
    func maxAge(headers: HTTPHeaders, expected: Duration?) {
        #expect(Freshness.maxAge(headers) == expected)
    }
}
