// Faults of the API or MCP server: its metadata, and what it answers to a call without a token.

import Profiles

@testable import usher

extension Fault {
    private static let base = ToyDeployment.base
    private static let mcp = ToyDeployment.resource
    private static let place = base + ToyDeployment.protected + "/mcp"

    static let resource: [Fault] = [
        Fault(
            "no-resource", .note, "No API was named, so only the authorization server was looked at.", .protected("200", "404")
        ).with { $0.resources = [] },
        Fault(
            "resource-metadata-missing", .failure(Clients.mcp), "\(mcp) has no metadata: \(place) answers 404 application/json.",
            .protected("200", "404")),
        Fault(
            "resource-metadata-place", .warning,
            "The metadata of \(mcp) is not at \(place), where clients look that do not read the challenge.",
            Plant(ToyDeployment.protected + "/mcp", method: "GET", "200", "404"),
            .call("protected-resource/mcp", "protected-resource")),
        Fault(
            "resource-metadata-root", .note, "The metadata of \(mcp) is not at \(base)\(ToyDeployment.protected), where clients look last.",
            Plant(ToyDeployment.protected, "200", "404")),
        Fault(
            "resource-identifier", .failure(Clients.demanding(.sameResource, .resourceAbove)),
            "The metadata of \(mcp) says that it is \(mcp)/.", .protected(mcp, mcp + "/")),
        Fault(
            "resource-identifier", .failure(Clients.demanding(.sameResource)), "The metadata of \(mcp) says that it is \(base).",
            .protected(mcp, base)),
        Fault(
            "authorization-servers", .failure(Clients.mcp), "The metadata of \(mcp) names no authorization server.",
            .protected(#"["\#(base)"]"#, "[]")),
        Fault(
            "authorization-servers", .failure(Clients.mcp),
            "The metadata of \(mcp) sends clients to \(base)/, whose issuer is \(base).", .protected(#"["\#(base)"]"#, #"["\#(base)/"]"#)),
        Fault(
            "bearer-methods", .warning, "`bearer_methods_supported` of \(mcp) has no header.", .protected(#"["header"]"#, #"["body"]"#)),
        Fault(
            "resource-offline-access", .warning, "\(mcp) asks for offline_access.",
            .protected(#"["notes:read"]"#, #"["notes:read","offline_access"]"#)),
        Fault("resource-offline-access", .warning, "\(mcp) asks for offline_access.", .call("notes:read", "notes:read offline_access")),
    ]

    static let challenge: [Fault] = [
        Fault("no-challenge", .failure(Clients.mcp), "\(mcp) answers 200 to a call without a token, not 401.", .call("401", "200")),
        Fault("no-challenge", .failure(Clients.mcp), "\(mcp) answers 403 to a call without a token, not 401.", .call("401", "403")),
        Fault("no-challenge", .failure(Clients.mcp), "\(mcp) answers 302 to a call without a token, not 401.", .call("401", "302")),
        Fault(
            "open-at-first", .note, "\(mcp) lets clients look around before they sign in.", .call("401", "200", when: "initialize"),
            .call("200", "401", when: "Authorization"), .call("401", "400", when: "garbage")),
        Fault(
            "challenge-scheme", .failure(Clients.mcp), "The 401 of \(mcp) has no WWW-Authenticate.",
            .call("WWW-Authenticate: Bearer", "X-Other: Bearer")),
        Fault(
            "challenge-scheme", .failure(Clients.demanding(.bearerFirst)), "The challenge of \(mcp) begins with Basic, not Bearer.",
            .call("Bearer res", #"Basic realm="x", Bearer res"#)),
        Fault(
            "challenge-lines", .warning, "\(mcp) sends several WWW-Authenticate lines.",
            .call("Access-Control-Allow-Origin: *", #"WWW-Authenticate: Basic realm="x""#)),
        Fault(
            "challenge-metadata", .failure(Clients.mcp), "The challenge of \(mcp) has no resource_metadata.",
            .call("resource_metadata", "realm")),
        Fault(
            "challenge-metadata", .failure(Clients.mcp),
            "The challenge of \(mcp) says that its metadata is at \(ToyDeployment.protected)/mcp, which is no whole URL.",
            .call(base, "")),
        Fault(
            "challenge-metadata", .failure(Clients.mcp),
            "The challenge of \(mcp) says that its metadata is at http://auth.example.com\(ToyDeployment.protected)/mcp, which is not https.",
            .call(base, "http://auth.example.com")),
        Fault(
            "challenge-metadata", .failure(Clients.mcp),
            "The challenge of \(mcp) says that its metadata is at \(base)/gone, which answers 404 application/json.",
            .call(place, base + "/gone")),
        Fault("challenge-scope", .note, "The challenge of \(mcp) names no scope.", .call(#", scope="notes:read""#, "")),
        Fault(
            "challenge-error", .warning, "The challenge of \(mcp) says invalid_token though no token was sent.",
            .call(", scope", #", error="invalid_token", scope"#)),
        Fault(
            "wrong-token", .failure(Clients.mcp), "\(mcp) answers 400 to a wrong token, not 401.",
            .call("401", "400", when: "Authorization")),
        Fault(
            "wrong-token-error", .warning, "\(mcp) does not say invalid_token of a wrong token.",
            .call(#", error="invalid_token""#, "", when: "Authorization")),
        Fault(
            "late-challenge", .warning, "\(mcp) reads a body before it asks for a token (400 to one that is no JSON).",
            .call("401", "400", when: "garbage")),
        Fault(
            "refused-origin", .failure([.chatGPTApp, .claude]), "\(mcp) answers 403 to a call with the Origin https://claude.ai.",
            .call("401", "403", when: "Origin: https://claude.ai")),
    ]
}
