// The well-known documents (RFC 8414 §3.1, OpenID Connect Discovery §4, RFC 9728 §3.1), at every place where clients look.

import HTTPTypes
import Hummingbird
import OAuth

struct MetadataRoutes {
    let site: Site

    func add(to routes: some RouterMethods<WebContext>) {
        let base = site.address.basePath
        let server = site.server.metadata.server
        var places: [(path: String, reply: Reply)] = []
        for name in ["oauth-authorization-server", "openid-configuration"] {
            // RFC 8414 §3.1 puts the well-known part before the issuer's path, OpenID behind it.
            places.append(("/.well-known/\(name)\(base)", server))
            if !base.isEmpty { places.append(("\(base)/.well-known/\(name)", server)) }
        }
        for resource in site.server.settings.resources {
            guard let reply = site.server.metadata.resource(resource.id),
                resource.identifier.hasPrefix(site.address.origin)
            else { continue }
            let path = resource.identifier.dropFirst(site.address.origin.count)
            places.append(("/.well-known/oauth-protected-resource\(path == "/" ? "" : path)", reply))
        }
        // Clients that do not know the path look at the root; with a single resource there is no doubt which is meant.
        if site.server.settings.resources.count == 1, let only = site.server.settings.resources.first,
            let reply = site.server.metadata.resource(only.id),
            !places.contains(where: { $0.path == "/.well-known/oauth-protected-resource" })
        {
            places.append(("/.well-known/oauth-protected-resource", reply))
        }
        for (path, reply) in places {
            routes.on(path, [.get, .options]) { request, _ in
                request.method == .options
                    ? CrossOrigin.preflight(["GET"]) : CrossOrigin.allowing(Response(reply))
            }
        }
    }
}
