// RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §2.6.

import OAuth
import Testing

@Suite("What may be registered as a redirect URI")
struct RedirectURITests {
    // REQUIREMENTS C-07, C-11, C-12
    @Test(
        "what is dangerous or useless is refused, with a reason",
        arguments: [
            "https://app.example/cb#frag", "https://app.example/cb#", "#", "", "cb", "/cb", "//app.example/cb",
            "javascript:alert(1)", "JavaScript:alert(1)", "javascript://app.example/%0aalert(1)", "data:text/html,x", "DATA:x",
            "vbscript:x", "file:///etc/passwd", "blob:https://app.example/x", "filesystem:https://a.example/x", "about:blank",
            "intent://x#Intent;end", "ws://app.example/", "wss://app.example/", " javascript:alert(1)", "java\tscript:alert(1)",
            "java\nscript:alert(1)", "\u{1}javascript:alert(1)", "http://app.example/cb", "http://127.0.0.2/cb", "http://0.0.0.0/cb",
            "http://localhost.evil.example/cb", "http://2130706433/cb", "http://127.1/cb", "http://[::ffff:127.0.0.1]/cb",
            "http://10.0.0.1/cb", "http:/cb", "https:/cb", "https://", "https:///cb", "https:",
            "https://user@app.example/cb", "https://user:secret@app.example/cb", "https://app.example/a b", "https://app.example/é",
            "https://app.example/\u{0}", "https://app.example/\r\nSet-Cookie:x", "https://app.example/<script>", "https://app.example\\cb",
            "https://app.example:0/cb", "https://app.example:port/cb", "https://app.example:/cb", "https://app.example:99999/cb",
            "1app:/cb", ":cb", "app:", "https://[::1/cb", "https://[::1]x/cb",
            "https://app.example/" + String(repeating: "a", count: 2048),
        ])
    func refused(uri: String) {
        #expect(RedirectURI.problem(with: uri) != nil)
    }

    // CLIENTS U3, section 3
    @Test(
        "what clients use is accepted",
        arguments: [
            "https://app.example/cb", "https://app.example", "https://app.example/cb?a=1&b=%20", "https://app.example:8443/cb",
            "https://[2001:db8::1]:8443/cb", "http://127.0.0.1/cb", "http://127.0.0.1:33418/", "http://[::1]:4000/cb",
            "http://localhost/cb",
            "http://127.0.0.1", "cursor://anysphere.cursor-mcp/oauth/callback", "vscode://vscode.github-authentication/did-authenticate",
            "warp://mcp/oauth2callback?server_id=1", "com.example.app:/cb", "https://chatgpt.com/connector/oauth/a-B_9",
        ])
    func accepted(uri: String) {
        #expect(RedirectURI.problem(with: uri) == nil)
    }

    @Test(
        "a URI is taken apart",
        arguments: [
            ("HTTPS://App.Example:8443/a?b", "https", "App.Example", false, false),
            ("http://127.0.0.1:80/", "http", "127.0.0.1", true, false),
            ("http://[::1]:80/", "http", "[::1]", true, false), ("https://localhost/", "https", "localhost", false, false),
            ("com.example:/cb", "com.example", "", false, true), ("cursor://x/cb", "cursor", "x", false, true),
        ])
    func parts(text: String, scheme: String, host: String, isLoopback: Bool, isPrivateUse: Bool) throws {
        let uri = try #require(RedirectURI(text))
        #expect(uri.scheme == scheme)
        #expect(uri.host == host)
        #expect(uri.isLoopback == isLoopback)
        #expect(uri.isPrivateUse == isPrivateUse)
    }
}
