// What the authorization server says of itself (RFC 8414 §2, OpenID Connect Discovery §3): who it is and where its endpoints are.

import Profiles

extension Check {
    static let metadata: [Check] = [
        .failure("issuer", .metadata, "RFC 8414 §3.3", Clients.demanding(.exactIssuer)) { seen in
            guard let metadata = seen.metadata else { return nil }
            guard let issuer = metadata["issuer"]?.text else {
                return [Finding("The metadata names no `issuer`.", cure: "Add it: the server's own URL, byte for byte.")]
            }
            // A person may type the slash of an empty path or leave it.
            guard issuer != seen.server.text, seen.server.path != "/" || issuer + "/" != seen.server.text else { return [] }
            return [
                Finding(
                    "The issuer is \(issuer), but the server was asked as \(seen.server.text).",
                    cure: "Make them the same, byte for byte: in Usher set `public_url` to what clients use.")
            ]
        },
        required("authorization_endpoint", "The person is sent there."),
        required("token_endpoint", "Codes are exchanged there."),
        required("response_types_supported", "Strict readers refuse the document without it."),
        .warning("undeclared", .metadata, "RFC 8414 §2") { seen in
            let members = ["grant_types_supported", "token_endpoint_auth_methods_supported", "scopes_supported", "revocation_endpoint"]
            return seen.metadata.map { metadata in
                members.filter { metadata[$0] == nil }.map {
                    Finding("The metadata has no `\($0)`.", cure: "Add it: clients guess what is not said, each in its own way.")
                }
            }
        },
        .failure("insecure-endpoint", .metadata, "RFC 6749 §3.1", Clients.mcp) { seen in
            // Where nothing is encrypted, that has been said once.
            guard seen.server.isSecure || seen.server.isLoopback else { return nil }
            return endpoints(seen)?.compactMap { name, text in
                guard let address = Address(text) else {
                    return Finding("`\(name)` is \(text), which is no whole URL.", cure: "Write it with https:// and the host.")
                }
                guard !address.isSecure, !address.isLoopback else { return nil }
                return Finding("`\(name)` is not https: \(text).", cure: "Serve and advertise it by https.")
            }
        },
        .warning("absent-endpoint", .metadata, "RFC 8414 §2") { seen in
            let asked = ["revocation_endpoint", "introspection_endpoint", "userinfo_endpoint"].compactMap { name in
                seen.answer(.endpoint(name)).map { (name, $0) }
            }
            guard !asked.isEmpty else { return nil }
            return asked.compactMap { name, answer in
                guard answer.status == 404 || answer.status >= 500 else { return nil }
                return Finding(
                    "`\(name)` is advertised, but its address answers \(answer.described).",
                    cure: "Serve it there, or take it out of the metadata.")
            }
        },
        .failure("foreign-endpoint", .metadata, "GPT Actions: one domain for the whole flow", [.gptAction]) { seen in
            guard let issuer = seen.metadata?["issuer"]?.text.flatMap(Address.init) else { return nil }
            return endpoints(seen)?.compactMap { name, text in
                guard ["authorization_endpoint", "token_endpoint"].contains(name), let address = Address(text),
                    address.origin != issuer.origin
                else { return nil }
                return Finding(
                    "`\(name)` is at \(address.origin), not at \(issuer.origin).", cure: "Serve it on the issuer's own host.")
            }
        },
    ]

    private static func required(_ name: String, _ reason: String) -> Check {
        .failure("no-\(name.replacing("_", with: "-"))", .metadata, "RFC 8414 §2", Clients.mcp) { seen in
            seen.metadata.map { metadata in
                metadata[name] == nil ? [Finding("The metadata has no `\(name)`.", cure: "Add it. \(reason)")] : []
            }
        }
    }

    private static func endpoints(_ seen: Seen) -> [(String, String)]? {
        guard case .object(let members)? = seen.metadata else { return nil }
        return members.sorted { $0.key < $1.key }.compactMap { name, value in
            guard name.hasSuffix("_endpoint") || name == "jwks_uri" else { return nil }
            return value.text.map { (name, $0) }
        }
    }
}
