// Keys as they are fetched, kept, rotated and missed: RFC 7517 §5, RFC 8414 §3. Time moves only when a test says so.

import Keys
import Testing

@testable import UsherVerifier

struct PublishedKeysTests {
    private let usher: Fixture

    init() async throws { usher = try await Fixture() }

    private func passes(_ verifier: Verifier, _ token: String) async -> Bool {
        (try? await verifier.caller(of: token)) != nil
    }

    @Test("keys are fetched at the first use and kept for five minutes")
    func kept() async throws {
        let verifier = usher.verifier()
        #expect(usher.publisher.fetched.isEmpty)
        for _ in 0..<10 {
            #expect(await passes(verifier, try usher.assertion()))
            usher.clock.advance(.seconds(29))
        }
        #expect(usher.publisher.fetched == [metadataURL, jwksURL])
        usher.clock.advance(.seconds(10))
        #expect(await passes(verifier, try usher.assertion()))
        #expect(usher.publisher.jwksFetches == 2)
    }

    @Test("a given key set needs no metadata")
    func given() async throws {
        let url = "http://usher.internal:8080/jwks"
        usher.publisher.set(usher.ring.jwks, at: url)
        #expect(await passes(usher.verifier(keys: .url(url)), try usher.assertion()))
        #expect(usher.publisher.fetched == [url])
    }

    @Test("where there is no RFC 8414 metadata, OpenID discovery will do")
    func openID() async throws {
        usher.publisher.set(nil, at: metadataURL)
        usher.publisher.set(["issuer": .string(issuer), "jwks_uri": .string(jwksURL)], at: openIDURL)
        #expect(await passes(usher.verifier(), try usher.assertion()))
        #expect(usher.publisher.fetched == [metadataURL, openIDURL, jwksURL])
    }

    @Test("an issuer with a path has its metadata where RFC 8414 §3.1 and OpenID Connect Discovery §4 say")
    func pathIssuer() async throws {
        let verifier = usher.verifier(issuer: "https://usher.example/tenant")
        #expect(await !passes(verifier, try usher.assertion()))
        #expect(
            usher.publisher.fetched == [
                "https://usher.example/.well-known/oauth-authorization-server/tenant",
                "https://usher.example/tenant/.well-known/openid-configuration",
            ])
    }

    @Test(
        "metadata of another issuer, or keys at another origin, are not used",
        arguments: [
            ("https://attacker.example", jwksURL), (issuer + "/", jwksURL), (issuer, "https://attacker.example/jwks"),
            (issuer, "http://usher.example/jwks"), (issuer, "https://usher.example:8443/jwks"), (issuer, "file:///etc/passwd"),
            (issuer, "https://usher.example@attacker.example/jwks"), (issuer, "https://ann@usher.example/jwks"), (issuer, "/jwks"),
            (issuer, ""),
        ])
    func foreign(named: String, keys: String) async throws {
        usher.publisher.set(["issuer": .string(named), "jwks_uri": .string(keys)], at: metadataURL)
        usher.publisher.set(usher.ring.jwks, at: keys)
        await #expect(throws: Refusal.self) { try await usher.verifier().caller(of: try usher.assertion()) }
        #expect(!usher.publisher.fetched.contains(keys))
    }

    @Test("the usual port may be written out", arguments: ["https://usher.example:443/jwks", "https://USHER.example/jwks"])
    func sameOrigin(keys: String) async throws {
        usher.publisher.set(["issuer": .string(issuer), "jwks_uri": .string(keys)], at: metadataURL)
        usher.publisher.set(usher.ring.jwks, at: keys)
        #expect(await passes(usher.verifier(), try usher.assertion()))
    }

    @Test("a new key is found at once, because its token asks for it")
    func rotation() async throws {
        let verifier = usher.verifier()
        #expect(await passes(verifier, try usher.assertion()))
        usher.clock.advance(.seconds(11))
        let newer = try await KeyRing([RingKey.signing(at: usher.clock.now), usher.key])
        usher.publisher.set(newer.jwks, at: jwksURL)
        #expect(await passes(verifier, try usher.assertion(by: newer)))
        #expect(await passes(verifier, try usher.assertion()))
        #expect(usher.publisher.jwksFetches == 2)
    }

    @Test("a retired key is refused after five minutes at the latest")
    func retirement() async throws {
        let verifier = usher.verifier()
        #expect(await passes(verifier, try usher.assertion()))
        usher.publisher.set(try await KeyRing([RingKey.signing(at: usher.clock.now)]).jwks, at: jwksURL)
        usher.clock.advance(.seconds(300))
        await #expect(throws: Refusal.rejected(.unknownKey)) { try await verifier.caller(of: try usher.assertion()) }
    }

    @Test("a stranger who invents key names causes one fetch in ten seconds")
    func invented() async throws {
        let verifier = usher.verifier()
        let stranger = try await KeyRing([RingKey.signing(at: usher.clock.now)])
        for _ in 0..<100 { #expect(await !passes(verifier, try usher.assertion(by: stranger))) }
        #expect(usher.publisher.jwksFetches == 1)
        usher.clock.advance(.milliseconds(9999))
        #expect(await !passes(verifier, try usher.assertion(by: stranger)))
        #expect(usher.publisher.jwksFetches == 1)
        usher.clock.advance(.milliseconds(1))
        for _ in 0..<100 { #expect(await !passes(verifier, try usher.assertion(by: stranger))) }
        #expect(usher.publisher.jwksFetches == 2)
        #expect(await passes(verifier, try usher.assertion()))
    }

    @Test("a token that is wrong in another way causes no fetch")
    func noFetch() async throws {
        let verifier = usher.verifier()
        #expect(await passes(verifier, try usher.assertion()))
        usher.clock.advance(.seconds(11))
        #expect(await !passes(verifier, try usher.assertion(["aud": "elsewhere"])))
        #expect(await !passes(verifier, "a.b.c"))
        #expect(usher.publisher.jwksFetches == 1)
    }

    @Test("many calls at once share one fetch")
    func together() async throws {
        let gate = Gate()
        usher.publisher.hold(at: gate)
        let verifier = usher.verifier()
        let token = try usher.assertion()
        let passed = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { (try? await verifier.caller(of: token)) != nil } }
            await gate.open()
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(passed == 50)
        #expect(usher.publisher.fetched == [metadataURL, jwksURL])
    }

    @Test("a caller that hangs up does not take the keys from those who wait")
    func hangingUp() async throws {
        let gate = Gate()
        usher.publisher.hold(at: gate)
        let verifier = usher.verifier()
        let token = try usher.assertion()
        let first = Task { try? await verifier.caller(of: token) }
        first.cancel()
        await gate.open()
        _ = await first.value
        #expect(await passes(verifier, token))
        #expect(usher.publisher.jwksFetches == 1)
    }

    @Test("an outage is bridged with the last good keys for an hour, and asked about every ten seconds")
    func outage() async throws {
        let verifier = usher.verifier()
        #expect(await passes(verifier, try usher.assertion()))
        usher.publisher.goDown()
        usher.clock.advance(.seconds(300))
        for _ in 0..<20 { #expect(await passes(verifier, try usher.assertion())) }
        #expect(usher.publisher.fetched.count == 3)
        usher.clock.advance(.seconds(3299))
        #expect(await passes(verifier, try usher.assertion()))
        usher.clock.advance(.seconds(1))
        await #expect(throws: Refusal.self) { try await verifier.caller(of: try usher.assertion()) }
        usher.publisher.goDown(false)
        usher.clock.advance(.seconds(10))
        #expect(await passes(verifier, try usher.assertion()))
    }

    @Test("without any keys nothing passes, and nobody is told that the token is bad")
    func never() async throws {
        usher.publisher.goDown()
        let verifier = usher.verifier()
        for _ in 0..<20 {
            do throws(Refusal) {
                _ = try await verifier.caller(of: try! usher.assertion())
                Issue.record("it passed")
            } catch { #expect(error.code == "temporarily_unavailable") }
        }
        // One attempt; a server that does not answer is not asked for its other document.
        #expect(usher.publisher.fetched == [metadataURL])
    }

    @Test(
        "a broken or empty document does not replace good keys",
        arguments: ["", "<html>", "{}", #"{"keys":[]}"#, #"{"keys":[{"kty":"EC"}]}"#])
    func broken(document: String) async throws {
        let verifier = usher.verifier()
        #expect(await passes(verifier, try usher.assertion()))
        usher.publisher.set(Array(document.utf8), at: jwksURL)
        usher.clock.advance(.seconds(300))
        #expect(await passes(verifier, try usher.assertion()))
        #expect(usher.publisher.jwksFetches == 2)
    }

    @Test("a clock that was set back does not keep old keys alive")
    func clockSetBack() async throws {
        let verifier = usher.verifier()
        #expect(await passes(verifier, try usher.assertion()))
        usher.clock.advance(.seconds(-86_400))
        let old = usher.clock.now
        let key = RingKey(key: usher.key.key, createdAt: old, signsFrom: old)
        #expect(await passes(verifier, try usher.assertion(by: try await KeyRing([key]))))
        #expect(usher.publisher.jwksFetches == 2)
    }
}
