import Foundation
import Keys
import OAuth
import Testing

@testable import usher

@Suite("Keys of a client that is added by hand")
struct ClientKeyOptionsTests {
    private func file(_ text: String) throws -> String {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("usher-jwks-\(UUID().uuidString).json")
        try text.write(to: url, atomically: true, encoding: .utf8)
        return url.path
    }

    @Test("a file's public keys are kept, and nothing else of it")
    func publicOnly() async throws {
        let (good, burnt) = (try SigningKey.generate(.es256), try SigningKey.generate(.es256))
        guard case .object(var members) = burnt.publicJWK else { return }
        members["d"] = "c2VjcmV0"
        let set = JSON.object(["keys": .array([good.publicJWK, .object(members)]), "secret": "hidden"])
        let path = try file(String(decoding: set.encoded, as: UTF8.self))
        guard case .inline(let text)? = try await ClientOrder.keys(file: path, url: nil) else {
            Issue.record("the keys are not kept by value")
            return
        }
        #expect(text.contains(good.keyID))
        #expect(!text.contains("c2VjcmV0") && !text.contains("hidden") && !text.contains(burnt.keyID))
    }

    @Test("a URL is kept as it is")
    func location() async throws {
        #expect(try await ClientOrder.keys(file: nil, url: "https://service.example/jwks") == .location("https://service.example/jwks"))
        #expect(try await ClientOrder.keys(file: nil, url: nil) == nil)
    }

    @Test("what holds no key that can be used is refused")
    func refused() async throws {
        for text in ["", "[]", "{}", #"{"keys":[]}"#, #"{"keys":[{"kty":"oct","k":"AAAA"}]}"#] {
            let path = try file(text)
            await #expect(throws: (any Error).self) { try await ClientOrder.keys(file: path, url: nil) }
        }
        for url in ["http://service.example/jwks", "https://service.example", "jwks.json"] {
            await #expect(throws: (any Error).self) { try await ClientOrder.keys(file: nil, url: url) }
        }
        await #expect(throws: (any Error).self) { try await ClientOrder.keys(file: "a", url: "https://service.example/jwks") }
        await #expect(throws: (any Error).self) { try await ClientOrder.keys(file: "/nowhere/jwks.json", url: nil) }
    }
}
