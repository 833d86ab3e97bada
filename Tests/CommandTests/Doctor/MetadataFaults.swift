// Faults in what an authorization server publishes about itself.

import Profiles

@testable import usher

extension Fault {
    private static let base = ToyDeployment.base
    private static let oauth = base + ToyDeployment.oauth
    private static let openID = base + ToyDeployment.openID
    private static let protected = base + ToyDeployment.protected
    private static let path = ToyDeployment.protected + "/mcp"

    static let documents: [Fault] = [
        Fault(
            "metadata-missing", .warning, "\(oauth) answers 404 application/json.",
            Plant(ToyDeployment.oauth, method: "GET", "200", "404")),
        Fault(
            "openid-missing", .failure([.web]), "\(openID) answers 404 application/json.",
            Plant(ToyDeployment.openID, method: "GET", "200", "404")),
        Fault(
            "openid-missing", .warning, "\(openID) answers 404 application/json.",
            Plant(ToyDeployment.openID, method: "GET", "200", "404"), Plant(ToyDeployment.oauth, #""openid","#, "")),
        Fault(
            "metadata-redirects", .failure(Clients.mcp), "\(openID) redirects to \(base)/elsewhere.",
            Plant(ToyDeployment.openID, method: "GET", "200", "301"),
            Plant(ToyDeployment.openID, method: "GET", "Cache-Control: no-store", "Location: \(base)/elsewhere")),
        Fault("metadata-type", .failure(Clients.mcp), "\(protected)/mcp is text/plain.", Plant(path, "application/json", "text/plain")),
        Fault(
            "metadata-not-json", .failure(Clients.mcp), "\(openID) is not a JSON object.",
            Plant(ToyDeployment.openID, #"{"issuer""#, #"<"issuer""#)),
        Fault(
            "unreadable-values", .failure(Clients.demanding(.noNull)), "`bearer_methods_supported` in \(protected)/mcp is null.",
            Plant(path, #"["header"]"#, "null")),
        Fault(
            "unreadable-values", .failure(Clients.demanding(.noNull)), "`resource_documentation` in \(protected)/mcp is empty.",
            Plant(path, #""bearer_"#, #""resource_documentation":"","bearer_"#)),
        Fault(
            "unreadable-values", .failure(Clients.demanding(.noNull)), "`more.age[1]` in \(protected)/mcp is the fraction 1.5.",
            Plant(path, #""bearer_"#, #""more":{"age":[1,1.5]},"bearer_"#)),
        Fault(
            "documents-differ", .failure(Clients.discovering), "`token_endpoint` is not the same in \(oauth) and \(openID).",
            Plant(ToyDeployment.openID, #"/token""#, #"/tokens""#)),
        Fault(
            "unknown-path", .failure([.cursor]), "An unknown /.well-known/ path is answered 404 with text/html, not JSON.",
            Plant("/.well-known/usher-doctor-unknown", #"{"error":"not_found"}"#, "<p>Not found"),
            Plant("/.well-known/usher-doctor-unknown", "application/json", "text/html")),
        Fault(
            "unknown-path", .failure(Clients.mcp), "An unknown /.well-known/ path is answered 200 application/json, not 404.",
            Plant("/.well-known/usher-doctor-unknown", "404", "200")),
    ]

    static let metadata: [Fault] = [
        Fault(
            "issuer", .failure(Clients.demanding(.exactIssuer)), "The issuer is \(base)/, but the server was asked as \(base).",
            .metadata(#""issuer":"\#(base)""#, #""issuer":"\#(base)/""#)),
        Fault(
            "issuer", .failure(Clients.demanding(.exactIssuer)), "The metadata names no `issuer`.", .metadata(#""issuer""#, #""owner""#)),
        Fault(
            "no-authorization-endpoint", .failure(Clients.mcp), "The metadata has no `authorization_endpoint`.",
            .metadata("authorization_endpoint", "authorisation_endpoint")),
        Fault(
            "no-token-endpoint", .failure(Clients.mcp), "The metadata has no `token_endpoint`.",
            .metadata(#""token_endpoint""#, #""tokens_endpoint""#)),
        Fault(
            "no-response-types-supported", .failure(Clients.mcp), "The metadata has no `response_types_supported`.",
            .metadata("response_types_supported", "response_kinds")),
        Fault(
            "undeclared", .warning, "The metadata has no `revocation_endpoint`.", .metadata("revocation_endpoint", "revoking_endpoint")),
        Fault(
            "insecure-endpoint", .failure(Clients.mcp), "`revocation_endpoint` is not https: http://auth.example.com/revoke.",
            .metadata(base + "/revoke", "http://auth.example.com/revoke")),
        Fault(
            "insecure-endpoint", .failure(Clients.mcp), "`revocation_endpoint` is /revoke, which is no whole URL.",
            .metadata(base + "/revoke", "/revoke")),
        Fault(
            "absent-endpoint", .warning, "`revocation_endpoint` is advertised, but its address answers 404 application/json.",
            Plant("/revoke", "405", "404")),
        Fault(
            "foreign-endpoint", .failure([.gptAction]), "`token_endpoint` is at https://tokens.example.net, not at \(base).",
            Plant(
                [ToyDeployment.oauth, ToyDeployment.openID, "/.well-known/ai-plugin.json"], base + "/token",
                "https://tokens.example.net/token")),
    ]

    static let capabilities: [Fault] = [
        Fault(
            "response-type-code", .failure(Clients.mcp), "`response_types_supported` has no code.", .metadata(#"["code"]"#, #"["token"]"#)),
        Fault(
            "grant-authorization-code", .failure(Clients.mcp), "`grant_types_supported` has no authorization_code.",
            .metadata(#""authorization_code","#, "")),
        Fault("grant-refresh-token", .warning, "`grant_types_supported` has no refresh_token.", .metadata(#","refresh_token""#, "")),
        Fault(
            "pkce", .failure(Clients.demanding(.challengeMethods)), "`code_challenge_methods_supported` has no S256.",
            .metadata(#"["S256"]"#, #"["S512"]"#)),
        Fault("pkce-plain", .warning, "PKCE is offered with the method plain.", .metadata(#"["S256"]"#, #"["S256","plain"]"#)),
        Fault(
            "method-none", .failure(Clients.documented), "`token_endpoint_auth_methods_supported` has no none.", .metadata(#""none","#, "")),
        Fault(
            "method-secret", .failure([.chatGPTPlugin]),
            "`token_endpoint_auth_methods_supported` has no client_secret_post.", .metadata(#""client_secret_post","#, "")),
        Fault(
            "method-secret", .failure([.chatGPTPlugin, .gptAction]),
            "`token_endpoint_auth_methods_supported` has no client_secret_post.",
            .metadata(#","client_secret_post","client_secret_basic""#, "")),
        Fault(
            "iss-parameter", .warning, "`authorization_response_iss_parameter_supported` is not true.",
            .metadata(#"iss_parameter_supported":true"#, #"iss_parameter_supported":false"#)),
        Fault("offline-access", .warning, "`scopes_supported` has no offline_access.", .metadata(#""offline_access","#, "")),
        Fault(
            "no-registration", .warning,
            "Clients cannot register themselves: there is neither a registration endpoint nor Client ID Metadata Documents.",
            .metadata("registration_endpoint", "registry_endpoint"),
            .metadata(#"document_supported":true"#, #"document_supported":false"#)),
        Fault(
            "no-client-documents", .note, "`client_id_metadata_document_supported` is not true.",
            .metadata(#"document_supported":true"#, #"document_supported":false"#)),
        Fault(
            "openid-members", .failure([.web]), "The OpenID configuration has no `subject_types_supported`.",
            .metadata("subject_types_supported", "subjects")),
        Fault(
            "id-token-algorithm", .warning, "`id_token_signing_alg_values_supported` has no RS256.", .metadata(#","RS256""#, "")),
    ]
}
