// What the client has learned so far, and the ordered list of what it does next.
// A class because each stage adds to what the later ones need; it belongs to one run and is never shared.

import Profiles

final class Journey {
    let plan: Try
    let caller: HTTPCaller

    // Learned from the metadata and from the manifest.
    var issuer = ""
    var authorizationEndpoint = ""
    var tokenEndpoint = ""
    var userinfoEndpoint: String?
    var scope = ""
    var contentType: Profile.ContentType
    var api: Address?

    // Learned from the flow.
    var code = ""
    var tokens = Tokens(accessToken: "", refreshToken: "", scope: "")
    var person: TryResult.Person?
    var apiAnswer: String?

    init(_ plan: Try) {
        self.plan = plan
        caller = HTTPCaller(timeLimit: plan.timeLimit)
        contentType = plan.contentType ?? plan.profile.tokenContentTypes[0]
        scope = plan.scope ?? ""
        api = plan.api
    }

    struct Stage {
        let title: String
        var isNeeded: () -> Bool = { true }
        let walk: (inout Step) async throws -> Void
    }

    var stages: [Stage] {
        let hasAPI = { self.api != nil }
        return [
            Stage(title: "read the server's metadata") { try await self.readMetadata(&$0) },
            Stage(title: "read the plugin's manifest and find the API") { try await self.readManifest(&$0) },
            Stage(title: "call the API without a token", isNeeded: hasAPI) { try await self.callWithoutToken(&$0) },
            Stage(title: "ask for authorization, sign in and allow") { try await self.authorize(&$0) },
            Stage(title: "exchange the code for tokens") { try await self.exchangeCode(&$0) },
            Stage(title: "call the API", isNeeded: hasAPI) { try await self.callAPI(&$0) },
            Stage(title: "refresh the tokens") { try await self.refresh(&$0) },
            Stage(title: "call the API with the new token", isNeeded: hasAPI) { try await self.callAPI(&$0) },
            Stage(title: "ask who it was", isNeeded: { self.mayAskUserinfo }) { try await self.readUserinfo(&$0) },
            Stage(title: "send the code again", isNeeded: { self.plan.isReplaying }) { try await self.replayCode(&$0) },
        ]
    }

    private var mayAskUserinfo: Bool { tokens.scope.split(separator: " ").contains("openid") && userinfoEndpoint != nil }
}
