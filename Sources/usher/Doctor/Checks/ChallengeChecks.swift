// What an API answers to a call without a token, or with a wrong one (RFC 6750 §3, RFC 9728 §5.1; CLIENTS.md RS1, RS5, RS6):
// the first thing that a client hears, and what its whole sign-in hangs on.

import Profiles

extension Check {
    private static let section = "RFC 6750 §3"

    static let challenge: [Check] = [
        .failure("no-challenge", .resource, section, Clients.mcp) { seen in
            each(seen) { resource in
                guard let answer = seen.unauthenticated(resource), answer.status != 401 else { return [] }
                return [
                    Finding(
                        "\(resource.text) answers \(answer.status) to a call without a token, not 401.", cure: cure(for: answer))
                ]
            }
        },
        .note("open-at-first", .resource, "OpenAI Apps SDK: securitySchemes") { seen in
            challenges(seen) { resource, _ in
                guard seen.isOpenAtFirst(resource) else { return nil }
                return Finding(
                    "\(resource.text) lets clients look around before they sign in.",
                    cure: "Nothing, if that is meant (`sign_in: per_tool`): what its tools are is then no secret.")
            }
        },
        .failure("challenge-scheme", .resource, section, Clients.demanding(.bearerFirst)) { seen in
            challenges(seen) { resource, answer in
                guard let line = answer.header("WWW-Authenticate") else {
                    return Finding(
                        "The 401 of \(resource.text) has no WWW-Authenticate.",
                        cure: "Send `WWW-Authenticate: Bearer resource_metadata=\"…\"` with it; a proxy may be taking it away.",
                        clients: Clients.mcp)
                }
                let scheme = ChallengeLine(line).scheme
                guard scheme.lowercased() != "bearer" else { return nil }
                return Finding(
                    "The challenge of \(resource.text) begins with \(scheme), not Bearer.",
                    cure: "Put Bearer first: clients read no further than the first scheme.")
            }
        },
        .warning("challenge-lines", .resource, "RFC 9110 §11.6.1") { seen in
            challenges(seen) { resource, answer in
                guard answer.all("WWW-Authenticate").count > 1 else { return nil }
                return Finding(
                    "\(resource.text) sends several WWW-Authenticate lines.",
                    cure: "Send one, with Bearer: several clients read only the first.")
            }
        },
        .failure("challenge-metadata", .resource, "RFC 9728 §5.1", Clients.mcp) { seen in
            challenges(seen) { resource, answer in
                guard let challenge = seen.challenge(of: resource), challenge.scheme.lowercased() == "bearer" else { return nil }
                return wrongMetadata(challenge, resource, seen)
            }
        },
        .note("challenge-scope", .resource, section) { seen in
            challenges(seen) { resource, _ in
                guard let challenge = seen.challenge(of: resource), challenge.scheme.lowercased() == "bearer",
                    challenge.parameters["scope"] == nil
                else { return nil }
                return Finding(
                    "The challenge of \(resource.text) names no scope.",
                    cure: "Name what a first call needs: clients then ask for that and no more.")
            }
        },
        .warning("challenge-error", .resource, "RFC 6750 §3.1") { seen in
            challenges(seen) { resource, _ in
                guard let error = seen.challenge(of: resource)?.parameters["error"] else { return nil }
                return Finding(
                    "The challenge of \(resource.text) says \(error) though no token was sent.",
                    cure: "Leave `error` out there: some clients take it for a token that has expired.")
            }
        },
        .failure("wrong-token", .resource, "RFC 6750 §3.1", Clients.mcp) { seen in
            challenges(seen) { resource, _ in
                guard let answer = seen.answer(.resource(resource.text, .wrongToken)), answer.status != 401 else { return nil }
                return Finding(
                    "\(resource.text) answers \(answer.status) to a wrong token, not 401.",
                    cure: "Answer 401 with `error=\"invalid_token\"`: it is what makes clients refresh.")
            }
        },
        .warning("wrong-token-error", .resource, "RFC 6750 §3.1") { seen in
            challenges(seen) { resource, _ in
                guard let answer = seen.answer(.resource(resource.text, .wrongToken)), answer.status == 401,
                    let challenge = answer.header("WWW-Authenticate").map(ChallengeLine.init), challenge.scheme.lowercased() == "bearer",
                    challenge.parameters["error"] != "invalid_token"
                else { return nil }
                return Finding(
                    "\(resource.text) does not say invalid_token of a wrong token.",
                    cure: "Add `error=\"invalid_token\"` to that challenge, so that clients refresh at once.")
            }
        },
        .warning("late-challenge", .resource, "MCP 2026-07-28: access token usage") { seen in
            challenges(seen) { resource, _ in
                guard let answer = seen.answer(.resource(resource.text, .garbage)), answer.status != 401,
                    !seen.isOpenAtFirst(resource)
                else { return nil }
                return Finding(
                    "\(resource.text) reads a body before it asks for a token (\(answer.status) to one that is no JSON).",
                    cure: "Check the token first, before the MCP library sees the body.")
            }
        },
        .failure("refused-origin", .resource, "CLIENTS: RS6", [.chatGPTApp, .claude]) { seen in
            challenges(seen) { resource, _ in
                guard let answer = seen.answer(.resource(resource.text, .foreignOrigin)),
                    let plain = seen.answer(.resource(resource.text, .initialize)), answer.status != plain.status
                else { return nil }
                return Finding(
                    "\(resource.text) answers \(answer.status) to a call with the Origin https://claude.ai.",
                    cure: "Do not refuse by Origin there: the token decides, and clients that call from a server send what they like.")
            }
        },
    ]

    /// Looks at each resource that does answer 401.
    private static func challenges(_ seen: Seen, _ look: (Address, Answer) -> Finding?) -> [Finding]? {
        let found = seen.resources.compactMap { resource in
            seen.unauthenticated(resource).map { (resource, $0) }
        }.filter { $0.1.status == 401 }
        return found.isEmpty ? nil : found.compactMap { look($0.0, $0.1) }
    }

    private static func cure(for answer: Answer) -> String {
        switch answer.status {
        case 200..<300: "Ask for a token, at the latest when a tool is called: clients that are let in without one never sign in."
        case 300..<400: "Answer 401 instead of leading to a page: nobody is there to see it."
        case 403: "Answer 401 with a challenge; 403 is for a token that may not do this. A bot wall may be in the way."
        case 404, 405: "Check the URL: this is not where the MCP server or API takes a POST."
        case 500...: "Look into the log of the server and of the API behind it."
        default: "Check the token before anything else of the call."
        }
    }

    /// What is wrong with where the challenge says that the metadata is.
    private static func wrongMetadata(_ challenge: ChallengeLine, _ resource: Address, _ seen: Seen) -> Finding? {
        guard let text = challenge.parameters["resource_metadata"] else {
            return Finding(
                "The challenge of \(resource.text) has no resource_metadata.",
                cure: "Add `resource_metadata=\"\(Seen.resourcePlace(resource))\"` to it.")
        }
        guard let address = Address(text) else {
            return Finding(
                "The challenge of \(resource.text) says that its metadata is at \(text), which is no whole URL.",
                cure: "Write it with https:// and the host.")
        }
        guard address.isSecure || address.isLoopback || !seen.server.isSecure else {
            return Finding(
                "The challenge of \(resource.text) says that its metadata is at \(text), which is not https.",
                cure: "Write the public https URL there; behind a proxy, say so in `public_url`.")
        }
        guard seen.resourceMetadata(of: resource) != nil, let answer = seen.answer(.document(text)), answer.status != 200,
            !answer.isRedirect
        else { return nil }
        return Finding(
            "The challenge of \(resource.text) says that its metadata is at \(text), which answers \(answer.described).",
            cure: "Serve the metadata there, or correct the challenge.")
    }
}
