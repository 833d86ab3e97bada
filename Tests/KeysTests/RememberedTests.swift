// What others publish is fetched once for all who wait, kept while it is in time, and asked for only now and then.

import Keys
import Synchronization
import Testing

@Suite("What other servers publish, between its uses")
struct RememberedTests {
    private struct Down: Error {}

    /// Somebody who publishes a number, another one each time, while they are up.
    private final class Publisher: Sendable {
        private let state = Mutex((fetches: 0, isUp: true, time: Timestamp(seconds: 1_795_521_600)))

        var fetches: Int { state.withLock { $0.fetches } }
        func goes(up: Bool) { state.withLock { $0.isUp = up } }
        func wait(_ span: Duration) { state.withLock { $0.time = $0.time + span } }

        func remembered(age: Duration = .seconds(60)) -> Remembered<Int> {
            Remembered(every: .seconds(30), now: { self.state.withLock { $0.time } }) {
                await Task.yield()
                let (number, isUp) = self.state.withLock { state in
                    state.fetches += 1
                    return (state.fetches, state.isUp)
                }
                guard isUp else { throw Down() }
                return (number, age)
            }
        }
    }

    @Test("it is kept while it is in time")
    func age() async throws {
        let publisher = Publisher()
        let remembered = publisher.remembered()
        #expect(try await remembered.value() == 1)
        publisher.wait(.milliseconds(59_999))
        #expect(try await remembered.value() == 1)
        publisher.wait(.milliseconds(1))
        #expect(try await remembered.value() == 2)
    }

    @Test("many who wait are served by one fetch")
    func together() async throws {
        let publisher = Publisher()
        let remembered = publisher.remembered()
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { try await remembered.value() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == Array(repeating: 1, count: 50))
        #expect(publisher.fetches == 1)
    }

    @Test("a newer one is asked for, but only now and then")
    func newer() async throws {
        let publisher = Publisher()
        let remembered = publisher.remembered()
        #expect(try await remembered.value() == 1)
        #expect(try await remembered.newer() == nil)
        publisher.wait(.seconds(30))
        #expect(try await remembered.newer() == 2)
        #expect(try await remembered.newer() == nil)
        #expect(try await remembered.value() == 2)
    }

    @Test("who is down is not asked by everybody; what is in time is used, and what is old is not")
    func down() async throws {
        let publisher = Publisher()
        let remembered = publisher.remembered()
        #expect(try await remembered.value() == 1)
        publisher.goes(up: false)
        publisher.wait(.seconds(31))
        await #expect(throws: Down.self) { try await remembered.newer() }
        #expect(try await remembered.value() == 1)
        publisher.wait(.seconds(30))
        await #expect(throws: Down.self) { try await remembered.value() }
        await #expect(throws: Remembered<Int>.TooSoon.self) { try await remembered.value() }
        #expect(publisher.fetches == 3)
        publisher.goes(up: true)
        publisher.wait(.seconds(30))
        #expect(try await remembered.value() == 4)
    }
}
