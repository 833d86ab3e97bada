// What scripts in a browser may read (Fetch standard, CORS protocol; CLIENTS.md M11): web clients ask from their own pages.

import Profiles

extension Check {
    private static let needed = ["authorization", "content-type", "mcp-protocol-version"]

    static let crossOrigin: [Check] = [
        .failure("preflight", .endpoints, "Fetch: CORS protocol", Clients.scripts) { seen in
            let preflights = seen.preflights
            guard !preflights.isEmpty else { return nil }
            return preflights.compactMap { address, answer in
                refusal(answer).map { reason in
                    Finding(
                        "A browser may not call \(address): \(reason).",
                        cure: "Answer OPTIONS and allow any origin, and Authorization, Content-Type and MCP-Protocol-Version.")
                }
            }
        },
        .failure("unreadable-documents", .endpoints, "Fetch: CORS protocol", Clients.scripts) { seen in
            guard let answer = seen.answer(.document(seen.authorizationServerPlace)), answer.status == 200 else { return nil }
            guard answer.header("Access-Control-Allow-Origin") == nil else { return [] }
            return [
                Finding(
                    "A browser's script may ask for the metadata but not read it.",
                    cure: "Send `Access-Control-Allow-Origin: *` with the document too.")
            ]
        },
        .failure("unexposed-challenge", .endpoints, "Fetch: CORS protocol", Clients.scripts) { seen in
            let challenges = seen.resources.compactMap { seen.answer(.resource($0.text, .foreignOrigin)) }
                .filter { $0.status == 401 && $0.header("Access-Control-Allow-Origin") != nil }
            guard !challenges.isEmpty else { return nil }
            return challenges.contains {
                $0.header("Access-Control-Expose-Headers").map { !$0.lowercased().contains("www-authenticate") && $0 != "*" } ?? true
            }
                ? [
                    Finding(
                        "A browser's script cannot read the challenge of the API.",
                        cure: "Send `Access-Control-Expose-Headers: WWW-Authenticate` with the 401.")
                ] : []
        },
    ]

    /// Why a browser would not go on after this answer.
    private static func refusal(_ answer: Answer) -> String? {
        guard (200..<300).contains(answer.status) else { return "the preflight is answered \(answer.described)" }
        guard answer.header("Access-Control-Allow-Origin") != nil else { return "no origin is allowed" }
        let allowed = (answer.header("Access-Control-Allow-Headers") ?? "").lowercased()
        let missing = needed.filter { !allowed.contains($0) && (allowed != "*" || $0 == "authorization") }
        return missing.isEmpty ? nil : "the header \(missing.joined(separator: ", ")) is not allowed"
    }
}

extension Seen {
    fileprivate var preflights: [(String, Answer)] {
        sights.compactMap { question, sight in
            guard case .preflight(let address) = question, let answer = sight.answer else { return nil }
            return (address, answer)
        }.sorted { $0.0 < $1.0 }
    }
}
