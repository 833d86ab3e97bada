import Identity
import Testing

@Suite("What a password may be")
struct PasswordTests {
    @Test(
        "8 to 128 scalars are accepted, neither fewer nor more",
        arguments: [
            (String(repeating: "a", count: 7), Password.Problem.tooShort),
            (String(repeating: "a", count: 8), nil),
            (String(repeating: "a", count: 128), nil),
            (String(repeating: "a", count: 129), .tooLong),
            ("", .tooShort),
            (String(repeating: "🔑", count: 7), .tooShort),
            (String(repeating: "🔑", count: 128), nil),
            (String(repeating: "🔑", count: 129), .tooLong),
            // Counted after composition: seven letters with seven accents are seven.
            (String(repeating: "e\u{301}", count: 7), .tooShort),
            (String(repeating: "e\u{301}", count: 128), nil),
            // The longest that compose to one: three marks on a Greek letter.
            (String(repeating: "\u{3b1}\u{313}\u{300}\u{345}", count: 128), nil),
            (String(repeating: "e\u{301}", count: 129), .tooLong),
            (String(repeating: "a", count: 1_000_000), .tooLong),
            (String(repeating: "\u{301}", count: 1_000_000), .tooLong),
        ])
    func length(typed: String, problem: Password.Problem?) {
        #expect(Result { try Password(typed) }.problem == problem)
    }

    @Test("what somebody has already may be short and much used, and never long or nothing")
    func presented() throws {
        for typed in ["a", "password", String(repeating: "a", count: 128)] { _ = try Password(presented: typed) }
        #expect(throws: Password.Problem.tooShort) { try Password(presented: "") }
        #expect(throws: Password.Problem.tooLong) { try Password(presented: String(repeating: "a", count: 129)) }
    }

    @Test(
        "any characters will do",
        arguments: ["        ", "a\u{0}b\u{0}c\u{0}d\u{0}", "\r\n\r\n\t\t\t\t", "密碼密碼密碼密碼"])
    func characters(typed: String) {
        #expect(throws: Never.self) { try Password(typed) }
    }

    @Test("a password does not show itself")
    func description() throws {
        let password = try Password("correct horse")
        #expect(!"\(password)".contains("horse"))
    }
}

extension Result {
    fileprivate var problem: Password.Problem? {
        guard case .failure(let error) = self else { return nil }
        return error as? Password.Problem
    }
}
