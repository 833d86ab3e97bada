// Pending authorization requests that the browser carries: CLIENTS A8, Q1.

import Keys
import OAuth
import TestKit
import Testing

@Suite("Tickets")
struct TicketTests {
    private let now = TestClock.noon
    private let request = "response_type=code&client_id=client_1&state=a%2Bb?c"

    private func office(_ byte: UInt8 = 1, lifetime: Duration = .seconds(3600)) throws -> TicketOffice {
        TicketOffice(secret: try #require(RootSecret([UInt8](repeating: byte, count: 32))), lifetime: lifetime)
    }

    @Test(
        "what is sealed opens again, byte for byte", arguments: ["", "?", "a=b?c=d", "state=%C3%A9", String(repeating: "s", count: 8192)])
    func roundTrip(request: String) throws {
        let ticket = Ticket(request: request, begunAt: now + .milliseconds(7))
        let sealed = try office().seal(ticket)
        #expect(try office().open(sealed, at: now + .seconds(60)) == ticket)
        #expect(sealed.utf8.allSatisfy { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8.contains($0) })
    }

    @Test("a ticket lasts an hour", arguments: [(3599, true), (3600, false)])
    func expiry(seconds: Int, opens: Bool) throws {
        let sealed = try office().seal(Ticket(request: request, begunAt: now))
        #expect((try office().open(sealed, at: now + .seconds(seconds)) != nil) == opens)
    }

    @Test("a ticket under another secret, or shortened, or with any bit changed, does not open")
    func tampered() throws {
        let office = try office()
        let sealed = office.seal(Ticket(request: request, begunAt: now))
        #expect(try self.office(2).open(sealed, at: now) == nil)
        let bytes = try #require(Base64URL.decode(sealed))
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 1
            #expect(office.open(Base64URL.encode(changed), at: now) == nil)
        }
        for length in [0, 1, 31, 32, 33, bytes.count - 1] {
            #expect(office.open(Base64URL.encode(bytes.prefix(length)), at: now) == nil)
        }
        for text in ["", "é", sealed + "A", sealed + "=", " " + sealed, "."] { #expect(office.open(text, at: now) == nil) }
    }

    @Test("each purpose of the root secret has a key of its own: a form token is no ticket")
    func purposes() throws {
        let secret = try #require(RootSecret([UInt8](repeating: 1, count: 32)))
        let content = Array("\(now.milliseconds)?\(request)".utf8)
        let forged = Base64URL.encode(secret.code(over: content, for: .formTokens) + content)
        #expect(try office().open(forged, at: now) == nil)
    }

    @Test("any number may be pending at once, and none is used up")
    func many() throws {
        let office = try office()
        let sealed = (0..<100).map { office.seal(Ticket(request: "state=\($0)", begunAt: now)) }
        for _ in 0..<2 {
            for (number, text) in sealed.enumerated() {
                #expect(office.open(text, at: now)?.request == "state=\(number)")
            }
        }
    }

    @Test("the request that comes out of a ticket is the one that went in")
    func throughTheServer() async throws {
        let world = try await EngineWorld()
        let (client, person) = (try await world.client(.app), try await world.person())
        let sealed = world.server.tickets.seal(Ticket(request: world.request(client).text, begunAt: world.clock.time))
        world.clock.advance(by: .seconds(600))
        let ticket = try #require(world.server.tickets.open(sealed, at: world.clock.time))
        let outcome = try await world.server.authorization.decide(
            .allow, on: Parameters(formEncoded: ticket.request), person: person, begunAt: ticket.begunAt)
        #expect(try outcome.response["code"] != nil)
    }
}
