import Identity
import Keys
import Logging
import SQLStore
import SQLiteStore
import Synchronization
import TestKit
import Testing

@testable import Mail

@Suite("The post office")
struct PostOfficeTests {
    @Test("what was queued is sent once and forgotten, and a mail to nobody is thrown away")
    func once() async throws {
        let house = try await PostHouse()
        try await house.secrets.send(house.message("one"))
        try await house.secrets.send(house.message("nobody", to: nil))
        try await house.secrets.send(house.message("two"))
        try await house.office.sendAll()
        #expect(house.courier.delivered.sorted() == ["one", "two"])
        #expect(try await house.store.waitingMails() == 0)
        try await house.office.sendAll()
        #expect(house.courier.delivered.count == 2)
    }

    @Test("a server that is down loses nothing: the pauses grow, and all is sent when it is back")
    func down() async throws {
        let house = try await PostHouse()
        house.courier.fail(with: DeliveryFailure("down", isFinal: false))
        try await house.secrets.send(house.message("one"))
        for pause in [5, 10, 20, 40] {
            #expect(try await house.office.sendOne() == .postponed)
            house.clock.advance(by: .seconds(pause - 1))
            #expect(try await house.office.sendOne() == nil)
            house.clock.advance(by: .seconds(1))
        }
        house.courier.fail(with: nil)
        try await house.office.sendAll()
        #expect(house.courier.delivered == ["one"])
    }

    @Test("no pause is longer than a quarter of an hour")
    func longest() {
        #expect((1...1000).allSatisfy { PostOffice.pause(after: $0) <= .seconds(900) })
        #expect(PostOffice.pause(after: 12) == .seconds(900))
    }

    @Test("what a mail server refuses for good is not sent again, and what is too old is not sent at all")
    func given() async throws {
        let house = try await PostHouse()
        house.courier.fail(with: DeliveryFailure("no such user", isFinal: true))
        try await house.secrets.send(house.message("one"))
        #expect(try await house.office.sendOne() == .refused)
        #expect(try await house.store.waitingMails() == 0)
        house.courier.fail(with: nil)
        try await house.secrets.send(house.message("two"))
        house.clock.advance(by: .seconds(4 * 86400))
        try await house.office.sendAll()
        #expect(house.courier.delivered.isEmpty)
        #expect(try await house.office.sweep(limit: 10) == 1)
        #expect(try await house.store.waitingMails() == 0)
    }

    @Test("a server that ended in the middle of a mail leaves it to the others, and not before its time is over")
    func lease() async throws {
        let house = try await PostHouse()
        try await house.secrets.send(house.message("one"))
        let now = house.clock.now()
        let claimed = try await house.store.claimMail(at: now, until: now + PostOffice.lease)
        #expect(claimed != nil)
        try await house.office.sendAll()
        #expect(house.courier.delivered.isEmpty)
        house.clock.advance(by: PostOffice.lease)
        try await house.office.sendAll()
        #expect(house.courier.delivered == ["one"])
    }

    @Test("the queue holds nothing that can be read without the root secret")
    func sealed() async throws {
        let house = try await PostHouse()
        try await house.secrets.send(house.message("the code is 12345678"))
        let now = house.clock.now()
        let mail = try #require(try await house.store.claimMail(at: now, until: now + .seconds(60)))
        #expect(!String(decoding: mail.sealed, as: UTF8.self).contains("12345678"))
        let other = try #require(RootSecret([UInt8](repeating: 9, count: 32)))
        #expect(mail.message(other) == nil)
        #expect(mail.message(house.secret)?.subject == "the code is 12345678")
    }

    @Test("the terminal gets no control characters from a name")
    func terminal() async throws {
        let lines = Mutex<[String]>([])
        let courier = LogCourier { line in lines.withLock { $0.append(line) } }
        let message = MailMessage(to: "a@example.com", name: nil, subject: "x\u{1B}[2J", text: "Hello \u{1B}[31mAda\u{7},\ncode", html: "")
        let box = try #require(Mailbox("a@example.com"))
        try await courier.deliver(Envelope(id: MailID("m"), message: message, to: box, at: Timestamp(seconds: 0)))
        let printed = lines.withLock { $0.joined() }
        #expect(printed.contains("Mail to a@example.com") && printed.contains("code"))
        #expect(!printed.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }
}

/// A post office with a courier that tests command.
struct PostHouse {
    let store: SQLBackedStore
    let clock = TestClock()
    let secret: RootSecret
    let secrets: MailSecrets
    let office: PostOffice
    let courier = TestCourier()

    init() async throws {
        store = try await SQLBackedStore(SQLiteDatabase(inMemory: ()))
        secret = try #require(RootSecret([UInt8](repeating: 7, count: 32)))
        secrets = MailSecrets(store: store, secret: secret, now: clock.now, randomness: SystemRandomness())
        office = PostOffice(
            store: store, secret: secret, courier: courier, now: clock.now,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func message(_ subject: String, to: String? = "ada@example.com") -> MailMessage {
        MailMessage(to: to, name: "Ada", subject: subject, text: "text", html: "<p>text</p>")
    }
}

final class TestCourier: Courier {
    private struct State {
        var delivered: [String] = []
        var failure: DeliveryFailure?
    }
    private let state = Mutex(State())

    var delivered: [String] { state.withLock(\.delivered) }
    func fail(with failure: DeliveryFailure?) { state.withLock { $0.failure = failure } }

    func deliver(_ envelope: Envelope) async throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            state.delivered.append(envelope.message.subject)
        }
    }
}
