// The pages that a person sees, as a browser judges them: policies (CSP 3, RFC 6265bis) that protect them,
// and one that stops them on the way back to the client (CLIENTS.md A7).

import Profiles

extension Check {
    static let pages: [Check] = [
        .failure("form-action", .pages, "CSP3 §6.4.1", Clients.mcp) { seen in
            pages(seen) { answer, address in
                guard policies(answer).contains(where: { $0.hasPrefix("form-action") }) else { return nil }
                return Finding(
                    "The page \(address) has a form-action policy.",
                    cure: "Leave form-action out: Chromium holds it against the way back to the client too, and “Allow” does nothing.")
            }
        },
        .warning("framing", .pages, "RFC 9700 §4.16") { seen in
            pages(seen) { answer, address in
                guard !policies(answer).contains(where: { $0.hasPrefix("frame-ancestors") }), answer.header("X-Frame-Options") == nil
                else { return nil }
                return Finding(
                    "The page \(address) can be put into a frame of another site.",
                    cure: "Send `Content-Security-Policy: frame-ancestors 'none'`, or people are made to click what they do not see.")
            }
        },
        .warning("page-headers", .pages, "RFC 9700 §4.2.4") { seen in
            pages(seen) { answer, address in
                let missing = ["X-Content-Type-Options", "Referrer-Policy"].filter { answer.header($0) == nil }
                guard !missing.isEmpty else { return nil }
                return Finding(
                    "The page \(address) has no \(missing.joined(separator: " and no ")).",
                    cure: "Send `X-Content-Type-Options: nosniff` and `Referrer-Policy: no-referrer`: its address holds a request.")
            }
        },
        cookies("cookie-secure", "RFC 6265bis §5.7") { cookie, seen in
            seen.server.isSecure && !cookie.has("secure") ? ("is not Secure", "Set Secure: it crosses the network otherwise.") : nil
        },
        cookies("cookie-http-only", "RFC 6265bis §4.1.2.6") { cookie, _ in
            cookie.has("httponly") ? nil : ("is not HttpOnly", "Set HttpOnly: no script needs it.")
        },
        cookies("cookie-same-site", "RFC 6265bis §5.6.7") { cookie, _ in
            cookie.has("samesite=lax")
                ? nil : ("is not SameSite=Lax", "Set SameSite=Lax: with None other sites send it, with Strict a client's link loses it.")
        },
        cookies("cookie-prefix", "RFC 6265bis §4.1.3.2") { cookie, seen in
            seen.server.isSecure && !cookie.name.hasPrefix("__Host-")
                ? ("has no __Host- name", "Name it so: then no other host of the domain can set it.") : nil
        },
    ]

    private static func pages(_ seen: Seen, _ look: (Answer, String) -> Finding?) -> [Finding]? {
        let found = seen.pages
        guard !found.isEmpty else { return nil }
        // All pages have the same headers, mostly: the first that is wrong is enough.
        return Array(found.compactMap { look($0.answer, $0.address) }.prefix(1))
    }

    private static func policies(_ answer: Answer) -> [String] {
        answer.all("Content-Security-Policy").flatMap { $0.split(separator: ";") }
            .map { $0.trimmingPrefix(while: \.isWhitespace).lowercased() }
    }

    private static func cookies(
        _ id: String, _ section: String, _ look: @escaping @Sendable (PageCookie, Seen) -> (fault: String, cure: String)?
    ) -> Check {
        .warning(id, .pages, section) { seen in
            let cookies = seen.pages.flatMap { $0.answer.all("Set-Cookie") }.map(PageCookie.init)
            guard !cookies.isEmpty else { return nil }
            return cookies.compactMap { cookie in
                look(cookie, seen).map { Finding("The cookie \(cookie.name) \($0.fault).", cure: $0.cure) }
            }
        }
    }
}

/// A `Set-Cookie` line (RFC 6265bis §4.1.1), without its value.
private struct PageCookie {
    let name: String
    private let attributes: [String]

    init(_ line: String) {
        let parts = line.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
        name = String((parts.first ?? "").prefix { $0 != "=" })
        attributes = parts.dropFirst().map { $0.lowercased() }
    }

    func has(_ attribute: String) -> Bool { attributes.contains(attribute) }
}

extension Seen {
    /// The answers that a browser shows.
    fileprivate var pages: [(answer: Answer, address: String)] {
        [Question.signIn, .authorization].compactMap { question in
            guard let sight = sights[question], let answer = sight.answer, answer.mediaType == "text/html" else { return nil }
            return (answer, Self.plain(sight.address))
        }.filter { $0.answer.status != 404 }
    }
}
