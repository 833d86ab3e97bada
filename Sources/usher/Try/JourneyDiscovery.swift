// Finding everything: a challenge (RFC 9728 §5.1), the resource's metadata (RFC 9728 §3) and the authorization server's
// (RFC 8414 §3, OpenID Connect Discovery §4), in the order and with the headers of the client.

import Profiles

extension Journey {
    /// The headers of a client's discovery requests.
    var discoveryHeaders: [(name: String, value: String)] {
        var headers = [("Accept", "application/json"), ("User-Agent", connection.discovery.userAgent)]
        if let version = connection.discovery.protocolVersion { headers.append(("MCP-Protocol-Version", version)) }
        return headers.map { (name: $0.0, value: $0.1) }
    }

    /// RFC 9728 §3.1: where the challenge points, else before the resource's path, else at the root.
    func readResourceMetadata(_ step: inout Step) async throws {
        guard let resource = plan.resource else { return }
        let path = resource.path == "/" ? "" : resource.path
        let root = "\(resource.origin)/.well-known/oauth-protected-resource"
        let places = [challenge?.parameters["resource_metadata"], root + path, root].compactMap { $0 }
        guard let (_, metadata) = try await firstDocument(at: places, "RFC 9728 §3.2", &step) else {
            throw TryFailure(
                "expected the resource's metadata at \(places.joined(separator: " or ")) (RFC 9728 §3.1), but nothing is there; "
                    + "publish it there and name it in the challenge")
        }
        resourceMetadata = metadata
        let named = try step.expectText(metadata, "resource", "RFC 9728 §2")
        try expect(named, isFor: resource, &step)
        let servers = metadata["authorization_servers"]?.texts ?? []
        guard profile.family == .mcp else { return }
        try step.expect(
            !servers.isEmpty, "authorization_servers names at least one", "MCP authorization, Authorization Server Discovery",
            found: "it names none", cure: "list the issuer there")
        if let server = plan.server {
            try step.expect(
                servers.contains(server.text) || servers.contains(server.text + "/"), "authorization_servers has \(server.text)",
                "RFC 9728 §2", found: "it has \(servers.joined(separator: ", "))", cure: "list the issuer there, octet for octet")
        }
    }

    private func expect(_ named: String, isFor resource: Address, _ step: inout Step) throws(TryFailure) {
        let cure = "publish exactly what people type into the client"
        if plan.demands.contains(.sameResource) {
            try step.expect(
                named == resource.text, "resource is \(resource.text)", "RFC 9728 §3.3", found: "it is \(named)", cure: cure)
        } else if plan.demands.contains(.resourceAbove) {
            let isAbove = Address(named).map { $0.origin == resource.origin && resource.path.hasPrefix($0.path) } ?? false
            try step.expect(isAbove, "resource is \(resource.text) or above it", "RFC 9728 §3.3", found: "it is \(named)", cure: cure)
        }
    }

    /// The servers that the resource names, in turn: most clients take the first, some try each.
    func readMetadataOfServers(_ step: inout Step) async throws {
        let servers = resourceMetadata?["authorization_servers"]?.texts ?? []
        let tried = connection.discovery.servers == .each ? servers : Array(servers.prefix(1))
        for (position, server) in tried.enumerated() {
            do {
                return try await readMetadata(of: server, &step)
            } catch  where position < tried.count - 1 {
                step.note("\(server) cannot be used (\(error)); the next one is tried.")
            }
        }
    }

    func readMetadata(of server: String, _ step: inout Step) async throws {
        guard let address = Address(server) else { throw TryFailure("the authorization server is \(server), which is no web address") }
        let places = Self.metadataPlaces(address, connection.discovery.documents)
        guard let (place, document) = try await firstDocument(at: places, "RFC 8414 §3.2", &step) else {
            throw TryFailure(
                "expected the server's metadata at \(places.joined(separator: " or ")) (RFC 8414 §3.1), but nothing is there; "
                    + "publish it there")
        }
        metadata = document
        issuer = try step.expectText(document, "issuer", "RFC 8414 §2")
        if plan.demands.contains(.exactIssuer) {
            let asked = profile.family == .mcp || !server.hasSuffix("/") ? server : String(server.dropLast())
            try step.expect(
                issuer == asked || profile.family != .mcp && issuer == server, "the issuer is \(asked)", "RFC 8414 §3.3",
                found: "it is \(issuer)", cure: "use one spelling everywhere, with or without a slash at the end")
        }
        tokenEndpoint = try expectEndpoint("token_endpoint", &step)
        if profile.family != .service {
            authorizationEndpoint = try expectEndpoint("authorization_endpoint", &step)
            try step.expectMember(document, "response_types_supported", contains: "code", "RFC 8414 §2")
        }
        try expectCapabilities(place, &step)
    }

    /// A web address, encrypted unless it is on this machine.
    private func expectEndpoint(_ name: String, _ step: inout Step) throws(TryFailure) -> String {
        let text = try step.expectText(metadata, name, "RFC 8414 §2")
        let address = Address(text)
        try step.expect(
            address.map { $0.isSecure || $0.isLoopback } ?? false, "\(name) is an https address", "RFC 6749 §3.1.2.1",
            found: "it is \(text)", cure: "serve it over TLS")
        return text
    }

    private func expectCapabilities(_ place: String, _ step: inout Step) throws(TryFailure) {
        switch profile.family {
        case .plugin, .web:
            try step.expectMember(metadata, "grant_types_supported", contains: "authorization_code", "RFC 8414 §2")
            try step.expectMember(metadata, "grant_types_supported", contains: "refresh_token", "RFC 8414 §2")
            try step.expectMember(metadata, "token_endpoint_auth_methods_supported", contains: method.rawValue, "RFC 8414 §2")
            try step.expect(promisesIssuer, "the server promises to return iss", "RFC 9207 §3", found: "it does not")
            if profile.family == .web { _ = try step.expectText(metadata, "jwks_uri", "OpenID Connect Discovery §3") }
        case .service:
            try step.expectMember(metadata, "grant_types_supported", contains: "client_credentials", "RFC 8414 §2")
            try step.expectMember(metadata, "token_endpoint_auth_methods_supported", contains: method.rawValue, "RFC 8414 §2")
        case .mcp:
            guard plan.demands.contains(.challengeMethods) else { return }
            let methods = metadata["code_challenge_methods_supported"]?.texts ?? []
            try step.expect(
                methods.contains("S256"), "code_challenge_methods_supported has S256",
                "MCP authorization, Authorization Code Protection",
                found: methods.isEmpty ? "it is missing" : "it has \(methods.joined(separator: ", "))",
                cure: "list S256 at \(place), else the client takes PKCE for unsupported")
        }
    }

    /// RFC 9207 §3.
    var promisesIssuer: Bool { metadata["authorization_response_iss_parameter_supported"] == .boolean(true) }

    /// RFC 8414 §3.1 puts the well-known part before the issuer's path, OpenID Connect Discovery §4 behind it.
    static func metadataPlaces(_ server: Address, _ documents: [Profile.Discovery.Document]) -> [String] {
        let path = server.path.hasSuffix("/") ? String(server.path.dropLast()) : server.path
        return documents.flatMap { document in
            let inserted = "\(server.origin)/.well-known/\(document.rawValue)\(path)"
            return document == .oauth || path.isEmpty ? [inserted] : [inserted, "\(server.origin)\(path)/.well-known/\(document.rawValue)"]
        }
    }

    /// The first document that is there. A client goes on after 4xx and 502, and stops at any other failure.
    private func firstDocument(
        at places: [String], _ section: String, _ step: inout Step
    ) async throws -> (place: String, document: JSONAnswer)? {
        var seen: Set<String> = []
        for place in places where seen.insert(place).inserted {
            let answer = try await caller.send(Call(address: place, headers: discoveryHeaders), &step)
            if (400..<500).contains(answer.status) || answer.status == 502 {
                if plan.demands.contains(.jsonNotFound) {
                    try step.expect(
                        answer.json != nil, "an address without a document answers in JSON", "RFC 6749 §5.2",
                        found: "\(place) answers with \(answer.mediaType)", cure: "answer 404 with a JSON body there")
                }
                continue
            }
            return (place, try step.expectJSON(answer, status: 200, section, refusesNull: plan.demands.contains(.noNull)))
        }
        return nil
    }
}
