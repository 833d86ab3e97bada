// The manifest of a ChatGPT plugin and its OpenAPI document, as plugin hosts read them (CLIENTS.md sections 5.2 and 6).

import Profiles
import Web
import Yams

extension Check {
    private static let section = "ai-plugin.json"

    static let plugin: [Check] = [
        .failure("manifest", .plugin, section, [.chatGPTPlugin]) { seen in
            guard let answer = seen.answer(.manifest), answer.status != 404 else { return nil }
            let cure = "Mend the manifest: ChatGPT reads nothing else of the plugin before."
            guard answer.status == 200, let manifest = answer.json, case .object = manifest else {
                return [Finding("The plugin's manifest answers \(answer.described), not 200 with a JSON object.", cure: cure)]
            }
            return missing(manifest).map { Finding("The plugin's manifest has no `\($0)`.", cure: cure) }
        },
        .failure("manifest-endpoints", .plugin, section, [.chatGPTPlugin]) { seen in
            guard let auth = seen.manifest?["auth"], auth["type"]?.text == "oauth", let metadata = seen.metadata else { return nil }
            return [("client_url", "authorization_endpoint"), ("authorization_url", "token_endpoint")].compactMap { name, member in
                guard let ours = auth[name]?.text, let theirs = metadata[member]?.text, ours != theirs else { return nil }
                return Finding(
                    "`auth.\(name)` of the manifest is \(ours), but the server's \(member) is \(theirs).",
                    cure: "Write the server's there: `client_url` is where people go, `authorization_url` where tokens are fetched.")
            }
        },
        .failure("manifest-domain", .plugin, "Plugin domain rules", [.chatGPTPlugin]) { seen in
            guard let manifest = seen.manifest, let url = manifest["api"]?["url"]?.text.flatMap(Address.init) else { return nil }
            let root = seen.server.host.hasPrefix("www.") ? String(seen.server.host.dropFirst(4)) : seen.server.host
            guard url.host != root, !url.host.hasSuffix("." + root) else { return strangers(manifest, root) }
            return [
                Finding(
                    "The manifest's `api.url` is at \(url.host), which is not below \(root).",
                    cure: "Serve the OpenAPI document on the manifest's own host or a subdomain of it.")
            ]
        },
        .failure("openapi", .plugin, "OpenAPI 3.1 §4.8.1", [.chatGPTPlugin, .gptAction]) { seen in
            guard let answer = seen.answer(.openAPI) else { return nil }
            guard answer.status == 200 else {
                return [
                    Finding(
                        "The OpenAPI document that the manifest names answers \(answer.described).",
                        cure: "Serve it there, without a redirect and without a token.")
                ]
            }
            let document = try? Yams.compose(yaml: String(decoding: answer.body, as: UTF8.self))
            guard document?["openapi"]?.string?.hasPrefix("3.") != true || document?["paths"]?.mapping == nil else { return [] }
            return [
                Finding(
                    "The OpenAPI document that the manifest names is not one of version 3 with paths.",
                    cure: "Write `openapi: 3.1.0` and `paths`, as YAML or JSON.")
            ]
        },
        .note("verification-token", .plugin, section) { seen in
            guard let auth = seen.manifest?["auth"], auth["type"]?.text == "oauth" else { return nil }
            guard case .object(let tokens)? = auth["verification_tokens"], !tokens.isEmpty else {
                return [
                    Finding(
                        "The manifest has no verification token.",
                        cure: "When ChatGPT shows one, `usher plugin verify RESOURCE TOKEN` puts it in.")
                ]
            }
            return []
        },
    ]

    /// Terms and contact belong to the domain of the plugin.
    private static func strangers(_ manifest: JSONAnswer, _ root: String) -> [Finding] {
        let domain = PluginDomains.registrableDomain(of: root)
        let hosts = [
            ("legal_info_url", manifest["legal_info_url"]?.text.flatMap(PluginDomains.host(ofURL:))),
            ("contact_email", manifest["contact_email"]?.text.flatMap(PluginDomains.host(ofEmail:))),
        ]
        guard Address("https://\(root)")?.isLoopback == false else { return [] }
        return hosts.compactMap { name, host in
            guard let host, PluginDomains.registrableDomain(of: host) != domain else { return nil }
            return Finding("The manifest's `\(name)` is at \(host), not at \(domain).", cure: "Use one domain for all of it.")
        }
    }

    private static func missing(_ manifest: JSONAnswer) -> [String] {
        let texts = [
            "schema_version", "name_for_human", "name_for_model", "description_for_human", "description_for_model", "logo_url",
            "contact_email", "legal_info_url",
        ]
        let objects = ["auth", "api"].filter { if case .object? = manifest[$0] { false } else { true } }
        let addresses = manifest["api"] != nil && manifest["api"]?["url"]?.text == nil ? ["api.url"] : []
        return texts.filter { manifest[$0]?.text == nil } + objects + addresses
    }
}
