// The metadata documents that the known clients publish about themselves (draft-ietf-oauth-client-id-metadata-document §4),
// pinned as read in August and September 2026. A server that cannot fetch one, because it is offline or because the vendor's
// host turns machines away, may go by these; a document that was fetched always counts more.

extension Profile {
    /// The JSON text of each pinned document, by its URL.
    public static let documents: [String: String] = [
        "https://chatgpt.com/oauth/client.json": """
        {"client_id":"https://chatgpt.com/oauth/client.json","client_name":"ChatGPT","client_uri":"https://chatgpt.com/",\
        "logo_uri":"https://persistent.oaistatic.com/sonic/misc/openai-logo.png",\
        "redirect_uris":["https://chatgpt.com/connector_platform_oauth_redirect"],\
        "grant_types":["authorization_code","refresh_token"],"response_types":["code"],\
        "token_endpoint_auth_method":"private_key_jwt",\
        "token_endpoint_auth_methods_supported":["none","private_key_jwt"],\
        "token_endpoint_auth_signing_alg":"RS256","jwks_uri":"https://chatgpt.com/oauth/jwks.json"}
        """,
        "https://chatgpt.com/oauth/codex/client.json": """
        {"client_id":"https://chatgpt.com/oauth/codex/client.json","client_name":"Codex","client_uri":"https://chatgpt.com/",\
        "redirect_uris":["http://127.0.0.1/callback","http://localhost/callback"],\
        "grant_types":["authorization_code","refresh_token"],"response_types":["code"],\
        "token_endpoint_auth_method":"none","application_type":"native"}
        """,
        "https://claude.ai/oauth/mcp-oauth-client-metadata": """
        {"client_id":"https://claude.ai/oauth/mcp-oauth-client-metadata","client_name":"Claude",\
        "client_uri":"https://claude.ai","redirect_uris":["https://claude.ai/api/mcp/auth_callback"],\
        "grant_types":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:jwt-bearer"],\
        "response_types":["code"],"token_endpoint_auth_method":"none"}
        """,
        "https://claude.ai/oauth/claude-code-client-metadata": """
        {"client_id":"https://claude.ai/oauth/claude-code-client-metadata","client_name":"Claude Code",\
        "client_uri":"https://claude.ai","redirect_uris":["http://localhost/callback","http://127.0.0.1/callback"],\
        "grant_types":["authorization_code","refresh_token"],"response_types":["code"],\
        "token_endpoint_auth_method":"none"}
        """,
        "https://vscode.dev/oauth/client-metadata.json": """
        {"client_id":"https://vscode.dev/oauth/client-metadata.json","client_name":"Visual Studio Code",\
        "client_uri":"https://vscode.dev/product",\
        "logo_uri":"https://code.visualstudio.com/assets/branding/code-stable.png",\
        "redirect_uris":["http://127.0.0.1:33418/","https://vscode.dev/redirect"],\
        "grant_types":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:device_code"],\
        "response_types":["code"],"token_endpoint_auth_method":"none","application_type":"native"}
        """,
        "https://goose-docs.ai/oauth/client-metadata.json": """
        {"client_id":"https://goose-docs.ai/oauth/client-metadata.json","client_name":"Goose",\
        "client_uri":"https://goose-docs.ai",\
        "redirect_uris":["http://127.0.0.1/oauth_callback","http://[::1]/oauth_callback"],\
        "grant_types":["authorization_code","refresh_token"],"response_types":["code"],\
        "token_endpoint_auth_method":"none","application_type":"native"}
        """,
        "https://opencode.ai/oauth/opencode/client.json": """
        {"client_id":"https://opencode.ai/oauth/opencode/client.json","client_name":"OpenCode",\
        "client_uri":"https://opencode.ai",\
        "redirect_uris":["http://127.0.0.1/callback","http://localhost/callback"],\
        "grant_types":["authorization_code","refresh_token"],"response_types":["code"],\
        "token_endpoint_auth_method":"none","application_type":"native"}
        """,
        "https://zed.dev/oauth/client-metadata.json": """
        {"client_id":"https://zed.dev/oauth/client-metadata.json","client_name":"Zed","client_uri":"https://zed.dev",\
        "redirect_uris":["http://127.0.0.1/callback"],"grant_types":["authorization_code","refresh_token"],\
        "response_types":["code"],"token_endpoint_auth_method":"none"}
        """,
    ]
}
