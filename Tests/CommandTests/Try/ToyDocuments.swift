// The documents that the toy server publishes.

extension Toy {
    static func metadata(_ base: String) -> String {
        """
        {"issuer":"\(base)","authorization_endpoint":"\(base)/authorize","token_endpoint":"\(base)/token",\
        "userinfo_endpoint":"\(base)/userinfo","jwks_uri":"\(base)/jwks","registration_endpoint":"\(base)/register",\
        "response_types_supported":["code"],"code_challenge_methods_supported":["S256"],\
        "grant_types_supported":["authorization_code","refresh_token","client_credentials"],\
        "scopes_supported":["openid","email","profile","notes:read","notes:write","offline_access"],\
        "token_endpoint_auth_methods_supported":["none","client_secret_post","client_secret_basic"],\
        "client_id_metadata_document_supported":true,\
        "authorization_response_iss_parameter_supported":true}
        """
    }

    static func resourceMetadata(_ base: String, servers: [String]) -> String {
        let servers = servers.map { #""\#($0)""# }.joined(separator: ",")
        return #"{"resource":"\#(base)/mcp","authorization_servers":[\#(servers)],"scopes_supported":["notes:read"]}"#
    }

    static func apiMetadata(_ base: String) -> String {
        #"{"resource":"\#(base)/notes","authorization_servers":["\#(base)"],"scopes_supported":["notes:read"]}"#
    }

    static func manifest(_ base: String) -> String {
        """
        {"schema_version":"v1","auth":{"type":"oauth","client_url":"\(base)/authorize","scope":"openid notes:read",\
        "authorization_url":"\(base)/token","authorization_content_type":"application/json",\
        "verification_tokens":{"openai":"x"}},"api":{"type":"openapi","url":"\(base)/openapi.yaml"}}
        """
    }

    static func openAPI(_ base: String) -> String {
        """
        openapi: 3.1.0
        servers:
          - url: \(base)/notes
        paths:
          /{id}: { get: { operationId: one } }
          /search: { get: { operationId: search, parameters: [ { name: q, in: query, required: true } ] } }
          /all: { get: { operationId: all } }
          /me: { get: { operationId: me } }
        """
    }

    static func signInPage(_ words: String) -> String {
        """
        <!doctype html><title>Sign in</title><h1>\(words)</h1><form method="post" action="/sign-in">
        <input type="hidden" name="csrf" value="t&lt;1&gt;"><input name="email"><input type="password" name="password">
        <button>Sign in</button></form>
        """
    }
}
