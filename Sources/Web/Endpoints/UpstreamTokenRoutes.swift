// /resources/{id}/upstream-token: access tokens of providers, for the resource's own back end and for a person who is calling it now
// (docs/upstream-sign-in.md). Refresh tokens stay here. No scripts of other origins.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import Logging
import OAuth
import Telemetry

struct UpstreamTokenRoutes {
    let site: Site
    let tokens: UpstreamTokens
    let receivers: [ResourceID: [String]]

    static let folder = "/resources"

    func add(to routes: some RouterMethods<WebContext>) {
        routes.on("\(Self.folder)/{id}/upstream-token", [.post]) { request, context in
            let id = ResourceID(context.parameters.get("id") ?? "")
            do {
                return Response(
                    try await BackChannelRoutes(site: site).backChannel(request, context) { try await reply(to: $0, at: id, context) })
            } catch {
                return try ErrorReplies(site: site).response(to: error, request, context, asPage: false)
            }
        }
    }

    private func reply(to request: BackChannelRequest, at id: ResourceID, _ context: WebContext) async throws -> Reply {
        do {
            let person = try await site.server.backends.person(in: request, at: id)
            guard let provider = try request.parameters.value("provider") else {
                throw OAuthError(.invalidRequest, "The parameter provider is missing: the short name of a provider.")
            }
            // The back end of one resource is none of another's, and gets nothing that it was not meant to have.
            guard receivers[id]?.contains(provider) == true else {
                throw OAuthError(.invalidTarget, "The resource may not have tokens of this provider: see upstream_tokens.")
            }
            let answer = try await tokens.token(of: person.id, at: provider)
            if case .unavailable(_, let reason?) = answer {
                context.logger.warning(
                    "a provider's token was not renewed", metadata: ["place": "\(provider)", "reason": "\(reason)"])
            }
            return try reply(with: answer)
        } catch let error as OAuthError {
            if error.code != .loginRequired, error.code != .temporarilyUnavailable { site.flows?.note(FlowMeters.UpstreamToken.refused) }
            return .refusal(error, usedBasic: request.usesBasic)
        }
    }

    private func reply(with answer: UpstreamTokens.Answer) throws(OAuthError) -> Reply {
        switch answer {
        case .given(let tokens):
            site.flows?.note(FlowMeters.UpstreamToken.given)
            // RFC 6749 §5.1.
            return .success([
                "access_token": .string(tokens.access), "token_type": "Bearer",
                "expires_in": tokens.expiresAt.map { .integer(max(0, ($0 - site.server.now()).inSeconds)) },
                "scope": tokens.scope.map { .string($0) },
            ])
        case .signInAgain:
            site.flows?.note(FlowMeters.UpstreamToken.ended)
            let page = site.server.settings.issuer + AccountSection.linked.path
            throw OAuthError(.loginRequired, "No access is kept. The person can connect the provider at \(page).")
        case .unavailable(let wait, _):
            site.flows?.note(FlowMeters.UpstreamToken.unavailable)
            throw OAuthError(.temporarilyUnavailable, "The provider cannot be reached; try again.", retryAfter: wait)
        }
    }
}
