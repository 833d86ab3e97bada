// The documents of hosted ChatGPT plugins. The manifest is read anew for every request: verification tokens come
// after ChatGPT has fetched it for the first time, and it reads it again at once.

import HTTPTypes
import Hummingbird

/// A plugin, and where its verification tokens are found.
public struct PluginHosting: Sendable {
    let plugin: Plugin
    /// Sentences for the operator about what works but could be better.
    public var advice: [String] { plugin.advice }
    let verificationTokens: @Sendable () async throws -> [String: String]

    public init(_ plugin: Plugin, verificationTokens: @escaping @Sendable () async throws -> [String: String]) {
        self.plugin = plugin
        self.verificationTokens = verificationTokens
    }
}

struct PluginRoutes {
    let site: Site
    let plugins: [PluginHosting]

    func add(to routes: some RouterMethods<WebContext>) {
        for (position, hosting) in plugins.enumerated() {
            // A domain has one manifest.
            if position == 0 { addManifest(hosting, to: routes) }
            let plugin = hosting.plugin
            add(plugin.settings.openAPIPath + ".yaml", "application/yaml", plugin.openAPIYAML, to: routes)
            add(plugin.settings.openAPIPath + ".json", "application/json", plugin.openAPIJSON, to: routes)
            add(plugin.settings.logoPath, plugin.logo.type, plugin.logo.bytes, to: routes)
        }
    }

    private func addManifest(_ hosting: PluginHosting, to routes: some RouterMethods<WebContext>) {
        routes.on(Plugin.manifestPath, [.get, .options]) { request, _ in
            if request.method == .options { return CrossOrigin.preflight(["GET"]) }
            let manifest = hosting.plugin.manifest(verificationTokens: try await hosting.verificationTokens())
            return CrossOrigin.allowing(
                .encoded(manifest, type: "application/json", headers: [.cacheControl: "no-store"]))
        }
    }

    private func add(_ path: String, _ type: String, _ bytes: [UInt8], to routes: some RouterMethods<WebContext>) {
        routes.on(path, [.get, .options]) { request, _ in
            if request.method == .options { return CrossOrigin.preflight(["GET"]) }
            return CrossOrigin.allowing(
                .encoded(bytes, type: type, headers: [.cacheControl: "public, max-age=60"]))
        }
    }
}
