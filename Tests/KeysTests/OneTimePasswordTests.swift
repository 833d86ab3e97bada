// One-time passwords, held against the examples of the RFCs.

import Testing

@testable import Keys

@Suite("One-time passwords")
struct OneTimePasswordTests {
    private let secret = Array("12345678901234567890".utf8)

    @Test(
        "the examples of RFC 6238, appendix B",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func examples(seconds: Int64, code: String) {
        let step = OneTimePassword.step(at: Timestamp(seconds: seconds))
        #expect(OneTimePassword.code(secret, step: step) == code)
    }

    @Test("a code is good for its step and the one beside it, and not beyond")
    func window() {
        let now = Timestamp(seconds: 1_234_567_890)
        let step = OneTimePassword.step(at: now)
        for distance in Int64(-3)...3 {
            let found = OneTimePassword.step(of: OneTimePassword.code(secret, step: step + distance), secret, at: now)
            #expect(found == (abs(distance) <= 1 ? step + distance : nil))
        }
        for wrong in ["", "00592", "0059244", "abcdef", "００５９２４"] {
            #expect(OneTimePassword.step(of: wrong, secret, at: now) == nil)
        }
    }

    @Test(
        "the examples of RFC 4648, section 10, without padding",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
        ])
    func base32(text: String, encoded: String) {
        #expect(Base32.encode(Array(text.utf8)) == encoded)
    }

    @Test("grouped text is the same text")
    func groups() {
        #expect("abcdefg".grouped(by: 3, "-") == "abc-def-g")
        #expect("".grouped(by: 3, "-") == "")
    }
}

@Suite("Authentication methods")
struct AuthenticationMethodsTests {
    @Test("they are kept as text and read back, and what is unknown is left out")
    func stored() {
        let methods: AuthenticationMethods = [.password, .oneTimePassword, .multipleFactors]
        #expect(methods.text == "mfa otp pwd")
        #expect(AuthenticationMethods(stored: methods.text) == methods)
        #expect(AuthenticationMethods(stored: "pwd telepathy") == [.password])
        #expect(AuthenticationMethods(stored: "").isEmpty)
    }

    @Test("a second factor makes two, and only a key of one's own resists phishing")
    func contexts() {
        let password: AuthenticationMethods = [.password]
        #expect(password.context == .oneFactor)
        #expect(!password.satisfy(.twoFactors))
        let both = password.adding([.oneTimePassword])
        #expect(both.context == .twoFactors)
        #expect(both.satisfy(.oneFactor) && both.satisfy(.twoFactors) && !both.satisfy(.phishingResistant))
        #expect(password.adding([.proofOfPossession]).satisfy(.phishingResistant))
    }
}
