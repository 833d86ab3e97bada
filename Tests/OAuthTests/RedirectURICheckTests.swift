// RFC 6749 §3.1.2, RFC 8252 §7.3, RFC 9700 §2.1; the callbacks of known clients.

import Keys
import TestKit
import Testing

@testable import OAuth

@Suite("Where answers may go")
struct RedirectURICheckTests {
    private func client(_ registered: String..., patterns: [RedirectPattern] = [], secret: Bool = false) -> Client {
        Client(
            id: ClientID("client_1"), name: "App", profile: "mcp", secret: secret ? Digest(of: "secret") : nil,
            authenticationMethods: [secret ? .post : .none], grantTypes: [.authorizationCode],
            redirectURIs: registered, redirectPatterns: patterns, createdAt: TestClock.noon)
    }

    // REQUIREMENTS C-09, CLIENTS U1
    @Test(
        "a redirect URI is compared byte for byte",
        arguments: [
            "https://app.example/Cb?a=1&b=2", "https://app.example/cb/?a=1&b=2", "https://app.example/cb",
            "https://app.example/cb?a=1", "https://app.example/cb?b=2&a=1", "https://app.example/cb?a=1&b=2&c=3",
            "https://app.example/%63b?a=1&b=2", "https://app.example/./cb?a=1&b=2", "https://app.example/x/../cb?a=1&b=2",
            "https://app.example/%2e/cb?a=1&b=2", "https://app.example:443/cb?a=1&b=2", "https://app.example:8443/cb?a=1&b=2",
            "https://user@app.example/cb?a=1&b=2", "https://app.example@evil.example/cb?a=1&b=2",
            "https://app.example/cb;x?a=1&b=2", "https://app.example/cb?a=1&b=2#x", "https://app.example/cb?a=1&b=2#",
            "http://app.example/cb?a=1&b=2", "HTTPS://app.example/cb?a=1&b=2", "https://APP.example/cb?a=1&b=2",
            "https://app.example.evil.example/cb?a=1&b=2", "https://evil.example/app.example/cb?a=1&b=2",
            "https://app.example./cb?a=1&b=2", "//app.example/cb?a=1&b=2", "/cb?a=1&b=2", "cb", "",
            " https://app.example/cb?a=1&b=2", "https://app.example/cb?a=1&b=2 ", "https://app.example/cb?a=1&b=2\r\n",
            "https://app.example\\cb?a=1&b=2", "https://app.example/cb?a=1&b=2\u{301}", "javascript:alert(1)",
        ])
    func exact(sent: String) {
        let client = client("https://app.example/cb?a=1&b=2", secret: true)
        #expect(!RedirectURICheck.isRegistered(sent, of: client))
        #expect(RedirectURICheck.isRegistered("https://app.example/cb?a=1&b=2", of: client))
    }

    // C-10, U1, U2
    @Test(
        "the port of a loopback address is free, and nothing else of it",
        arguments: [
            ("http://127.0.0.1/cb", "http://127.0.0.1:33418/cb", true), ("http://127.0.0.1/cb", "http://127.0.0.1/cb", true),
            ("http://127.0.0.1:8000/cb", "http://127.0.0.1:1/cb", true), ("http://127.0.0.1/cb", "http://127.0.0.1:65535/cb", true),
            ("http://[::1]/cb", "http://[::1]:4000/cb", true), ("http://localhost/cb", "http://localhost:4000/cb", true),
            ("http://127.0.0.1", "http://127.0.0.1:4000/", true), ("http://127.0.0.1/", "http://127.0.0.1:33418", true),
            ("http://127.0.0.1/cb?a=1", "http://127.0.0.1:4000/cb?a=1", true),
            ("http://127.0.0.1/cb", "http://127.0.0.1:4000/cb/", false), ("http://127.0.0.1/cb", "http://127.0.0.1:4000/CB", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:4000/cb?a=1", false), ("http://127.0.0.1/cb?a=1", "http://127.0.0.1:4000/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:4000/cb#x", false), ("http://127.0.0.1/cb", "https://127.0.0.1:4000/cb", false),
            ("http://127.0.0.1/cb", "http://localhost:4000/cb", false), ("http://localhost/cb", "http://127.0.0.1:4000/cb", false),
            ("http://127.0.0.1/cb", "http://[::1]:4000/cb", false), ("http://127.0.0.1/cb", "http://127.0.0.2:4000/cb", false),
            ("http://127.0.0.1/cb", "http://0.0.0.0:4000/cb", false), ("http://127.0.0.1/cb", "http://[::ffff:127.0.0.1]:4000/cb", false),
            ("http://127.0.0.1/cb", "http://127.1:4000/cb", false), ("http://127.0.0.1/cb", "http://2130706433:4000/cb", false),
            ("http://127.0.0.1/cb", "http://0x7f.0.0.1:4000/cb", false), ("http://localhost/cb", "http://localhost.:4000/cb", false),
            ("http://localhost/cb", "http://LOCALHOST:4000/cb", false), ("http://localhost/cb", "http://localhost.evil.example/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", false),
            ("http://127.0.0.1/cb", "http://a@127.0.0.1:4000/cb", false), ("http://127.0.0.1/cb", "http://127.0.0.1:0/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false), ("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:+80/cb", false), ("http://127.0.0.1/cb", "http://127.0.0.1:80:80/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:4000\\@evil.example/cb", false),
            ("https://app.example/cb", "https://app.example:4000/cb", false),
        ])
    func loopback(registered: String, sent: String, expected: Bool) {
        #expect(RedirectURICheck.isRegistered(sent, of: client(registered)) == expected)
    }

    // CLIENTS section 3
    @Test(
        "clients on a person's own device come back from whatever port they got",
        arguments: [
            ("http://127.0.0.1/callback", "http://127.0.0.1:49152/callback"),
            ("http://127.0.0.1/callback/abcDEF012-_x", "http://127.0.0.1:1455/callback/abcDEF012-_x"),
            ("http://localhost/callback", "http://localhost:54212/callback"),
            ("cursor://anysphere.cursor-mcp/oauth/callback", "cursor://anysphere.cursor-mcp/oauth/callback"),
            ("http://localhost:8787/callback", "http://localhost:8788/callback"), ("http://127.0.0.1/", "http://127.0.0.1:33418/"),
            ("http://127.0.0.1/", "http://127.0.0.1:33418"), ("https://vscode.dev/redirect", "https://vscode.dev/redirect"),
            ("http://localhost:6274/oauth/callback", "http://localhost:6274/oauth/callback"),
            ("http://[::1]/oauth_callback", "http://[::1]:50000/oauth_callback"),
            ("warp://mcp/oauth2callback", "warp://mcp/oauth2callback"),
            ("https://claude.ai/api/mcp/auth_callback", "https://claude.ai/api/mcp/auth_callback"),
        ])
    func known(registered: String, sent: String) {
        #expect(RedirectURICheck.isRegistered(sent, of: client(registered)))
    }

    private static let plugin = RedirectPattern(host: "chat.openai.com", prefix: "/aip/plugin-", suffix: "/oauth/callback")
    private static let actions = ["chat.openai.com", "chatgpt.com"].map {
        RedirectPattern(host: $0, prefix: "/aip/g-", suffix: "/oauth/callback")
    }

    // U4, section 3
    @Test(
        "an Action is called back from either host, with whatever segment it has been given",
        arguments: [
            "https://chat.openai.com/aip/g-3b0244cf708774fb9151458671c462eb5460f41e/oauth/callback",
            "https://chatgpt.com/aip/g-369c00bd47b6f501275b414d19d5244ac411097b/oauth/callback",
            "https://chatgpt.com/aip/g-A/oauth/callback",
        ])
    func action(sent: String) {
        #expect(RedirectURICheck.isRegistered(sent, of: client(patterns: Self.actions, secret: true)))
    }

    // U1b, section 3
    @Test(
        "one segment is open, on pinned hosts, and nothing around it",
        arguments: [
            "https://chat.openai.com/aip/plugin-/oauth/callback", "https://chat.openai.com/aip/plugin-a/b/oauth/callback",
            "https://chat.openai.com/aip/plugin-..%2f/oauth/callback", "https://chat.openai.com/aip/plugin-%61/oauth/callback",
            "https://chat.openai.com/aip/plugin-a.b/oauth/callback", "https://chat.openai.com/aip/plugin-a/../x/oauth/callback",
            "https://chat.openai.com/aip/plugin-a/oauth/callback/", "https://chat.openai.com/aip/plugin-a/oauth/callback?x=1",
            "https://chat.openai.com/aip/plugin-a/oauth/callback#x", "https://chat.openai.com/aip/plugin-a?/oauth/callback",
            "https://chat.openai.com/aip/plugin-a#/oauth/callback", "http://chat.openai.com/aip/plugin-a/oauth/callback",
            "https://chatgpt.com/aip/plugin-a/oauth/callback", "https://evil.example/aip/plugin-a/oauth/callback",
            "https://chat.openai.com.evil.example/aip/plugin-a/oauth/callback", "https://chat.openai.com:443/aip/plugin-a/oauth/callback",
            "https://chat.openai.com@evil.example/aip/plugin-a/oauth/callback", "https://chat.openai.com/aip/g-a/oauth/callback",
            "https://chat.openai.com/AIP/plugin-a/oauth/callback", "https://chat.openai.com/aip/plugin-é/oauth/callback",
            "https://chat.openai.com/aip/plugin-a\u{301}/oauth/callback", "https://chat.openai.com/aip/plugin-/callback",
            "https://chat.openai.com/aip/plugin-\(String(repeating: "a", count: 81))/oauth/callback",
            "https://platform.openai.com/apps-manage/oauth",
        ])
    func aroundTheSegment(sent: String) {
        #expect(!RedirectURICheck.isRegistered(sent, of: client(patterns: [Self.plugin], secret: true)))
    }

    // U6
    @Test("a public client has no pattern, even if one was written for it")
    func publicPattern() {
        let sent = "https://chat.openai.com/aip/plugin-a/oauth/callback"
        #expect(RedirectURICheck.isRegistered(sent, of: client(patterns: [Self.plugin], secret: true)))
        #expect(!RedirectURICheck.isRegistered(sent, of: client(patterns: [Self.plugin])))
    }

    // C-08
    @Test("a redirect URI may be left out only if exactly one is registered")
    func missing() throws {
        let only = try RedirectURICheck.destination(for: nil, of: client("https://a.example/cb"))
        #expect(only.uri == "https://a.example/cb")
        #expect(!only.wasSent)
        for client in [
            client(), client("https://a.example/cb", "https://b.example/cb"),
            client("https://a.example/cb", patterns: [Self.plugin], secret: true), client(patterns: [Self.plugin], secret: true),
        ] {
            #expect(throws: PageError.self) { try RedirectURICheck.destination(for: nil, of: client) }
        }
    }

    @Test("a redirect URI may have 2048 bytes")
    func length() {
        let base = "https://a.example/"
        let (fits, tooLong) = (2048, 2049)
        for (length, expected) in [(fits, true), (tooLong, false)] {
            let uri = base + String(repeating: "a", count: length - base.count)
            #expect(RedirectURICheck.isRegistered(uri, of: client(uri)) == expected)
        }
    }

    // CLIENTS A6
    @Test(
        "the consent page can say where the answer goes",
        arguments: [
            ("https://app.example:8443/cb", "app.example", false, false), ("http://127.0.0.1:4000/cb", "127.0.0.1", true, false),
            ("cursor://anysphere.cursor-mcp/cb", "cursor://anysphere.cursor-mcp", true, true),
            ("com.example:/cb", "com.example://", true, true),
        ])
    func destination(uri: String, host: String, isOnThisDevice: Bool, isPrivateUse: Bool) throws {
        let destination = try RedirectURICheck.destination(for: uri, of: client(uri))
        #expect(destination.host == host)
        #expect(destination.isOnThisDevice == isOnThisDevice)
        #expect(destination.isPrivateUse == isPrivateUse)
    }
}
