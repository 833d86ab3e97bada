// Faults at the endpoints, the pages and the plugin's documents.

import Profiles

@testable import usher

extension Fault {
    private static let base = ToyDeployment.base
    private static let transportSecurity = "Strict-Transport-Security: max-age=31536000"

    static let endpoints: [Fault] = [
        Fault(
            "no-keys", .failure([.web]), "`jwks_uri` answers 200 application/json without keys.", Plant("/jwks", #""keys""#, #""none""#)),
        Fault(
            "published-private-key", .failure(Clients.everyone), "The key set publishes a PRIVATE key (kid one).",
            Plant("/jwks", #""x":"1""#, #""x":"1","d":"9""#)),
        Fault(
            "key-identifiers", .failure([.web]), "The published keys do not each have a `kid` of their own.",
            Plant("/jwks", #""two""#, #""one""#)),
        Fault(
            "authorize-broken", .failure(Clients.everyone), "The authorization endpoint answers 500 text/html.",
            Plant("/authorize", "400", "500")),
        Fault(
            "open-redirector", .warning, "The authorization endpoint redirects to the address of a client that it does not know.",
            Plant("/authorize", "400", "302"),
            Plant("/authorize", transportSecurity, "Location: https://usher-doctor.invalid/callback?error=x")),
        Fault(
            "authorize-cross-origin", .warning,
            "The authorization endpoint lets scripts of other sites read its answers (Access-Control-Allow-Origin).",
            Plant("/authorize", transportSecurity, "Access-Control-Allow-Origin: *")),
        Fault(
            "token-redirects", .failure(Clients.everyone), "The token endpoint redirects to \(base)/token2.",
            .token("400", "307"), .token(transportSecurity, "Location: \(base)/token2")),
        Fault(
            "token-errors", .failure(Clients.everyone),
            "The token endpoint answers 500 application/json to nonsense, not 400 or 401 with a JSON `error`.",
            .token("400", "500", when: "grant_type=usher-doctor")),
        Fault(
            "unknown-client", .failure(Clients.registering),
            "An unknown client gets 400 invalid_grant at the token endpoint, not 401 invalid_client.",
            .token("401", "400"), .token("invalid_client", "invalid_grant")),
        Fault(
            "token-json", .failure([.chatGPTPlugin]),
            "The token endpoint answers 415 application/json to a JSON body, which the manifest asks for.",
            .token("400", "415", when: #"{"grant_type""#)),
        Fault(
            "token-get", .warning, "GET at the token endpoint is answered 200 application/json, not 405.",
            .token("405", "200", method: "GET")),
        Fault(
            "token-cached", .warning, "Answers of the token endpoint may be kept by caches.",
            .token("no-store", "max-age=60", when: "grant_type=usher-doctor")),
        Fault(
            "token-slash", .warning, "The token endpoint with a slash at its end redirects.", Plant("/token/", "404", "308")),
        Fault(
            "registration-errors", .failure(Clients.mcp),
            "The registration endpoint answers 403 application/json to a registration that is wrong, not 400 with a JSON `error`.",
            Plant("/register", method: "POST", "400", "403")),
        Fault(
            "registers-scripts", .warning,
            "The registration endpoint accepts a client whose redirect URI is a script (javascript:).",
            Plant("/register", method: "POST", "400", "201")),
    ]

    static let crossOrigin: [Fault] = [
        Fault(
            "preflight", .failure([.inspector]), "A browser may not call \(base)/register: the preflight is answered 405.",
            Plant("/register", method: "OPTIONS", "204", "405")),
        Fault(
            "preflight", .failure([.inspector]), "A browser may not call \(base)/token: the header mcp-protocol-version is not allowed.",
            Plant("/token", method: "OPTIONS", ", MCP-Protocol-Version", "")),
        Fault(
            "preflight", .failure([.inspector]),
            "A browser may not call \(base)\(ToyDeployment.protected)/mcp: no origin is allowed.",
            Plant(ToyDeployment.protected + "/mcp", method: "OPTIONS", "Access-Control-Allow-Origin", "X-Other")),
        Fault(
            "unreadable-documents", .failure([.inspector]), "A browser's script may ask for the metadata but not read it.",
            Plant(ToyDeployment.oauth, method: "GET", "Access-Control-Allow-Origin", "X-Other")),
        Fault(
            "unexposed-challenge", .failure([.inspector]), "A browser's script cannot read the challenge of the API.",
            .call("Expose-Headers: WWW-Authenticate", "Expose-Headers: Date")),
    ]

    static let pages: [Fault] = [
        Fault(
            "form-action", .failure(Clients.mcp), "The page \(base)/sign-in has a form-action policy.",
            Plant("/sign-in", "frame-ancestors", "form-action 'self'; frame-ancestors")),
        Fault(
            "framing", .warning, "The page \(base)/authorize can be put into a frame of another site.",
            Plant("/authorize", "frame-ancestors 'none'", "img-src 'self'")),
        Fault(
            "page-headers", .warning, "The page \(base)/sign-in has no Referrer-Policy.", Plant("/sign-in", "Referrer-Policy", "X-Other")),
        Fault("cookie-secure", .warning, "The cookie __Host-flow is not Secure.", Plant("/sign-in", "; Secure", "")),
        Fault("cookie-http-only", .warning, "The cookie __Host-flow is not HttpOnly.", Plant("/sign-in", "; HttpOnly", "")),
        Fault("cookie-same-site", .warning, "The cookie __Host-flow is not SameSite=Lax.", Plant("/sign-in", "=Lax", "=None")),
        Fault("cookie-prefix", .warning, "The cookie flow has no __Host- name.", Plant("/sign-in", "__Host-", "")),
    ]

    static let plugin: [Fault] = [
        Fault("manifest", .failure([.chatGPTPlugin]), "The plugin's manifest has no `logo_url`.", manifest("logo_url", "logo")),
        Fault(
            "manifest", .failure([.chatGPTPlugin]), "The plugin's manifest answers 500 application/json, not 200 with a JSON object.",
            manifest("200", "500")),
        Fault(
            "manifest-endpoints", .failure([.chatGPTPlugin]),
            "`auth.client_url` of the manifest is \(base)/token, but the server's authorization_endpoint is \(base)/authorize.",
            manifest("/authorize", "/token")),
        Fault(
            "manifest-domain", .failure([.chatGPTPlugin]),
            "The manifest's `api.url` is at files.example.net, which is not below auth.example.com.",
            manifest(base + "/openapi.yaml", "https://files.example.net/openapi.yaml")),
        Fault(
            "manifest-domain", .failure([.chatGPTPlugin]), "The manifest's `contact_email` is at example.net, not at example.com.",
            manifest("a@example.com", "a@example.net")),
        Fault(
            "openapi", .failure([.chatGPTPlugin, .gptAction]), "The OpenAPI document that the manifest names answers 404 text/yaml.",
            Plant("/openapi.yaml", "200", "404")),
        Fault(
            "openapi", .failure([.chatGPTPlugin, .gptAction]),
            "The OpenAPI document that the manifest names is not one of version 3 with paths.",
            Plant("/openapi.yaml", "openapi: 3.1.0", "swagger: 2.0")),
        Fault("verification-token", .note, "The manifest has no verification token.", manifest(#"{"openai":"x"}"#, "{}")),
    ]

    private static func manifest(_ text: String, _ replacement: String) -> Plant {
        Plant("/.well-known/ai-plugin.json", text, replacement)
    }
}
