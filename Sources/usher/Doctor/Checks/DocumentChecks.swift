// The documents that clients discover a server by, as documents: there, JSON, and without what strict readers refuse
// (CLIENTS.md M1, M8, M9, T6, section 8). What they say is looked at elsewhere.

import Profiles

extension Check {
    static let documents: [Check] = [
        .failure("metadata-missing", .metadata, "RFC 8414 §3.1", Clients.mcp) { seen in
            guard let answer = seen.answer(.document(seen.authorizationServerPlace)) else { return nil }
            guard answer.status != 200, !answer.isRedirect else { return [] }
            let hasOpenID = seen.openIDPlaces.contains { seen.document($0) != nil }
            return [
                Finding(
                    "\(seen.authorizationServerPlace) answers \(answer.described).",
                    cure: "Serve the authorization server's metadata there: it is where clients look first.",
                    clients: Clients.lost { $0 == .openID && hasOpenID })
            ]
        },
        .failure("openid-missing", .metadata, "OpenID Connect Discovery §4", [.web]) { seen in
            // A server that does not say who people are owes nobody this document.
            let isOpenID = seen.metadata?["scopes_supported"]?.texts?.contains("openid") == true
            return places(seen.openIDPlaces, seen)?.compactMap { place, answer in
                guard answer.status != 200, !answer.isRedirect else { return nil }
                return Finding(
                    "\(place) answers \(answer.described).",
                    cure: "Serve the same metadata there too: OpenID clients and ChatGPT workspaces look nowhere else.",
                    clients: isOpenID ? nil : [])
            }
        },
        .failure("metadata-redirects", .metadata, "RFC 8414 §3.2", Clients.mcp) { seen in
            places(seen.documentPlaces, seen)?.compactMap { place, answer in
                guard answer.isRedirect else { return nil }
                return Finding(
                    "\(place) redirects to \(answer.header("Location").map(Masking.url) ?? "nowhere").",
                    cure: "Answer at this address itself: clients do not follow redirects here.")
            }
        },
        .failure("metadata-type", .metadata, "RFC 8414 §3.2", Clients.mcp) { seen in
            places(seen.documentPlaces, seen)?.compactMap { place, answer in
                guard answer.status == 200, answer.mediaType != "application/json" else { return nil }
                return Finding(
                    "\(place) is \(answer.mediaType.isEmpty ? "of no type" : answer.mediaType).", cure: "Send it as application/json.")
            }
        },
        .failure("metadata-not-json", .metadata, "RFC 8414 §3.2", Clients.mcp) { seen in
            places(seen.documentPlaces, seen)?.compactMap { place, answer in
                guard answer.status == 200, answer.mediaType == "application/json", seen.document(place) == nil else { return nil }
                return Finding("\(place) is not a JSON object.", cure: "Mend its syntax; `curl` shows what is sent.")
            }
        },
        .failure("unreadable-values", .metadata, "RFC 8414 §3.2", Clients.demanding(.noNull)) { seen in
            places(seen.documentPlaces, seen)?.flatMap { place, _ in
                (seen.document(place)?.oddities() ?? []).map { name, oddity in
                    Finding("`\(name)` in \(place) is \(oddity).", cure: "Leave it out: strict clients refuse the whole document for it.")
                }
            }
        },
        .failure("documents-differ", .metadata, "RFC 8414 §5", Clients.discovering) { seen in
            let present = seen.serverPlaces.compactMap { place in seen.document(place).map { (place, $0) } }
            guard let first = present.first, present.count > 1, case .object(let members) = first.1 else { return nil }
            return present.dropFirst().flatMap { place, other in
                members.keys.sorted().compactMap { name in
                    guard let theirs = other[name], theirs != members[name] else { return nil }
                    return Finding(
                        "`\(name)` is not the same in \(first.0) and \(place).",
                        cure: "Serve one document at both places: which one a client reads is its own choice.")
                }
            }
        },
        unknownPath,
    ]

    /// M9: what does not exist is 404, in JSON, whoever answers.
    private static let unknownPath = Check.failure("unknown-path", .metadata, "RFC 8615 §3.1", Clients.demanding(.jsonNotFound)) { seen in
        guard let answer = seen.answer(.unknownPath) else { return nil }
        let cure = "Answer unknown /.well-known/ paths with 404 and a JSON body: clients try several and read each answer."
        if answer.status == 404 {
            guard answer.json == nil else { return [] }
            return [Finding("An unknown /.well-known/ path is answered 404 with \(answer.mediaType), not JSON.", cure: cure)]
        }
        return [Finding("An unknown /.well-known/ path is answered \(answer.described), not 404.", cure: cure, clients: Clients.mcp)]
    }

    private static func places(_ places: [String], _ seen: Seen) -> [(String, Answer)]? {
        let found = places.compactMap { place in seen.answer(.document(place)).map { (place, $0) } }
        return found.isEmpty ? nil : found
    }
}

extension Seen {
    /// Every place that was asked for metadata.
    var documentPlaces: [String] {
        sights.keys.compactMap { if case .document(let place) = $0 { place } else { nil } }.sorted()
    }
}

extension JSONAnswer {
    /// Members that strict readers refuse, with their place and what is odd about them.
    func oddities(at name: String = "") -> [(String, String)] {
        switch self {
        case .null: [(name, "null")]
        case .fraction(let text): [(name, "the fraction \(text)")]
        case .string(""): [(name, "empty")]
        case .array(let values): values.enumerated().flatMap { $1.oddities(at: "\(name)[\($0)]") }
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { $1.oddities(at: name.isEmpty ? $0 : "\(name).\($0)") }
        default: []
        }
    }
}
