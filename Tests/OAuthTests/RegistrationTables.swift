// What clients send to `/register`: those of today, and what must be refused (CLIENTS section 2, REQUIREMENTS 2.6).

enum RegistrationTables {
    // CLIENTS R4 and section 2
    static let clients: [(String, String, String)] = [
        (
            "VS Code",
            """
            {"client_name":"Visual Studio Code","client_uri":"https://code.visualstudio.com","grant_types":["authorization_code",
            "refresh_token","urn:ietf:params:oauth:grant-type:device_code"],"response_types":["code"],"redirect_uris":
            ["https://insiders.vscode.dev/redirect","https://vscode.dev/redirect","http://127.0.0.1/","http://127.0.0.1:33418/"],
            "scope":"notes:read","token_endpoint_auth_method":"none","application_type":"native"}
            """, "none"
        ),
        (
            "Cursor",
            """
            {"client_name":"Cursor","redirect_uris":["cursor://anysphere.cursor-mcp/oauth/callback",
            "https://www.cursor.com/agents/mcp/oauth/callback","http://localhost:8787/callback"],"grant_types":
            ["authorization_code","refresh_token"],"response_types":["code"],"token_endpoint_auth_method":"none"}
            """, "none"
        ),
        (
            "Claude",
            """
            {"client_name":"Claude","grant_types":["authorization_code","refresh_token",
            "urn:ietf:params:oauth:grant-type:jwt-bearer"],"response_types":["code"],"token_endpoint_auth_method":
            "client_secret_post","scope":"notes:read notes:write","redirect_uris":["https://claude.ai/api/mcp/auth_callback"]}
            """, "client_secret_post"
        ),
        (
            "Inspector",
            """
            {"client_name":"MCP Inspector","redirect_uris":["http://localhost:6274/oauth/callback"],"scope":"",
            "client_uri":"https://github.com/modelcontextprotocol/inspector","grant_types":["authorization_code","refresh_token"],
            "response_types":["code"],"token_endpoint_auth_method":"none"}
            """, "none"
        ),
        (
            "mcp-remote",
            """
            {"client_name":"MCP CLI Proxy","software_id":"2e6dc280-f3c3-4e01-99a7-8181dbd1d23d","software_version":"0.1.37",
            "redirect_uris":["http://localhost:3335/oauth/callback"],"grant_types":["authorization_code","refresh_token"],
            "response_types":["code"],"client_uri":"https://github.com/modelcontextprotocol/mcp-cli","token_endpoint_auth_method":
            "none","scope":"openid email profile","application_type":"desktop"}
            """, "none"
        ),
    ]

    static let addresses: [(String, String?)] =
        [
            "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:x",
            "filesystem:x", "about:blank", "intent://x#Intent;end", "ws://a.example/", "wss://a.example/",
            "http://a.example/cb", "http://127.0.0.2/cb", "http://localhost.evil.example/", "http://0.0.0.0/", "/cb", "cb",
            "https:///cb", "https://a.example/cb#x", "https://user@a.example/", "https://a.example/é", "https://a b/",
            "https://a.example/<script>", "",
        ].map { ($0, nil) } + [
            ("http://localhost/cb", "web"), ("http://127.0.0.1:8080/cb", "web"), ("cursor://x/cb", "web"),
        ]

    static let refusals: [(String, String)] = [
        ("invalid_client_metadata", #""grant_types":["client_credentials"]"#),
        ("invalid_client_metadata", #""grant_types":["urn:ietf:params:oauth:grant-type:token-exchange"]"#),
        ("invalid_client_metadata", #""grant_types":["refresh_token"]"#),
        ("invalid_client_metadata", #""grant_types":["implicit"],"response_types":["token"]"#),
        ("invalid_client_metadata", #""response_types":["token"]"#),
        ("invalid_client_metadata", #""response_types":["code id_token"]"#),
        ("invalid_client_metadata", #""token_endpoint_auth_method":"client_secret_jwt""#),
        ("invalid_client_metadata", #""token_endpoint_auth_method":"NONE""#),
        ("invalid_client_metadata", #""token_endpoint_auth_method":"private_key_jwt""#),
        ("invalid_client_metadata", #""logo_uri":"javascript:alert(1)""#),
        ("invalid_client_metadata", #""client_uri":"data:text/html,x""#),
        ("invalid_client_metadata", #""tos_uri":"x""#), ("invalid_client_metadata", #""policy_uri":"file:///etc""#),
        ("invalid_client_metadata", #""client_name":"a\u202eb""#),
        ("invalid_client_metadata", #""client_name":"a\nb""#),
        ("invalid_client_metadata", "\"client_name\":\"\(String(repeating: "x", count: 101))\""),
        ("invalid_software_statement", #""software_statement":"eyJhbGciOiJub25lIn0.e30.""#),
        ("invalid_software_statement", #""software_statement":{}"#),
    ]
}
