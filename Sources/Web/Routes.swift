// Every route, in one place. OAuth's own paths come from the engine's list of endpoints.

import Hummingbird
import Keys
import OAuth

/// Adds the server's routes.
public enum Routes {
    /// - Parameter router: unknown paths in it are answered as JSON, with security headers like everything else.
    public static func add(_ site: Site, plugins: [PluginHosting] = [], to router: Router<WebContext>) {
        router.add(middleware: HeadAnswers())
        router.add(middleware: ChosenLanguage(isSecure: site.address.isSecure))
        router.add(middleware: ErrorReplies(site: site))
        router.add(middleware: HostCheck())
        let web = router.group("").add(middleware: SecurityHeaders(isSecure: site.address.isSecure))
            .add(middleware: RequestDeadline())
            .add(middleware: Tracing(site: site))
        MetadataRoutes(site: site).add(to: web)
        PluginRoutes(site: site, plugins: plugins).add(to: web)
        HealthRoutes(site.readiness).add(to: web)
        RootAliases(site: site).add(to: web)
        let based = site.address.basePath.isEmpty ? web : web.group(RouterPath(site.address.basePath))
        AuthorizationRoutes(site: site).add(to: based)
        BackChannelRoutes(site: site).add(to: based)
        SignInRoutes(site: site).add(to: based)
        SignUpRoutes(site: site).add(to: based)
        SecondStepRoutes(site: site).add(to: based)
        SecondStepSettings(site: site).add(to: based)
        PasskeyRoutes(site: site).add(to: based)
        PasskeySettings(site: site).add(to: based)
        if let elsewhere = site.elsewhere {
            if let external = elsewhere.external {
                ExternalRoutes(site: site, elsewhere: elsewhere, external: external).add(to: based)
            }
            for upstream in elsewhere.upstreams {
                UpstreamRoutes(site: site, elsewhere: elsewhere, upstream: upstream).add(to: based)
            }
            JoiningRoutes(site: site, elsewhere: elsewhere).add(to: based)
            LinkedRoutes(site: site, elsewhere: elsewhere).add(to: based)
            if let tokens = elsewhere.tokens {
                UpstreamTokenRoutes(site: site, tokens: tokens, receivers: elsewhere.receivers).add(to: based)
            }
        }
        if let mail = site.mail {
            ResetRoutes(site: site, mail: mail).add(to: based)
            VerificationRoutes(site: site, mail: mail).add(to: based)
            MailSignUpRoutes(site: site, mail: mail).add(to: based)
            if mail.signsIn { MailSignInRoutes(site: site, mail: mail).add(to: based) }
        }
        AccountRoutes(site: site).add(to: based)
        AdminRoutes(site: site).add(to: based)
        AssetRoutes(site: site).add(to: based)
    }
}

extension RouterMethods {
    /// Adds a handler for some methods of a path, and 405 for all others (RFC 9110 §15.5.6).
    func on(
        _ path: String, _ methods: [HTTPRequest.Method],
        use handler: @escaping @Sendable (Request, Context) async throws -> Response
    ) {
        for method in methods { on(RouterPath(path), method: method, use: handler) }
        let allowed = methods.map(\.rawValue).joined(separator: ", ")
        let others: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]
        for method in others where !methods.contains(method) {
            on(RouterPath(path), method: method) { _, _ in
                Response.json(
                    ["error": "method_not_allowed", "error_description": .string("Use \(allowed).")],
                    status: .methodNotAllowed, headers: [.allow: allowed])
            }
        }
    }
}
