// Knocking at real doors, on this machine.

import Testing

@testable import usher

@Suite("Knocking at a server")
struct NetworkProbeTests {
    @Test("a door where somebody listens is open, and one without TLS says so")
    func open() async throws {
        try await withToyServer { base, _ in
            let plain = await NetworkProbe.look(at: try #require(Address(base)))
            #expect(plain == Seen.Network(ipv4: ["127.0.0.1"], doors: [Seen.Door(address: "127.0.0.1")]))
            let secure = await NetworkProbe.look(at: try #require(Address(base.replacing("http:", with: "https:"))))
            #expect(secure.doors == [Seen.Door(address: "127.0.0.1", silence: "no TLS handshake")])
        }
    }

    @Test("a door where nobody listens is silent, and a name that nobody has has none", arguments: ["http", "https"])
    func closed(scheme: String) async throws {
        let closed = await NetworkProbe.look(at: try #require(Address("\(scheme)://127.0.0.1:1")))
        #expect(closed.doors == [Seen.Door(address: "127.0.0.1", silence: "connection refused")])
        #expect(await NetworkProbe.look(at: try #require(Address("\(scheme)://no-such-host.invalid"))) == Seen.Network())
    }
}
