// Tokens with which a service verifies a plugin manifest.

import SQLStore
import Testing

@Suite("Verification tokens in a store")
struct VerificationTokensTests {
    @Test("a token is set, replaced and removed, for each resource and service by itself", arguments: StoreKind.all)
    func tokens(kind: StoreKind) async throws {
        try await kind.use { store in
            #expect(try await store.verificationTokens(of: "notes").isEmpty)
            try await store.setVerificationToken("a", from: "openai", of: "notes")
            try await store.setVerificationToken("b", from: "other", of: "notes")
            try await store.setVerificationToken("c", from: "openai", of: "mail")
            try await store.setVerificationToken("d", from: "openai", of: "notes")
            #expect(try await store.verificationTokens(of: "notes") == ["openai": "d", "other": "b"])
            try await store.setVerificationToken(nil, from: "openai", of: "notes")
            try await store.setVerificationToken(nil, from: "none", of: "notes")
            #expect(try await store.verificationTokens(of: "notes") == ["other": "b"])
            #expect(try await store.verificationTokens(of: "mail") == ["openai": "c"])
        }
    }
}
