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
        redirectAuthorization(to: routes)
        // Few clients follow a redirect with what they send here (CLIENTS T6).
        BackChannelRoutes(site: site).addToken(to: routes)
        BackChannelRoutes(site: site).addRegistration(to: routes)
    }

    private func redirectAuthorization(to routes: some RouterMethods<WebContext>) {
        let path = Endpoint.authorization.path
        routes.on(path, [.get, .post]) { request, _ in
            let query = request.rawQuery
            // RFC 9110 §15.4.8: the method and the body stay.
            return Response(
                status: .temporaryRedirect,
                headers: [.location: site.address.path(path) + (query.isEmpty ? "" : "?" + query), .cacheControl: "no-store"])
        }
    }
}
