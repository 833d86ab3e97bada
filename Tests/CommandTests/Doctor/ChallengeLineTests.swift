// Reading a challenge as a client does.

import Testing

@testable import usher

@Suite("Challenges, read")
struct ChallengeLineTests {
    @Test(
        "the first challenge is taken apart, quoted or not",
        arguments: [
            (#"Bearer url="https://x.example/a", scope="a b""#, "Bearer", ["url": "https://x.example/a", "scope": "a b"]),
            ("Bearer realm=x,scope=y", "Bearer", ["realm": "x", "scope": "y"]),
            (#"bearer Error="a \"b\" c""#, "bearer", ["error": #"a "b" c"#]),
            (#"Basic realm="x", Bearer scope="y""#, "Basic", ["realm": "x"]),
            ("Bearer", "Bearer", [:]),
            ("", "", [:]),
            (#"Bearer scope="never ends"#, "Bearer", ["scope": "never ends"]),
        ] as [(String, String, [String: String])])
    func taken(line: String, scheme: String, parameters: [String: String]) {
        let challenge = ChallengeLine(line)
        #expect(challenge.scheme == scheme)
        #expect(challenge.parameters == parameters)
    }

    @Test("the time in a header is read, and nothing else is taken for one")
    func time() {
        #expect(HTTPDate.time("Wed, 18 Nov 2026 11:06:40 GMT") == ToyDeployment.now)
        for text in ["", "now", "Wed, 18 Nov 2026 11:06 GMT", "Wed, 18 Abc 2026 11:06:40 GMT", "Wed, 18 Nov 2026 11:06:40 CET"] {
            #expect(HTTPDate.time(text) == nil, "\(text)")
        }
    }
}
