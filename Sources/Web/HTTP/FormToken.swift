// Protection of forms against other sites (OWASP ASVS 3.5, RFC 6749 §10.12): a token that only a page of ours
// can know, bound to the browser's session or, before sign-in, to its flow cookie.

import HTTPTypes
import Hummingbird
import Keys
import OAuth

struct FormToken {
    let secret: RootSecret
    let origin: String

    /// The token for a page shown to the browser with this cookie.
    func token(boundTo cookie: String) -> String {
        Base64URL.encode(secret.code(over: cookie.utf8, for: .formTokens))
    }

    /// Whether a posted form comes from a page of ours, in the browser that it was shown to.
    func accepts(_ token: String?, boundTo cookie: String?, _ request: Request) -> Bool {
        guard let token, let cookie, isFromHere(request) else { return false }
        return constantTimeEqual(token.utf8, self.token(boundTo: cookie).utf8)
    }

    // Fetch Metadata and the Fetch standard's Origin: what the browser itself says about where a form came from.
    private func isFromHere(_ request: Request) -> Bool {
        if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { return false }
        if let sent = request.headers[.origin], sent != origin, sent != "null" { return false }
        return true
    }
}

extension HTTPField.Name {
    static let secFetchSite = Self("Sec-Fetch-Site")!
}
