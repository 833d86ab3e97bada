// Which attempt a step belongs to: pure, with a clock that stands still.

import Keys
import TestKit
import Testing
import Trace

/// A trace in memory: events in, attempts out, as the chore and the store do it.
struct Ledger {
    var attempts: [LinkedAttempt] = []
    private var serial = 0
    var now = TestClock.noon

    mutating func add(_ events: Event...) {
        let serials = Serials(from: serial)
        var correlation = Correlation(attempts) { AttemptID("a\(serials.next())") }
        for event in events { correlation.place(event) }
        serial = serials.value
        apply(correlation.result)
    }

    private mutating func apply(_ batch: Batch) {
        for head in batch.heads {
            if let index = attempts.firstIndex(where: { $0.attempt.id == head.id }) {
                let steps = attempts[index].attempt.steps
                attempts[index].attempt = head
                attempts[index].attempt.steps = steps
            } else {
                attempts.append(LinkedAttempt(head, links: []))
            }
        }
        for merge in batch.merges {
            guard let from = attempts.firstIndex(where: { $0.attempt.id == merge.from }) else { continue }
            let moved = attempts.remove(at: from)
            guard let into = attempts.firstIndex(where: { $0.attempt.id == merge.into }) else { continue }
            attempts[into].attempt.steps = moved.attempt.steps + attempts[into].attempt.steps
            attempts[into].links.formUnion(moved.links)
        }
        for step in batch.steps {
            guard let index = attempts.firstIndex(where: { $0.attempt.id == step.attempt }) else { continue }
            attempts[index].attempt.steps.append(step.step)
        }
        for link in batch.links {
            guard let index = attempts.firstIndex(where: { $0.attempt.id == link.attempt }) else { continue }
            attempts[index].links.insert(link.link)
        }
    }

    /// The steps of each attempt, oldest attempt first.
    var shapes: [[Step.Kind]] { attempts.map { $0.attempt.steps.map(\.kind) } }
}

/// Counts for a closure that may not capture what changes.
final class Serials {
    private(set) var value: Int
    init(from value: Int) { self.value = value }
    func next() -> Int {
        value += 1
        return value
    }
}

func event(
    _ kind: Step.Kind, _ outcome: Step.Outcome = .passed, at time: Timestamp = TestClock.noon, reason: Reason? = nil,
    client: String? = nil, grant: String? = nil, flow: String? = nil, request: String? = nil, isBirth: Bool = false,
    address: String = "192.0.2.1", agent: String = "python-httpx/0.27", resource: String? = nil
) -> Event {
    Event(
        Step(at: time, kind: kind, outcome: outcome, status: outcome == .refused ? 400 : 200, reason: reason),
        client: client.map { ClientID($0) }, grant: grant.map { GrantID($0) }, flow: flow, request: request, isBirth: isBirth,
        address: address, userAgent: agent, resource: resource)
}

@Suite("Correlation")
struct CorrelationTests {
    private let noon = TestClock.noon

    @Test("one connection is one attempt, from the first call without a token to the first with one")
    func whole() {
        var ledger = Ledger()
        ledger.add(event(.challenge, .waiting), event(.resourceMetadata), event(.serverMetadata))
        ledger.add(event(.registration, client: "c", isBirth: true))
        ledger.add(event(.authorization, .waiting, client: "c", flow: "f", address: "198.51.100.9", agent: "Mozilla/5.0"))
        ledger.add(event(.signIn, client: "c", flow: "f"), event(.consent, client: "c", flow: "f"))
        ledger.add(event(.code, client: "c", grant: "g", flow: "f"))
        ledger.add(event(.token, client: "c", grant: "g"), event(.call, client: "c", grant: "g"))
        #expect(
            ledger.shapes == [
                [.challenge, .resourceMetadata, .serverMetadata, .registration, .authorization, .signIn, .consent, .code, .token, .call]
            ])
    }

    @Test("discovery without registration joins when the token request comes from the same place")
    func adoption() {
        var ledger = Ledger()
        ledger.add(event(.challenge, .waiting), event(.serverMetadata))
        ledger.add(event(.authorization, at: noon + .seconds(5), client: "c", flow: "f", address: "198.51.100.9", agent: "Mozilla/5.0"))
        ledger.add(event(.code, at: noon + .seconds(6), grant: "g", flow: "f", address: "198.51.100.9", agent: "Mozilla/5.0"))
        #expect(ledger.shapes.count == 2)
        ledger.add(event(.token, at: noon + .seconds(7), client: "c", grant: "g", agent: "python-httpx/0.28"))
        #expect(ledger.shapes == [[.challenge, .serverMetadata, .authorization, .code, .token]])
    }

    @Test("all of it within one batch gives the same attempt")
    func batch() {
        var ledger = Ledger()
        ledger.add(
            event(.challenge, .waiting), event(.authorization, client: "c", flow: "f", address: "198.51.100.9"),
            event(.code, grant: "g", flow: "f"), event(.token, client: "c", grant: "g"), event(.call, client: "c", grant: "g"))
        #expect(ledger.shapes == [[.challenge, .authorization, .code, .token, .call]])
    }

    @Test("two people with the same client, step by step beside each other, are never mixed")
    func twoPeople() {
        var ledger = Ledger()
        for kind in [Step.Kind.authorization, .signIn, .consent] {
            ledger.add(event(kind, client: "c", flow: "ada"), event(kind, client: "c", flow: "ben"))
        }
        ledger.add(event(.code, grant: "g-ben", flow: "ben"), event(.code, grant: "g-ada", flow: "ada"))
        ledger.add(event(.token, .refused, client: "c", grant: "g-ada"), event(.token, client: "c", grant: "g-ben"))
        #expect(ledger.attempts.count == 2)
        for linked in ledger.attempts {
            let isAda = linked.links.contains(Link("flow:ada"))
            #expect(linked.links.contains(Link("grant:g-\(isAda ? "ada" : "ben")")))
            #expect(linked.attempt.steps.last?.outcome == (isAda ? .refused : .passed))
            #expect(linked.attempt.steps.count == 5)
        }
    }

    @Test("two discoveries from one place are in doubt, so neither is given to anybody")
    func doubt() {
        var ledger = Ledger()
        ledger.add(event(.challenge, .waiting), event(.challenge, .waiting, at: noon + .seconds(30)))
        ledger.add(event(.authorization, at: noon + .seconds(40), client: "c", flow: "f"), event(.code, grant: "g", flow: "f"))
        ledger.add(event(.token, at: noon + .seconds(50), client: "c", grant: "g"))
        #expect(ledger.shapes.count == 3)
        #expect(ledger.shapes.contains([.authorization, .code, .token]))
    }

    @Test(
        "another address, another program, another resource or ten minutes make another discovery",
        arguments: [
            event(.serverMetadata, address: "192.0.2.2"), event(.serverMetadata, agent: "node/22"),
            event(.resourceMetadata, resource: "https://usher.test/mail"),
            event(.serverMetadata, at: TestClock.noon + .seconds(601)),
        ])
    func others(second: Event) {
        var ledger = Ledger()
        ledger.add(event(.challenge, .waiting, resource: "https://usher.test/notes"))
        ledger.add(second)
        #expect(ledger.shapes.count == 2)
    }

    @Test("the same request sent again by the same browser goes on; from another address it is another attempt")
    func repeated() {
        var ledger = Ledger()
        ledger.add(event(.authorization, .refused, client: "c", flow: "1", request: "r"))
        ledger.add(event(.authorization, client: "c", flow: "2", request: "r"))
        ledger.add(event(.authorization, client: "c", flow: "3", request: "r", address: "192.0.2.77"))
        #expect(ledger.shapes == [[.authorization, .authorization], [.authorization]])
    }

    @Test("a second person of a client that registered itself is a second attempt")
    func secondFlow() {
        var ledger = Ledger()
        ledger.add(event(.registration, client: "c", isBirth: true))
        ledger.add(event(.authorization, client: "c", flow: "1"), event(.authorization, client: "c", flow: "2"))
        #expect(ledger.shapes == [[.registration, .authorization], [.authorization]])
    }

    @Test("a connection at work begins nothing: calls and refreshes of what is no longer known are left out")
    func atWork() {
        var ledger = Ledger()
        ledger.add(event(.call, grant: "g"), event(.refresh, grant: "g"), event(.call, .refused, reason: .tokenExpired))
        #expect(ledger.attempts.isEmpty)
        ledger.add(event(.refresh, .refused, reason: .grantRevoked, grant: "g"))
        #expect(ledger.shapes == [[.refresh]])
    }

    @Test("an attempt is bounded, and only its first call is kept")
    func bounded() {
        var ledger = Ledger()
        ledger.add(event(.code, grant: "g", flow: "f"))
        for _ in 0..<200 { ledger.add(event(.token, .refused, grant: "g")) }
        ledger.add(event(.call, grant: "g"), event(.call, grant: "g"))
        #expect(ledger.attempts.count == 1)
        #expect(ledger.shapes[0].count <= 61 && ledger.shapes[0].filter { $0 == .call }.count == 1)
    }

    @Test("names are short, typable and never the same twice")
    func names() {
        let randomness = SeededRandomness(1)
        let names = Set((0..<2000).map { _ in AttemptID.fresh(randomness).value })
        #expect(names.count == 2000)
        #expect(names.allSatisfy { $0.count == 8 && !$0.contains { "01ilo".contains($0) } })
    }
}
