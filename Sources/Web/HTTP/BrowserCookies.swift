// Cookies (RFC 6265bis): one for the session, one that ties a sign-in form to the browser that was shown it, one for a
// sign-in that waits for its second factor, one for a way in that waits to be added, one that remembers who has used the
// browser.
// `__Host-` names cannot be set from a sibling domain; plain http on the own machine cannot use them.

import HTTPTypes
import Hummingbird

struct BrowserCookies {
    let isSecure: Bool

    enum Name: String {
        case session = "sid"
        case flow
        case second
        case joining
        case language = "lang"
        case known
    }

    private func fullName(_ name: Name) -> String { (isSecure ? "__Host-" : "") + name.rawValue }

    /// The value of a cookie; `nil` if it is absent, sent twice, or too long to be ours.
    func value(_ name: Name, in request: Request) -> String? {
        let wanted = fullName(name) + "="
        var found: Substring?
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                guard pair.hasPrefix(wanted) else { continue }
                guard found == nil else { return nil }
                found = pair.dropFirst(wanted.count)
            }
        }
        guard let found, found.utf8.count <= 256 else { return nil }
        return String(found)
    }

    /// Lax, not Strict: the authorization request comes from another site.
    func set(_ name: Name, to value: String, maxAge: Duration?, on response: inout Response) {
        var cookie = "\(fullName(name))=\(value); Path=/; HttpOnly; SameSite=Lax"
        if isSecure { cookie += "; Secure" }
        if let maxAge { cookie += "; Max-Age=\(maxAge.components.seconds)" }
        response.headers.append(HTTPField(name: .setCookie, value: cookie))
    }

    func clear(_ name: Name, on response: inout Response) {
        set(name, to: "", maxAge: .zero, on: &response)
    }
}
