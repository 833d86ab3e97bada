// Which client it probably is, told by what it sends.

import Profiles
import Testing

@Suite("Recognition")
struct RecognitionTests {
    @Test(
        "a client is told by its document, by where its answers go, or by what it calls itself",
        arguments: [
            ("https://vscode.dev/oauth/client-metadata.json", "http://127.0.0.1:33418/", "node", "vscode"),
            ("https://chatgpt.com/oauth/OUbdUMlL15Ct/client.json", nil, nil, "chatgpt-app"),
            ("https://chatgpt.com/oauth/a/b/client.json", nil, nil, nil), ("https://chatgpt.com/oauth//client.json", nil, nil, nil),
            ("client_1", "https://claude.ai/api/mcp/auth_callback", nil, "claude"),
            (nil, "https://chatgpt.com/aip/g-1/oauth/callback", nil, "gpt-action"),
            (nil, nil, "openai-mcp/1.0.0", "chatgpt-app"), (nil, nil, "codex-mcp-client/0.1", "codex"),
            (nil, "http://127.0.0.1:1/cb", "curl/8", nil), (nil, nil, nil, nil),
        ] as [(String?, String?, String?, String?)])
    func guess(clientID: String?, redirectURI: String?, userAgent: String?, profile: String?) {
        #expect(Profile.resembling(clientID: clientID, redirectURI: redirectURI, userAgent: userAgent)?.name == profile)
    }
}
