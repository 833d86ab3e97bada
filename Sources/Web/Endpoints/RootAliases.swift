// MCP authorization 2025-03-26, "Fallbacks for Servers without Metadata Discovery": a client that finds no metadata takes
// /authorize, /token and /register of the host, whatever the issuer's path is (CLIENTS M12).

import HTTPTypes
import Hummingbird
import OAuth

/// The endpoints at the root of the host, for an issuer that has a path.
struct RootAliases {
    let site: Site

    func add(to routes: some RouterMethods<WebContext>) {
        guard !site.address.basePath.isEmpty else { return }
        // The browser's cookies and forms belong to the path.
        redirect(Endpoint.authorization.path, [.get, .post], to: routes)
        redirect("/register", [.post], to: routes)
        // Few clients follow a redirect with what they send here.
        BackChannelRoutes(site: site).addToken(to: routes)
    }

    private func redirect(_ path: String, _ methods: [HTTPRequest.Method], to routes: some RouterMethods<WebContext>) {
        let isForScripts = path != Endpoint.authorization.path
        routes.on(path, methods + (isForScripts ? [.options] : [])) { request, _ in
            if request.method == .options { return CrossOrigin.preflight(methods.map(\.rawValue)) }
            let query = request.rawQuery
            // RFC 9110 §15.4.8: the method and the body stay.
            let response = Response(
                status: .temporaryRedirect,
                headers: [.location: site.address.path(path) + (query.isEmpty ? "" : "?" + query), .cacheControl: "no-store"])
            return isForScripts ? CrossOrigin.allowing(response) : response
        }
    }
}
