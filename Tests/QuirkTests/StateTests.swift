// Q1 to Q4: `state` is the client's own, of any length and any spelling (CLIENTS.md 1.4 A1, RFC 6749 §4.1.2).

import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("Quirks of state")
struct StateTests {
    /// As ChatGPT's plugin editor sends it: a name, and base64 of JSON with an address to go on to.
    private static let relay =
        "openai_platform_oauth_relay__" + String(repeating: "eyJvYXV0aF9pZCI6Im9hdXRoX3NfNmE1", count: 16)

    @Test("Q1: a state of 521 bytes and more comes back whole", arguments: [521, 541, 4096])
    func long(length: Int) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        let state = Self.relay + String(repeating: "z", count: max(0, length - Self.relay.count))
        let back = try await world.answer(world.web.authorize(world.web.engine.request(client).with(["state": state])))
        #expect(state.count >= length)
        #expect(back.redirected("state") == state)
        #expect(!world.browser.cookies.values.contains { $0.contains("openai_platform") })
    }

    @Test(
        "Q2: a state in base64 comes back octet for octet, and a plus sign as %2B",
        arguments: ["ey/lnTwSm9FUcQN/Qds+Cg==", "++++", "a+b/c=="])
    func base64(state: String) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        let request = world.web.engine.request(client)
        let encoded = try await world.answer(world.web.authorize(request.with(["state": state])))
        #expect(encoded.redirected("state") == state)
        let sent = try #require(encoded.location).split(separator: "&").first { $0.contains("state=") }
        #expect(sent?.contains("+") == false)
        #expect(sent?.contains("%25") == false)
        // As VS Code's own library would write it: everything but letters and digits escaped.
        let escaped = state.utf8.map { byte in
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16, uppercase: true)
        }
        let again = try await world.answer(
            world.web.authorize(request.with(["state": nil])) + "&state=" + escaped.joined())
        #expect(again.redirected("state") == state)
    }

    @Test("Q3: a state of one byte is long enough, and none is needed", arguments: ["x", nil])
    func short(state: String?) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.app)
        let back = try await world.answer(world.web.authorize(world.web.engine.request(client).with(["state": state])))
        #expect(back.redirected("code") != nil)
        #expect(back.redirected("state") == state)
    }

    @Test("Q4: a plugin gets its state back after success and after refusal", arguments: ["allow", "deny"])
    func echoed(decision: String) async throws {
        let world = try await QuirkWorld()
        let client = try await world.web.engine.client(.plugin)
        let state = "6f1cbb64-9f0e-4f0b-8d63-6f1a2a0f4f10"
        let request = world.web.engine.request(client).with(["state": state])
        let back = try await world.answer(world.web.authorize(request), decision: decision)
        #expect(back.redirected(decision == "allow" ? "code" : "error") != nil)
        #expect(back.redirected("state") == state)
    }
}
