// What an OpenID Connect relying party needs of the metadata (OpenID Connect Discovery §3), and the published keys (RFC 7517 §4).

import Profiles

extension Check {
    static let identity: [Check] = [
        .failure("openid-members", .metadata, "OpenID Connect Discovery §3", [.web]) { seen in
            guard let metadata = openID(seen) else { return nil }
            return ["jwks_uri", "subject_types_supported", "id_token_signing_alg_values_supported"].filter { metadata[$0] == nil }
                .map { Finding("The OpenID configuration has no `\($0)`.", cure: "Add it: OpenID clients refuse the document without it.") }
        },
        .warning("id-token-algorithm", .metadata, "OpenID Connect Discovery §3") { seen in
            guard let algorithms = openID(seen)?["id_token_signing_alg_values_supported"]?.texts else { return nil }
            guard !algorithms.contains("RS256") else { return [] }
            return [
                Finding(
                    "`id_token_signing_alg_values_supported` has no RS256.",
                    cure: "Offer it beside the others: it is the one that every OpenID client can verify.")
            ]
        },
    ]

    private static func openID(_ seen: Seen) -> JSONAnswer? { seen.openIDPlaces.lazy.compactMap(seen.document).first }

    static let keys: [Check] = [
        .failure("no-keys", .endpoints, "RFC 7517 §5", [.web]) { seen in
            guard let answer = seen.answer(.keys) else { return nil }
            guard answer.status == 200, case .array(let keys)? = answer.json?["keys"], !keys.isEmpty else {
                return [
                    Finding(
                        "`jwks_uri` answers \(answer.described) without keys.",
                        cure: "Publish the public keys there: nobody can verify a token without them.")
                ]
            }
            return []
        },
        .failure("published-private-key", .endpoints, "RFC 7518 §6", Clients.everyone) { seen in
            published(seen)?.compactMap { key in
                guard ["d", "p", "q", "dp", "dq", "qi", "k"].contains(where: { key[$0] != nil }) else { return nil }
                return Finding(
                    "The key set publishes a PRIVATE key (kid \(key["kid"]?.text ?? "none")).",
                    cure: "Take it away, make new keys and end every session: whoever read it can make tokens.")
            }
        },
        .failure("key-identifiers", .endpoints, "RFC 7517 §4.5", [.web]) { seen in
            guard let keys = published(seen) else { return nil }
            let names = keys.compactMap { $0["kid"]?.text }
            guard Set(names).count < keys.count else { return [] }
            return [
                Finding(
                    "The published keys do not each have a `kid` of their own.",
                    cure: "Name each key differently, so that a verifier finds the one that a token was signed with.")
            ]
        },
    ]

    private static func published(_ seen: Seen) -> [JSONAnswer]? {
        guard case .array(let keys)? = seen.answer(.keys)?.json?["keys"], !keys.isEmpty else { return nil }
        return keys
    }
}
