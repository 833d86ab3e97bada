// What is left of strangers' text: nothing that a terminal obeys, nothing that is a secret, nothing endless.

import Keys
import Testing
import Trace

@Suite("Safe text")
struct SafeTextTests {
    @Test(
        "control characters, terminal sequences and bidirectional marks are gone (T-15)",
        arguments: [
            "a\u{1B}[31mred\u{1B}[0m", "a\r\nb", "a\u{0}b", "a\u{202E}b", "a\u{9B}2Jb", "a\u{7}b", "a\u{2028}b", "a\u{200B}b",
        ])
    func controls(text: String) {
        let line = SafeText.line(text)
        #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        #expect(!line.unicodeScalars.contains { [0x202E, 0x2028, 0x200B].contains($0.value) })
        #expect(line.hasPrefix("a"))
    }

    @Test("text is bounded, and says so")
    func bounds() {
        #expect(SafeText.line(String(repeating: "x", count: 10_000), limit: 20) == String(repeating: "x", count: 20) + "…")
        #expect(SafeText.uri("https://a.example/" + String(repeating: "x", count: 100_000)).unicodeScalars.count < 600)
        #expect(SafeText.line(String(repeating: "e\u{301}", count: 10_000), limit: 20).unicodeScalars.count <= 21)
    }

    static let uris: [(text: String, kept: String)] = [
        ("https://app.example/cb", "https://app.example/cb"),
        ("https://ada:hunter2@app.example/cb", "https://…@app.example/cb"),
        ("https://app.example/cb#access_token=abc", "https://app.example/cb#…"),
        ("https://app.example/cb?code=abc&server_id=7", "https://app.example/cb?code=…&server_id=7"),
        ("https://app.example/cb?STATE=abc", "https://app.example/cb?STATE=…"),
        ("https://app.example/cb?x=" + String(repeating: "a", count: 41), "https://app.example/cb?x=…"),
        ("https://app.example/cb?u=ada@example.com", "https://app.example/cb?u=…"),
        ("https://app.example/usher_ac_0123456789/cb", "https://app.example/usher_ac_…/cb"),
        ("https://app.example/eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", "https://app.example/eyJ…"),
        ("https://app.example/my-own-secret/cb", "https://app.example/…/cb"),
    ]

    @Test("a URI loses user names, fragments, and whatever is or looks like a secret", arguments: uris.indices)
    func uri(index: Int) {
        let (text, kept) = Self.uris[index]
        let safe = SafeText.uri(text, without: ["my-own-secret"])
        let expected = kept.hasSuffix("usher_ac_…/cb") ? ["https://app.example/usher_ac_…", kept] : [kept]
        #expect(expected.contains(safe), "\(safe)")
    }

    @Test("every kind of secret that Usher makes is left out, wherever it stands", arguments: SecretKind.allCases)
    func ownSecrets(kind: SecretKind) {
        let secret = Secret(kind, SystemRandomness())
        for text in ["\(secret.text)", "a \(secret.text) b \(secret.text)", "client=\(secret.text)&x"] {
            let line = SafeText.line(text)
            #expect(!line.contains(secret.text) && !line.contains(secret.text.suffix(20)), "\(line)")
        }
    }

    @Test("of a secret, only presence and length are said")
    func presence() {
        #expect(SafeText.presence("hunter2") == "present, 7 characters")
        #expect(SafeText.presence("") == "present, empty")
    }
}
