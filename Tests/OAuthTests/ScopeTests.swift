// RFC 6749 §3.3.

import OAuth
import Testing

@Suite("Scope")
struct ScopeTests {
    // CLIENTS A3, Q9
    @Test(
        "names may stand between spaces or commas, and more than once",
        arguments: [
            ("a b", ["a", "b"]), ("a,b", ["a", "b"]), ("  a   b ", ["a", "b"]), ("a, b,,c", ["a", "b", "c"]), ("b a b", ["b", "a"]),
            ("", []), (" , ", []), ("A a", ["A", "a"]), ("notes:read https://x/y", ["notes:read", "https://x/y"]),
        ])
    func reading(text: String, names: [String]) throws {
        #expect(try Scope(reading: text).names == names)
    }

    // REQUIREMENTS C-15
    @Test(
        "a character that no name may have is refused",
        arguments: ["a\"b", "a\\b", "a\tb", "a\nb", "é", "a\u{0}", "a\u{7f}", "a b \u{a0}", "a\u{301}"])
    func characters(text: String) {
        let error = #expect(throws: OAuthError.self) { try Scope(reading: text) }
        #expect(error?.code == .invalidScope)
    }

    @Test("scopes are sets: order and repetition mean nothing")
    func equality() throws {
        #expect(Scope(["a", "b"]) == Scope(["b", "a", "b"]))
        #expect(Scope(["a"]) != Scope(["A"]))
        #expect(Scope(["a", "b"]).text == "a b")
        #expect(Scope(stored: "a b") == Scope(["a", "b"]))
        #expect(Scope.none.isEmpty)
        #expect(Scope.none.text.isEmpty)
    }

    @Test("scopes are united, intersected and compared")
    func algebra() {
        let (ab, bc) = (Scope(["a", "b"]), Scope(["b", "c"]))
        #expect(ab.union(bc) == Scope(["a", "b", "c"]))
        #expect(ab.intersection(bc) == Scope(["b"]))
        #expect(ab.intersection(bc).isSubset(of: ab))
        #expect(!ab.isSubset(of: bc))
        #expect(Scope.none.isSubset(of: ab))
        #expect(ab.contains("a") && !ab.contains("c"))
    }

    @Test("the scopes that Usher itself gives a meaning each have a sentence for the consent page")
    func sentences() {
        #expect(IdentityScope.allCases.map(\.rawValue) == ["openid", "profile", "email", "offline_access"])
        #expect(Set(IdentityScope.allCases.compactMap(\.sentence)).count == 4)
    }
}
