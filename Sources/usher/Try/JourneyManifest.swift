// What a plugin and an Action know of an API: the plugin's manifest and OpenAPI document, or what stands in for them.

import Profiles
import Yams

extension Journey {
    /// The plugin's own addresses win over the metadata's: a plugin never reads those.
    func readManifest(_ step: inout Step) async throws {
        let origin = plan.server?.origin ?? ""
        let answer = try await caller.send(Call(address: "\(origin)/.well-known/ai-plugin.json"), &step)
        guard answer.status != 404 else {
            step.note("No manifest here: the addresses are those of the metadata.")
            return try await guessAPI(&step)
        }
        let manifest = try step.expectJSON(answer, status: 200, "ai-plugin.json")
        try step.expect(manifest["schema_version"]?.text == "v1", "schema_version is v1", "ai-plugin.json", found: "it is not")
        let auth = manifest["auth"] ?? .null
        try step.expect(auth["type"]?.text == "oauth", "auth.type is oauth", "ai-plugin.json", found: "it is not")
        let authorize = try step.expectText(auth, "client_url", "ai-plugin.json")
        let token = try step.expectText(auth, "authorization_url", "ai-plugin.json")
        let type = try step.expectText(auth, "authorization_content_type", "ai-plugin.json")
        if profile == .chatGPTPlugin {
            (authorizationEndpoint, tokenEndpoint) = (authorize, token)
            if plan.contentType == nil { contentType = Profile.ContentType(rawValue: type) ?? contentType }
        }
        if typedScope == nil { typedScope = auth["scope"]?.text ?? "" }
        try await readOpenAPI(at: step.expectText(manifest["api"] ?? .null, "url", "ai-plugin.json"), &step)
    }

    private func readOpenAPI(at address: String, _ step: inout Step) async throws {
        let answer = try await caller.send(Call(address: address), &step)
        try step.expect(answer.status == 200, "the OpenAPI document is there", "ai-plugin.json", found: "the status is \(answer.status)")
        let document = try? Yams.compose(yaml: String(decoding: answer.body, as: UTF8.self))
        let server = document?["servers"]?.sequence?.first?["url"]?.string
        try step.expect(server.flatMap(Address.init) != nil, "it names its server", "OpenAPI 3.1 §4.8.5", found: "it does not")
        guard api == nil, let server, let paths = document?["paths"]?.mapping else { return }
        let plain = paths.compactMap { path, item in Self.isPlainGet(item) ? path.string : nil }.filter { !$0.contains("{") }
        guard let path = plain.first(where: { $0.hasSuffix("/me") }) ?? plain.first else {
            return step.note("The API has no operation that can be called without parameters: name one with --api.")
        }
        api = Address((server.hasSuffix("/") ? String(server.dropLast()) : server) + path)
    }

    private static func isPlainGet(_ item: Node) -> Bool {
        guard let operation = item["get"] else { return false }
        return !(operation["parameters"]?.sequence ?? []).contains { $0["required"]?.bool == true }
    }

    /// Without a manifest the API is guessed, so the person is asked for at the userinfo endpoint as well.
    private func guessAPI(_ step: inout Step) async throws {
        guard api == nil else { return }
        let address = "\(plan.server?.origin ?? "")/.well-known/oauth-protected-resource"
        let answer = try await caller.send(Call(address: address), &step)
        if answer.status == 200, let metadata = answer.json, let resource = metadata["resource"]?.text {
            api = Address((resource.hasSuffix("/") ? String(resource.dropLast()) : resource) + "/me")
            let scopes = (metadata["scopes_supported"]?.texts ?? []) + ["openid", "email"]
            if typedScope == nil { typedScope = scopes.joined(separator: " ") }
        } else {
            step.note("No API is known here: name an address to call with --api.")
            if typedScope == nil { typedScope = "openid email" }
        }
    }
}
