// The rules that hold for how every client connects, and the requests that were recorded from the real ones.

import Profiles
import Testing

@Suite("Connections")
struct ConnectionTests {
    private static let mcp = Profile.all.filter { $0.family == .mcp }

    @Test("an MCP client always asks with PKCE and says for which resource", arguments: mcp)
    func modern(profile: Profile) {
        let request = profile.connection.authorization
        for parameter in [Profile.Parameter.codeChallenge, .codeChallengeMethod, .resource, .redirectURI, .state, .clientID] {
            #expect(request.parameters.contains(parameter), "\(parameter)")
        }
        #expect(request.resource != .absent)
    }

    @Test("a plugin and an Action send neither a challenge nor a resource", arguments: [Profile.chatGPTPlugin, .gptAction])
    func old(profile: Profile) {
        let request = profile.connection.authorization
        #expect(!request.parameters.contains(.codeChallenge) && !request.parameters.contains(.resource))
        #expect(request.resource == .absent && !profile.connection.tokens.refreshesWithResource)
    }

    @Test("no parameter is in a request twice", arguments: Profile.all)
    func once(profile: Profile) {
        let parameters = profile.connection.authorization.parameters
        for parameter in parameters { #expect(parameters.count { $0 == parameter } == 1, "\(parameter)") }
    }

    @Test("every client can be given its identifier; only MCP clients know another way", arguments: Profile.all)
    func ways(profile: Profile) {
        let ways = profile.connection.registrations
        #expect(ways.first?.way == .preregistered && ways.first?.needs == [.clientID])
        #expect(ways.dropFirst().allSatisfy { $0.way != .preregistered && !$0.needs.contains(.clientID) })
        #expect((ways.count > 1) == (profile.family == .mcp))
        #expect((profile.setup.direct != nil) == (profile.family == .mcp))
    }

    @Test("documents come before registration, as MCP's order of preference has it", arguments: mcp)
    func preference(profile: Profile) {
        let kinds = profile.connection.registrations.map { registration in
            switch registration.way {
            case .preregistered: 0
            case .document: 1
            case .dynamic: 2
            }
        }
        #expect(kinds == kinds.sorted())
        #expect(profile.connection.registrations.last?.needs == [.registrationEndpoint])
    }

    @Test("Claude and Codex use a document only where public clients are welcome, ChatGPT's stable one only with iss")
    func conditions() {
        func needs(_ profile: Profile, _ url: String) -> [Profile.Registration.Need]? {
            profile.connection.registrations.first { $0.way == .document(Profile.Template(stringLiteral: url)) }?.needs
        }
        #expect(needs(.claude, "https://claude.ai/oauth/mcp-oauth-client-metadata") == [.documents, .publicClients])
        #expect(needs(.codex, "https://chatgpt.com/oauth/codex/client.json") == [.documents, .publicClients, .issuer])
        #expect(needs(.chatGPTApp, "https://chatgpt.com/oauth/client.json") == [.documents, .issuer])
        #expect(needs(.chatGPTApp, "https://chatgpt.com/oauth/{connector}/client.json") == [.documents])
    }

    @Test("a client that registers itself registers the callback that it then uses", arguments: mcp)
    func registered(profile: Profile) {
        for registration in profile.connection.registrations {
            guard case .dynamic(let request) = registration.way else { continue }
            let isLoopback = registration.callback.places.contains(.port)
            #expect(
                request.redirectURIs.contains(registration.callback)
                    || isLoopback && request.redirectURIs.contains(Profile.Template(stringLiteral: "http://127.0.0.1/")))
            #expect(request.responseTypes == ["code"] && request.grantTypes.contains("refresh_token"))
        }
    }

    @Test(
        "the fixed callbacks are among the presets",
        arguments: mcp.filter { $0.redirects.given == .optional })
    func presets(profile: Profile) {
        for callback in profile.connection.registrations.map(\.callback) where !callback.places.contains(.connector) {
            let portless = callback.text.split(separator: ":{port}", omittingEmptySubsequences: false).joined()
            #expect(profile.redirects.exact.contains(portless), "\(portless)")
        }
    }

    @Test("VS Code registers four addresses and the device grant, Cursor three, the Inspector an empty scope")
    func recorded() {
        func request(_ profile: Profile) -> Profile.RegistrationRequest? {
            guard case .dynamic(let request) = profile.connection.registrations.last?.way else { return nil }
            return request
        }
        #expect(request(.visualStudioCode)?.redirectURIs.count == 4)
        #expect(request(.visualStudioCode)?.grantTypes.last == "urn:ietf:params:oauth:grant-type:device_code")
        #expect(request(.cursor)?.redirectURIs.map(\.text).first == "cursor://anysphere.cursor-mcp/oauth/callback")
        #expect(request(.cursor)?.redirectURIs.count == 3)
        #expect(request(.inspector)?.scope == .empty)
        #expect(request(.mcpRemote)?.more.contains { $0.name == "software_id" } == true)
        #expect(request(.claude)?.authenticationMethod == "none")
    }

    @Test("a template is filled in at its places and nowhere else")
    func templates() {
        let template: Profile.Template = "http://127.0.0.1:{port}/callback/{server_digest}"
        #expect(template.places == [.port, .serverDigest])
        #expect(template.filled { $0 == .port ? "4711" : "Ui-hkzeEt_FU" } == "http://127.0.0.1:4711/callback/Ui-hkzeEt_FU")
        #expect(Profile.Template(stringLiteral: "https://x.example/{other}").filled { _ in "no" } == "https://x.example/{other}")
    }

    @Test("ten seconds for an answer and thirty for a refresh, as the strictest client allows", arguments: Profile.all)
    func limits(profile: Profile) {
        #expect(profile.connection.timeLimits.answer == .seconds(10))
        #expect(profile.connection.timeLimits.refresh == .seconds(30))
    }

    @Test("every profile says where it was read, and numbers its quirks", arguments: Profile.all)
    func evidence(profile: Profile) {
        #expect(!profile.evidence.sources.isEmpty)
        for quirk in profile.evidence.quirks {
            #expect((1...43).contains(quirk.number))
            #expect(quirk.sentence.hasSuffix("."))
        }
        let numbers = profile.evidence.quirks.map(\.number)
        #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
    }
}
