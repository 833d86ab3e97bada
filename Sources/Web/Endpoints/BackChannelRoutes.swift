// The endpoints that clients call themselves: token, introspection, revocation, userinfo, keys, registration.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Telemetry

struct BackChannelRoutes {
    let site: Site

    func add(to routes: some RouterMethods<WebContext>) {
        addToken(to: routes)
        add(.introspection, to: routes) { request, context in
            let reply = try await backChannel(request, context) { try await site.server.introspection.reply(to: $0) }
            site.flows?.noteIntrospection(reply.activity)
            return reply
        }
        add(.revocation, to: routes) { request, context in
            try await backChannel(request, context) { try await site.server.revocation.reply(to: $0) }
        }
        add(.userInfo, to: routes) { request, _ in
            try await site.server.userInfo.reply(authorizations: request.headers[values: .authorization])
        }
        add(.keys, to: routes) { _, _ in site.server.keysDocument() }
        addRegistration(to: routes)
        add("\(Endpoint.registration.path)/{id}", methods: ["GET", "PUT", "DELETE"], to: routes) { request, context in
            try await manage(request, context)
        }
    }

    func addToken(to routes: some RouterMethods<WebContext>) {
        add(.token, to: routes) { request, context in
            try await backChannel(request, context, allowingJSON: true) { try await token($0) }
        }
    }

    private func token(_ request: BackChannelRequest) async throws -> Reply {
        try await site.tracer.span("token") { span in
            let reply = try await site.server.token.reply(to: request)
            guard span != nil || site.flows != nil else { return reply }
            // Only what is known by name: anything may have been sent as a type.
            let type = (try? request.parameters.value("grant_type")).flatMap { $0 }.flatMap(GrantType.init)
            span?.note("oauth.grant_type", type?.rawValue ?? "other")
            if let refusal = reply.matter.refusal {
                span?.note("error.type", refusal.code.rawValue)
                site.flows?.noteTokenRefusal(refusal.code.rawValue)
            } else {
                site.flows?.noteToken(type?.rawValue)
            }
            return reply
        }
    }

    func addRegistration(to routes: some RouterMethods<WebContext>) {
        add(.registration, to: routes) { request, context in try await register(request, context) }
    }

    private func add(
        _ endpoint: Endpoint, to routes: some RouterMethods<WebContext>,
        _ reply: @escaping @Sendable (Request, WebContext) async throws -> Reply
    ) {
        add(endpoint.path, methods: endpoint.methods, to: routes, reply)
    }

    private func add(
        _ path: String, methods: [String], to routes: some RouterMethods<WebContext>,
        _ reply: @escaping @Sendable (Request, WebContext) async throws -> Reply
    ) {
        routes.on(path, methods.compactMap { HTTPRequest.Method($0) } + [.options]) { request, context in
            if request.method == .options { return CrossOrigin.preflight(methods) }
            do {
                let reply = try await reply(request, context)
                context.notes?.note { $0.reply = reply }
                return CrossOrigin.allowing(Response(reply))
            } catch {
                context.notes?.note { $0.error = error }
                // Whatever a client accepts, it reads JSON; and scripts may read failures as they may read answers.
                return CrossOrigin.allowing(
                    try ErrorReplies(site: site).response(to: error, request, context, asPage: false))
            }
        }
    }

    // RFC 7591 §3. Behind one address there may be a whole network of IPv6, which its owner roams in at will.
    private func register(_ request: Request, _ context: WebContext) async throws -> Reply {
        guard site.server.settings.registration.isOpen else { return .registrationIsClosed }
        let address = NetworkAddress(site.proxies.clientAddress(of: request, context)).text
        return try await site.server.registration.register(request.jsonBody(), from: address)
    }

    // RFC 7592 §2.
    private func manage(_ request: Request, _ context: WebContext) async throws -> Reply {
        let (id, registration) = (ClientID(context.parameters.get("id") ?? ""), site.server.registration)
        let authorizations = request.headers[values: .authorization]
        return switch request.method {
        case .put: try await registration.replace(id, request.jsonBody(), authorizations: authorizations)
        case .delete: try await registration.remove(id, authorizations: authorizations)
        default: try await registration.read(id, authorizations: authorizations)
        }
    }

    /// Reads a request as the token endpoint does, and answers it.
    func backChannel(
        _ request: Request, _ context: WebContext, allowingJSON: Bool = false,
        _ reply: (BackChannelRequest) async throws -> Reply
    ) async throws -> Reply {
        // RFC 6749 §2.3.1: credentials never travel in the URI.
        let query = request.rawQuery
        guard query.isEmpty || Self.isHarmless(query) else {
            throw OAuthError(.invalidRequest, "Send the parameters in the body, never in the query.", .credentialsInQuery)
        }
        let authorizations = request.headers[values: .authorization]
        guard authorizations.count <= 1 else {
            throw OAuthError(.invalidRequest, "Send one Authorization header.", .methodsSeveral)
        }
        let parameters = try await request.formParameters(allowingJSON: allowingJSON)
        context.notes?.note { ($0.parameters, $0.authorization) = (parameters, authorizations.first) }
        return try await reply(
            BackChannelRequest(
                authorization: authorizations.first, parameters: parameters,
                address: NetworkAddress(site.proxies.clientAddress(of: request, context)).text))
    }

    private static let secretNames = [
        "client_id", "client_secret", "code", "refresh_token", "token", "grant_type", "code_verifier", "client_assertion",
        "subject_token",
    ]

    private static func isHarmless(_ query: String) -> Bool {
        guard let parameters = try? OAuth.Parameters(formEncoded: query) else { return false }
        do {
            return try secretNames.allSatisfy { try parameters.value($0) == nil }
        } catch {
            return false
        }
    }
}

extension Reply {
    /// What an introspection said of the token; `nil` if it was refused.
    fileprivate var activity: Bool? {
        guard case .json(.object(let members)) = body, case .boolean(let isActive)? = members["active"] else { return nil }
        return isActive
    }
}
