// Each request is answered in a language: that of `ui_locales` (OpenID Connect Core §3.1.2.1), kept in a cookie for the pages that
// follow, or that of the browser (RFC 9110 §12.5.4).

import HTTPTypes
import Hummingbird
import OAuth
import Pages

struct ChosenLanguage: RouterMiddleware {
    typealias Context = WebContext

    let isSecure: Bool

    /// As long as a person may take to sign in and decide.
    private static let memory: Duration = .seconds(3600)

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard request.wantsPage else { return try await next(request, context) }
        let cookies = BrowserCookies(isSecure: isSecure)
        let asked = Self.asked(by: request)
        let language =
            asked ?? cookies.value(.language, in: request).flatMap { Language(rawValue: $0) }
            ?? request.headers[.acceptLanguage].flatMap(Language.init(acceptLanguage:))
        guard let language, language != .english || asked != nil else { return try await next(request, context) }
        var response = try await Language.$current.withValue(language) { try await next(request, context) }
        if asked != nil { cookies.set(.language, to: language.rawValue, maxAge: Self.memory, on: &response) }
        return response
    }

    private static func asked(by request: Request) -> Language? {
        guard request.method == .get, request.rawQuery.contains("ui_locales=") else { return nil }
        let locales = try? request.queryParameters().value("ui_locales")
        return locales.flatMap { $0 }.flatMap(Language.init(uiLocales:))
    }
}
