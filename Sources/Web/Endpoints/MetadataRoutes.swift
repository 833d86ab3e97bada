// The well-known documents (RFC 8414 §3.1, OpenID Connect Discovery §4, RFC 9728 §3.1), at every place where clients look.

import HTTPTypes
import Hummingbird
import Keys
import OAuth

struct MetadataRoutes {
    let site: Site

    private static let resourceMetadata = "/.well-known/oauth-protected-resource"

    /// Each document at each of its places.
    var documents: [String: Reply] {
        Dictionary(serverPlaces + resourcePlaces) { first, _ in first }
    }

    func add(to routes: some RouterMethods<WebContext>) {
        let documents = documents
        for (path, reply) in documents {
            add(path, to: routes) { Response(reply) }
        }
        // Which resource is meant cannot be known there, and a wrong one would be refused without a word.
        for path in roots where documents[path] == nil {
            add(path, to: routes) { undecided }
        }
    }

    private func add(_ path: String, to routes: some RouterMethods<WebContext>, _ answer: @escaping @Sendable () -> Response) {
        routes.on(path, [.get, .head, .options]) { request, _ in
            request.method == .options ? CrossOrigin.preflight(["GET"]) : CrossOrigin.allowing(answer())
        }
    }

    // MARK: The server

    private var serverPlaces: [(String, Reply)] {
        let base = site.address.basePath
        let reply = site.server.metadata.server
        // RFC 8414 §3.1 puts the well-known part before the issuer's path, OpenID behind it.
        return ["oauth-authorization-server", "openid-configuration"].flatMap { name in
            [("/.well-known/\(name)\(base)", reply), ("\(base)/.well-known/\(name)", reply)]
        }
    }

    // MARK: Resources

    private var roots: Set<String> { [Self.resourceMetadata, site.address.basePath + Self.resourceMetadata] }

    private var resourcePlaces: [(String, Reply)] {
        let base = site.address.basePath
        var places: [(String, Reply)] = []
        for resource in site.server.settings.resources {
            // An alias with a path of its own has a document of its own; what is asked at the root is decided below.
            for name in [resource.identifier] + resource.aliases.filter({ !origins.contains($0) && !$0.hasSuffix("/") }) {
                guard let reply = site.server.metadata.resource(resource.id, named: name), let path = path(of: name) else { continue }
                // RFC 9728 §3.1. Some clients put the well-known part behind the path, or behind the issuer's.
                places += [(Self.resourceMetadata + path, reply), (path + Self.resourceMetadata, reply)]
                if path.hasPrefix(base + "/") { places.append((base + Self.resourceMetadata + path.dropFirst(base.count), reply)) }
            }
        }
        // Clients that do not know the path look at the root.
        if let meant = meantAtRoot, let reply = site.server.metadata.resource(meant.id) {
            places += roots.map { ($0, reply) }
        }
        return places
    }

    /// The path of an identifier below our origin; empty for the origin itself.
    private func path(of identifier: String) -> String? {
        guard identifier.hasPrefix(site.address.origin) else { return nil }
        let path = identifier.dropFirst(site.address.origin.count)
        guard path.isEmpty || path.first == "/", !path.contains(where: { "?:*{}".contains($0) }) else { return nil }
        return path == "/" ? "" : String(path)
    }

    /// The resource that somebody means who knows our origin only: the one there is, or the one that says so by an alias.
    private var meantAtRoot: OAuth.Resource? {
        let resources = site.server.settings.resources
        if resources.count == 1 { return resources[0] }
        return resources.first { resource in resource.aliases.contains { origins.contains($0) } }
    }

    private var origins: [String] {
        [site.address.origin, site.address.origin + "/", site.address.issuer, site.address.issuer + "/"]
    }

    private var undecided: Response {
        let places = site.server.settings.resources.compactMap { path(of: $0.identifier) }.map { Self.resourceMetadata + $0 }.sorted()
        let sentence =
            places.isEmpty ? "There is no resource here." : "There are several resources here; look at \(places.joined(separator: ", "))."
        return .json(
            ["error": "not_found", "error_description": .string(sentence)], status: .notFound, headers: [.cacheControl: "no-store"])
    }
}
