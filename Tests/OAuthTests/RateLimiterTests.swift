// OAuth 2.1 §2.4.1.

import Keys
import OAuth
import TestKit
import Testing

@Suite("The limit on how often something may happen")
struct RateLimiterTests {
    private let start = TestClock.noon

    @Test("so many events are allowed within the window, and then the rest of it must pass")
    func window() {
        let limiter = RateLimiter(allowed: 3, window: .seconds(60))
        for _ in 0..<3 {
            #expect(limiter.wait(for: "a", at: start) == nil)
            limiter.note(for: "a", at: start)
        }
        #expect(limiter.wait(for: "a", at: start) == .seconds(60))
        #expect(limiter.wait(for: "a", at: start + .seconds(59)) == .seconds(1))
        #expect(limiter.wait(for: "b", at: start) == nil)
        #expect(limiter.wait(for: "a", at: start + .seconds(60)) == nil)
    }

    @Test("a new window counts from nothing")
    func anew() {
        let limiter = RateLimiter(allowed: 2, window: .seconds(60))
        limiter.note(for: "a", at: start)
        limiter.note(for: "a", at: start + .seconds(59))
        #expect(limiter.wait(for: "a", at: start + .seconds(59)) != nil)
        limiter.note(for: "a", at: start + .seconds(60))
        #expect(limiter.wait(for: "a", at: start + .seconds(60)) == nil)
    }

    @Test("what is cleared is forgotten")
    func clear() {
        let limiter = RateLimiter(allowed: 1)
        limiter.note(for: "a", at: start)
        limiter.clear("a")
        #expect(limiter.wait(for: "a", at: start) == nil)
    }

    @Test("strangers' keys push out those that are over, and never fill the memory")
    func bounded() {
        let limiter = RateLimiter(allowed: 1, window: .seconds(60), mostKeys: 3)
        limiter.note(for: "old", at: start)
        limiter.note(for: "a", at: start + .seconds(60))
        limiter.note(for: "b", at: start + .seconds(60))
        limiter.note(for: "c", at: start + .seconds(60))
        #expect(limiter.wait(for: "a", at: start + .seconds(60)) != nil)
        #expect(limiter.wait(for: "c", at: start + .seconds(60)) != nil)
        limiter.note(for: "d", at: start + .seconds(60))
        #expect(limiter.wait(for: "d", at: start + .seconds(60)) != nil)
        #expect(limiter.wait(for: "a", at: start + .seconds(60)) == nil)
    }
}
