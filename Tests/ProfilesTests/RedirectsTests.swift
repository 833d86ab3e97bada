// The redirect URIs of each client, against the addresses that the clients really use.

import Profiles
import Testing

@Suite("Redirect URI presets")
struct RedirectsTests {
    @Test("only clients that hold a secret may have an open path segment", arguments: Profile.all)
    func patterns(profile: Profile) {
        #expect(profile.redirects.patterns.isEmpty || profile.isConfidential)
    }

    @Test("a pattern names whole hosts and opens exactly one path segment", arguments: Profile.all.flatMap { $0.redirects.patterns })
    func shape(pattern: Profile.RedirectPattern) {
        #expect(!pattern.hosts.isEmpty)
        for host in pattern.hosts {
            #expect(host == host.lowercased() && host.contains("."))
            #expect(host.allSatisfy { $0.isLetter || $0 == "." }, "no wildcard, port or userinfo in \(host)")
        }
        for part in [pattern.prefix, pattern.suffix] {
            #expect(part.hasPrefix("/") && !part.contains("//") && !part.contains(".."))
            #expect(part.allSatisfy { $0.isLetter || $0 == "/" || $0 == "-" }, "no wildcard, query or fragment in \(part)")
        }
    }

    @Test(
        "the recorded callbacks of ChatGPT are covered",
        arguments: [
            (Profile.chatGPTPlugin, "https://chat.openai.com/aip/plugin-", "9f5c0f1e-1e0b-4c0a-9a38-2f0c6a7f2b11"),
            (Profile.gptAction, "https://chat.openai.com/aip/g-", "3b0244cf708774fb9151458671c462eb5460f41e"),
            (Profile.gptAction, "https://chatgpt.com/aip/g-", "369c00bd47b6f501275b414d19d5244ac411097b"),
        ])
    func recorded(profile: Profile, start: String, segment: String) {
        let all = profile.redirects.patterns.flatMap { pattern in
            pattern.hosts.map { "https://" + $0 + pattern.prefix + segment + pattern.suffix }
        }
        #expect(all.contains(start + segment + "/oauth/callback"))
        #expect(profile.redirects.exact.isEmpty)
        #expect(profile.redirects.given == .optional)
    }

    @Test("a plugin is called back at one host, a GPT at two")
    func hosts() {
        #expect(Profile.chatGPTPlugin.redirects.patterns.map(\.hosts) == [["chat.openai.com"]])
        #expect(Profile.gptAction.redirects.patterns.map(\.hosts) == [["chat.openai.com", "chatgpt.com"]])
    }

    @Test("a whole redirect URI is https, loopback or a scheme of the client's own", arguments: Profile.all)
    func exact(profile: Profile) {
        for redirect in profile.redirects.exact {
            let isLoopback = ["http://127.0.0.1/", "http://127.0.0.1:", "http://localhost/", "http://localhost:", "http://[::1]/"]
                .contains { redirect.hasPrefix($0) }
            #expect(redirect.hasPrefix("https://") || isLoopback || redirect.hasPrefix("cursor://"), "\(redirect)")
            #expect(!redirect.contains("*") && !redirect.contains("#") && !redirect.contains("?"), "\(redirect)")
        }
    }

    @Test(
        "the clients' own addresses are preset",
        arguments: [
            ("chatgpt-app", "https://chatgpt.com/connector_platform_oauth_redirect"),
            ("claude", "https://claude.ai/api/mcp/auth_callback"),
            ("claude", "https://claude.com/api/mcp/auth_callback"),
            ("claude-code", "http://localhost/callback"),
            ("claude-code", "http://127.0.0.1/callback"),
            ("codex", "http://127.0.0.1/callback"),
            ("vscode", "http://127.0.0.1/"),
            ("vscode", "http://127.0.0.1:33418/"),
            ("vscode", "https://vscode.dev/redirect"),
            ("vscode", "https://insiders.vscode.dev/redirect"),
            ("cursor", "cursor://anysphere.cursor-mcp/oauth/callback"),
            ("cursor", "https://www.cursor.com/agents/mcp/oauth/callback"),
            ("cursor", "http://localhost:8787/callback"),
            ("inspector", "http://localhost:6274/oauth/callback"),
            ("inspector", "http://127.0.0.1:6276/oauth/callback"),
        ])
    func presets(name: String, redirect: String) throws {
        #expect(try Profile.named(name).redirects.exact.contains(redirect))
    }

    @Test("OpenAI's internal relay page is never a redirect URI")
    func relay() {
        let all = Profile.all.flatMap { $0.redirects.exact }
        #expect(all.allSatisfy { !$0.contains("platform.openai.com") })
    }
}
