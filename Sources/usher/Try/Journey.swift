// What the client has learned so far, and the ordered list of what it does next, for each family of clients.
// A class because each stage adds to what the later ones need; it belongs to one run and is never shared.

import Keys
import NIOCore
import Profiles

final class Journey {
    let plan: Try
    let caller: HTTPCaller
    /// For refreshes and for calls, for which clients wait longer.
    let patientCaller: HTTPCaller
    let apiCaller: HTTPCaller

    // Learned from discovery.
    var challenge: ChallengeLine?
    var resourceMetadata: JSONAnswer?
    var issuer = ""
    var metadata = JSONAnswer.null
    var authorizationEndpoint = ""
    var tokenEndpoint = ""
    /// What to ask for, as far as it is known from a manifest or a resource.
    var typedScope: String?
    var contentType: Profile.ContentType
    var api: Address?

    // Learned from registration.
    var client = Try.Credentials(id: "")
    var method: Profile.AuthenticationMethod
    var redirectURI = ""

    // Learned from the flow.
    var request = SentRequest()
    var code = ""
    var tokens = Tokens(accessToken: "", refreshToken: "", scope: "")
    var person: TryResult.Person?
    var apiAnswer: String?

    // Learned from the MCP server.
    var session = MCPSession()
    /// The scopes that a call was refused for.
    var missingScope: String?

    init(_ plan: Try) {
        self.plan = plan
        let limits = plan.profile.connection.timeLimits
        caller = HTTPCaller(timeLimit: plan.timeLimit ?? TimeAmount(limits.answer))
        patientCaller = HTTPCaller(timeLimit: plan.timeLimit ?? TimeAmount(limits.refresh))
        apiCaller = HTTPCaller(timeLimit: plan.timeLimit ?? TimeAmount(limits.call))
        contentType = plan.contentType ?? plan.profile.tokenContentTypes[0]
        method = plan.method
        api = plan.api ?? Self.guessedAPI(plan)
        typedScope = plan.scope
    }

    /// An address below the resource that may say who one is.
    private static func guessedAPI(_ plan: Try) -> Address? {
        guard plan.profile.family != .mcp, let resource = plan.resource?.text else { return nil }
        return Address((resource.hasSuffix("/") ? String(resource.dropLast()) : resource) + "/me")
    }

    func close() async {
        await caller.close()
        await patientCaller.close()
        await apiCaller.close()
    }

    var profile: Profile { plan.profile }
    var connection: Profile.Connection { plan.profile.connection }

    struct Stage {
        let title: String
        var isNeeded: () -> Bool = { true }
        let walk: (inout Step) async throws -> Void
    }

    var stages: [Stage] {
        switch profile.family {
        case .plugin: pluginStages
        case .mcp: mcpStages
        case .web: webStages
        case .service: serviceStages
        }
    }

    private var pluginStages: [Stage] {
        [
            Stage(title: "read the server's metadata") { try await self.readMetadata(of: self.plan.server?.text ?? "", &$0) },
            Stage(title: "read the plugin's manifest and find the API") { try await self.readManifest(&$0) },
            callWithoutTokenStage,
        ] + codeStages + apiStages + endStages
    }

    private var mcpStages: [Stage] {
        let mayRefresh = { !self.tokens.refreshToken.isEmpty }
        return [
            Stage(title: "call the MCP server without a token") { try await self.callMCPWithoutToken(&$0) },
            Stage(title: "read the resource's metadata") { try await self.readResourceMetadata(&$0) },
            Stage(title: "read the server's metadata") { try await self.readMetadataOfServers(&$0) },
            Stage(title: "come by a client identifier") { try await self.register(&$0) },
        ] + codeStages + [
            Stage(title: "call the MCP server") { try await self.callMCP(&$0) },
            Stage(title: "call a tool", isNeeded: { self.session.tool != nil }) { try await self.callTool(&$0) },
            Stage(title: "ask for more scope and call the tool again", isNeeded: { self.missingScope != nil }) {
                try await self.stepUp(&$0)
            },
            Stage(title: "refresh the tokens", isNeeded: mayRefresh) { try await self.refresh(&$0) },
            Stage(title: "call the MCP server with the new token", isNeeded: mayRefresh) { try await self.callMCP(&$0) },
            Stage(title: "refresh from two sessions at the same time", isNeeded: { mayRefresh() && self.refreshesAtOnce }) {
                try await self.refreshAtOnce(&$0)
            },
            Stage(title: "connect a second time", isNeeded: { self.connectsAgain }) { try await self.connectAgain(&$0) },
        ] + endStages
    }

    private var webStages: [Stage] {
        [
            Stage(title: "read the server's metadata") { try await self.readMetadata(of: self.plan.server?.text ?? "", &$0) },
            resourceStage, callWithoutTokenStage,
        ] + codeStages + [Stage(title: "check the ID token") { try await self.checkIDToken(&$0) }] + apiStages + endStages
    }

    private var serviceStages: [Stage] {
        let isNeeded = { self.api != nil }
        return [
            Stage(title: "read the server's metadata") { try await self.readMetadata(of: self.plan.server?.text ?? "", &$0) },
            resourceStage, callWithoutTokenStage,
            Stage(title: "ask for a token") { try await self.askForToken(&$0) },
            Stage(title: "call the API", isNeeded: isNeeded) { try await self.callAPI(&$0) },
        ]
    }

    private var resourceStage: Stage {
        Stage(title: "read the resource's metadata", isNeeded: { self.plan.resource != nil }) { try await self.readResourceMetadata(&$0) }
    }

    private var callWithoutTokenStage: Stage {
        Stage(title: "call the API without a token", isNeeded: { self.api != nil }) { try await self.callWithoutToken(&$0) }
    }

    private var codeStages: [Stage] {
        [
            Stage(title: "ask for authorization, sign in and allow") { try await self.authorize(&$0) },
            Stage(title: "exchange the code for tokens") { try await self.exchangeCode(&$0) },
        ]
    }

    private var apiStages: [Stage] {
        let hasAPI = { self.api != nil }
        return [
            Stage(title: "call the API", isNeeded: hasAPI) { try await self.callAPI(&$0) },
            Stage(title: "refresh the tokens") { try await self.refresh(&$0) },
            Stage(title: "call the API with the new token", isNeeded: hasAPI) { try await self.callAPI(&$0) },
        ]
    }

    private var endStages: [Stage] {
        [
            Stage(title: "ask who it was", isNeeded: { self.mayAskUserinfo }) { try await self.readUserinfo(&$0) },
            Stage(title: "send the code again", isNeeded: { self.plan.isReplaying }) { try await self.replayCode(&$0) },
        ]
    }

    private var mayAskUserinfo: Bool { tokens.scopes.contains("openid") && metadata["userinfo_endpoint"] != nil }
    private var refreshesAtOnce: Bool { connection.tokens.simultaneousRefreshes > 1 }
    /// A person at a browser is not troubled twice.
    private var connectsAgain: Bool { !connection.reconnection.isEmpty && !plan.person.isBrowser }
}

/// The authorization request that was sent last: what its answer and the token request must agree with.
struct SentRequest: Sendable {
    var state: String?
    var nonce: String?
    var proofKey: ProofKeyPair?
    var resource: String?
    var scope = ""
}

extension TimeAmount {
    fileprivate init(_ duration: Duration) { self = .milliseconds(duration.components.seconds * 1000) }
}
