// Coming by a client identifier, in the client's own order (MCP authorization, Client Registration): given, by a metadata
// document (draft-ietf-oauth-client-id-metadata-document), or by dynamic registration (RFC 7591).

import Keys
import Profiles

extension Journey {
    func register(_ step: inout Step) async throws {
        let registration = try chosenRegistration(&step)
        redirectURI = plan.redirectURI ?? plan.madeUp.fill(registration.callback)
        switch registration.way {
        case .preregistered:
            client = plan.credentials ?? client
            method = client.secret == nil ? .publicClient : plan.method == .publicClient ? .secretInBody : plan.method
            step.note("The identifier was given: \(client.id).")
        case .document(let url):
            client = Try.Credentials(id: plan.madeUp.fill(url))
            method = .publicClient
            step.note("The identifier is the address of a document: \(client.id). The server reads it.")
            try step.expectMember(
                metadata, "token_endpoint_auth_methods_supported", contains: "none",
                "draft-ietf-oauth-client-id-metadata-document §4.1")
            let signs = Profile.documents[client.id]?.contains("private_key_jwt") == true
            if signs, metadata["token_endpoint_auth_methods_supported"]?.texts?.contains("private_key_jwt") == true {
                step.note("\(profile.title) itself would sign an assertion with its key, which nobody else has; here it goes without.")
            }
        case .dynamic(let request):
            try await register(with: request, &step)
        }
    }

    /// The first way whose needs are met, or the one that was asked for.
    private func chosenRegistration(_ step: inout Step) throws(TryFailure) -> Profile.Registration {
        let open = connection.registrations.filter { plan.way == nil || plan.way == $0.way.kind }
        if let chosen = open.first(where: { $0.needs.allSatisfy(isMet) }) { return chosen }
        let asked = plan.way.map { "the way “\($0.rawValue)”" } ?? "a way"
        guard let nearest = open.last else {
            throw TryFailure("expected \(asked) to a client identifier, but \(profile.title) does not know it; leave --registration out")
        }
        let missing = nearest.needs.filter { !isMet($0) }.map(\.words).joined(separator: " and ")
        throw TryFailure(
            "expected \(asked) to a client identifier that \(profile.title) takes (MCP authorization, Client Registration), "
                + "but \(missing); let clients register themselves or name themselves by a document, or give --client-id")
    }

    private func isMet(_ need: Profile.Registration.Need) -> Bool {
        switch need {
        case .clientID: plan.credentials != nil
        case .documents: metadata["client_id_metadata_document_supported"] == .boolean(true)
        case .publicClients: metadata["token_endpoint_auth_methods_supported"]?.texts?.contains("none") == true
        case .issuer: promisesIssuer
        case .registrationEndpoint: metadata["registration_endpoint"]?.text != nil
        }
    }

    /// RFC 7591 §3.1, §3.2.1.
    private func register(with request: Profile.RegistrationRequest, _ step: inout Step) async throws {
        let asked = authenticationMethod(for: request)
        let endpoint = try step.expectText(metadata, "registration_endpoint", "RFC 8414 §2")
        var call = Call(method: "POST", address: endpoint, headers: discoveryHeaders)
        call.body = .document(.object(members(of: request, method: asked)))
        let answer = try await caller.send(call, &step)
        let json = try step.expectJSON(
            answer, status: 201, "RFC 7591 §3.2.1", refusesNull: plan.demands.contains(.noNull))
        let id = try step.expectText(json, "client_id", "RFC 7591 §3.2.1")
        try step.expect(
            !id.hasPrefix("https://"), "client_id is no address", "draft-ietf-oauth-client-id-metadata-document §3",
            found: "it is \(id)", cure: "make up identifiers that cannot be taken for documents")
        try step.expect(
            json["redirect_uris"]?.texts?.contains(redirectURI) == true || redirectURI.isLoopbackWithPort,
            "redirect_uris has \(redirectURI)", "RFC 7591 §3.2.1", found: "it was changed",
            cure: "return the addresses as they were sent: clients use their own whatever the answer says")
        let secret = json["client_secret"]?.text
        if let asked {
            let returned = json["token_endpoint_auth_method"]?.text ?? asked
            try step.expect(
                returned == asked && (asked == "none") == (secret == nil), "the client authenticates with \(asked), as it asked",
                "RFC 7591 §2", found: secret != nil && asked == "none" ? "a secret came back" : "the answer says \(returned)",
                cure: "register what was asked for; a secret for a client that asked for none breaks it")
        }
        if secret != nil {
            guard case .integer = json["client_secret_expires_at"] else {
                throw TryFailure("expected client_secret_expires_at as a whole number (RFC 7591 §3.2.1), but it is not; send 0 for never")
            }
        }
        if let time = json["client_id_issued_at"] {
            guard case .integer = time else {
                throw TryFailure("expected client_id_issued_at as a whole number (RFC 7591 §3.2.1), but it is \(Masking.json(time))")
            }
        }
        client = Try.Credentials(id: id, secret: secret)
        method =
            json["token_endpoint_auth_method"]?.text.flatMap(Profile.AuthenticationMethod.init)
            ?? asked.flatMap(Profile.AuthenticationMethod.init) ?? .secretInHeader
    }

    /// What the client would like, if the server knows it; else what both know.
    private func authenticationMethod(for request: Profile.RegistrationRequest) -> String? {
        guard let wish = request.authenticationMethod else { return nil }
        let known = metadata["token_endpoint_auth_methods_supported"]?.texts ?? [wish]
        return known.contains(wish) ? wish : ["none", "client_secret_post", "client_secret_basic"].first(where: known.contains) ?? wish
    }

    private func members(of request: Profile.RegistrationRequest, method: String?) -> JSON.Members {
        var members: JSON.Members = [
            "client_name": .string(request.clientName),
            "redirect_uris": .array(request.redirectURIs.map { .string(plan.madeUp.fill($0)) }),
            "grant_types": JSON.strings(request.grantTypes), "response_types": JSON.strings(request.responseTypes),
            "token_endpoint_auth_method": method.map { .string($0) },
            "application_type": request.applicationType.map { .string($0) },
        ]
        switch request.scope {
        case .absent: break
        case .empty: members["scope"] = ""
        case .chosen: members["scope"] = chosenScope.isEmpty ? nil : .string(chosenScope)
        }
        for pair in request.more { members[pair.name] = .string(pair.value) }
        return members
    }
}

extension Profile.Registration.Way {
    var kind: Try.Way {
        switch self {
        case .preregistered: .preregistered
        case .document: .document
        case .dynamic: .dynamic
        }
    }
}

extension Profile.Registration.Need {
    /// What is the matter if it is not met.
    fileprivate var words: String {
        switch self {
        case .clientID: "no identifier was given"
        case .documents: "the server does not say client_id_metadata_document_supported"
        case .publicClients: "token_endpoint_auth_methods_supported does not list none"
        case .issuer: "the server does not say authorization_response_iss_parameter_supported"
        case .registrationEndpoint: "the server has no registration_endpoint"
        }
    }
}

extension String {
    /// RFC 8252 §7.3: a loopback address with a port of the client's choosing stands for the registered one without.
    fileprivate var isLoopbackWithPort: Bool { Address(self).map { !$0.isSecure && $0.isLoopback } ?? false }
}
