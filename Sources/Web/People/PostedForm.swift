// Forms that people post once they are signed in: who may, and that the form is one of ours, is made sure of in one place.

import HTTPTypes
import Hummingbird
import Identity
import OAuth
import Pages

/// A form of our own, and the person who posted it.
struct PostedForm {
    let browser: Browser
    let signedIn: SignedIn
    let form: OAuth.Parameters

    /// Tells the person by mail what they, or somebody else, have just done here.
    func notify(_ kind: Letter.Kind) async throws {
        try await browser.site.notify(signedIn.account, kind, device: browser.device)
    }
}

extension Site {
    /// Adds a form that only some may post.
    ///
    /// - Parameters:
    ///   - person: whoever is in front of the browser, if they may.
    ///   - otherwise: where everybody else is sent.
    func onPost(
        _ path: String, _ routes: some RouterMethods<WebContext>,
        by person: @escaping @Sendable (Browser) async throws -> SignedIn? = { try await $0.signedIn() },
        otherwise: @escaping @Sendable () throws -> Response, _ handler: @escaping @Sendable (PostedForm) async throws -> Response
    ) {
        routes.on(path, [.post]) { request, context in
            let browser = Browser(site: self, request: request, context: context)
            guard let signedIn = try await person(browser) else { return try otherwise() }
            let form = try await request.formParameters()
            guard browser.acceptsSessionToken(try form.value("csrf")) else { return try page(.formExpired, status: .forbidden) }
            return try await handler(PostedForm(browser: browser, signedIn: signedIn, form: form))
        }
    }
}
