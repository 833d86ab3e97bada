// The authorization and token endpoints as clients meet them when something is wrong: what they answer then decides
// whether a client recovers or loops (RFC 6749 §4.1.2.1, §5.2; CLIENTS.md R6, T1, T4, T6).

import Profiles

extension Check {
    private static let tokenErrors = "RFC 6749 §5.2"

    static let token: [Check] = [
        .failure("authorize-broken", .endpoints, "RFC 6749 §3.1", Clients.everyone) { seen in
            guard let answer = seen.answer(.authorization) else { return nil }
            guard answer.status >= 500 || answer.status == 404 else { return [] }
            return [
                Finding(
                    "The authorization endpoint answers \(answer.described).",
                    cure: answer.status == 404
                        ? "Serve it where `authorization_endpoint` says, or correct the metadata."
                        : "Look into the server's log: whatever a request says, it is answered with a page.")
            ]
        },
        .warning("open-redirector", .endpoints, "RFC 6749 §4.1.2.1") { seen in
            guard let answer = seen.answer(.authorization) else { return nil }
            guard answer.isRedirect, answer.header("Location")?.hasPrefix("https://usher-doctor.invalid") == true else { return [] }
            return [
                Finding(
                    "The authorization endpoint redirects to the address of a client that it does not know.",
                    cure: "Show a page instead: an address is followed only once it is known to be the client's.")
            ]
        },
        .warning("authorize-cross-origin", .endpoints, "RFC 9700 §2.6") { seen in
            guard let answer = seen.answer(.authorization) else { return nil }
            guard answer.header("Access-Control-Allow-Origin") != nil else { return [] }
            return [
                Finding(
                    "The authorization endpoint lets scripts of other sites read its answers (Access-Control-Allow-Origin).",
                    cure: "Leave CORS out there: a browser goes to it, never a script.")
            ]
        },
        .failure("token-redirects", .endpoints, tokenErrors, Clients.everyone) { seen in
            guard let answer = seen.answer(.token(.garbage)) else { return nil }
            guard answer.isRedirect else { return [] }
            return [
                Finding(
                    "The token endpoint redirects to \(answer.header("Location").map(Masking.url) ?? "nowhere").",
                    cure: "Advertise the final address: clients lose the body on the way.")
            ]
        },
        .failure("token-errors", .endpoints, tokenErrors, Clients.everyone) { seen in
            guard let answer = seen.answer(.token(.garbage)), !answer.isRedirect else { return nil }
            guard ![400, 401].contains(answer.status) || answer.json?["error"]?.text == nil else { return [] }
            return [
                Finding(
                    "The token endpoint answers \(answer.described) to nonsense, not 400 or 401 with a JSON `error`.",
                    cure: "Answer errors as RFC 6749 says: anything else makes clients try for ever.")
            ]
        },
        .failure("unknown-client", .endpoints, tokenErrors, Clients.registering) { seen in
            guard let answer = seen.answer(.token(.unknownClient)), !answer.isRedirect else { return nil }
            let error = answer.json?["error"]?.text
            guard answer.status != 401 || error != "invalid_client" else { return [] }
            return [
                Finding(
                    "An unknown client gets \(answer.status) \(error ?? "without an error name") at the token endpoint, not 401 invalid_client.",
                    cure: "Answer 401 invalid_client: these clients register again only then.")
            ]
        },
        .failure("token-json", .endpoints, "ai-plugin.json: authorization_content_type", [.chatGPTPlugin]) { seen in
            guard seen.manifest?["auth"]?["authorization_content_type"]?.text == "application/json",
                let answer = seen.answer(.token(.json)), !answer.isRedirect
            else { return nil }
            guard ![400, 401].contains(answer.status) else { return [] }
            return [
                Finding(
                    "The token endpoint answers \(answer.described) to a JSON body, which the manifest asks for.",
                    cure: "Accept JSON there, or name application/x-www-form-urlencoded in the manifest.")
            ]
        },
        .warning("token-get", .endpoints, "RFC 9110 §15.5.6") { seen in
            guard let answer = seen.answer(.token(.get)), seen.answer(.token(.garbage))?.isRedirect != true else { return nil }
            guard answer.status != 405 else { return [] }
            let cure = "Let it take POST and nothing else."
            return [Finding("GET at the token endpoint is answered \(answer.described), not 405.", cure: cure)]
        },
        .warning("token-cached", .endpoints, tokenErrors) { seen in
            guard let answer = seen.answer(.token(.garbage)), !answer.isRedirect else { return nil }
            guard answer.header("Cache-Control")?.lowercased().contains("no-store") != true else { return [] }
            return [
                Finding("Answers of the token endpoint may be kept by caches.", cure: "Send `Cache-Control: no-store` with each of them.")
            ]
        },
        .warning("token-slash", .endpoints, "RFC 9110 §15.4") { seen in
            guard let answer = seen.answer(.token(.slash)) else { return nil }
            guard answer.isRedirect else { return [] }
            return [
                Finding(
                    "The token endpoint with a slash at its end redirects.",
                    cure: "Answer 404 there: a redirect turns the POST of many clients into a GET.")
            ]
        },
    ]

    static let registration: [Check] = [
        .failure("registration-errors", .endpoints, "RFC 7591 §3.2.2", Clients.mcp) { seen in
            guard let answer = seen.answer(.registration), ![200, 201, 429].contains(answer.status) else {
                return seen.answer(.registration).map { _ in [] }
            }
            guard answer.status != 400 || answer.json?["error"]?.text == nil else { return [] }
            return [
                Finding(
                    "The registration endpoint answers \(answer.described) to a registration that is wrong, not 400 with a JSON `error`.",
                    cure: "Open it to everybody, without an `Origin` list or a bot wall, or do not advertise it.")
            ]
        },
        .warning("registers-scripts", .endpoints, "RFC 7591 §5") { seen in
            guard let answer = seen.answer(.registration) else { return nil }
            guard [200, 201].contains(answer.status) else { return [] }
            return [
                Finding(
                    "The registration endpoint accepts a client whose redirect URI is a script (javascript:).",
                    cure: "Refuse javascript, data, file and their like, and remove the client named “usher doctor”.")
            ]
        },
    ]
}
