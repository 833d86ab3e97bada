// Protected resource metadata (RFC 9728 §2, §3.3; CLIENTS.md RS2): how a client finds from an API to its authorization server.

import Profiles

extension Check {
    private static let section = "RFC 9728 §3.1"

    static let resource: [Check] = [
        .note("no-resource", .resource, section) { seen in
            guard seen.isAnswering else { return nil }
            guard seen.resources.isEmpty else { return [] }
            return [
                Finding(
                    "No API was named, so only the authorization server was looked at.",
                    cure: "Name the URL that people type into their client with --resource.")
            ]
        },
        .failure("resource-metadata-missing", .resource, section, Clients.mcp) { seen in
            each(seen) { resource in
                guard seen.resourceMetadata(of: resource) == nil, !seen.hasUnreadableMetadata(resource) else { return [] }
                return [
                    Finding(
                        "\(resource.text) has no metadata: \(Seen.resourcePlace(resource)) answers \(seen.described(Seen.resourcePlace(resource))).",
                        cure: "Serve the protected resource metadata there: it is how clients find the sign-in.")
                ]
            }
        },
        .warning("resource-metadata-place", .resource, section) { seen in
            each(seen) { resource in
                let place = Seen.resourcePlace(resource)
                guard seen.resourceMetadata(of: resource) != nil, seen.answer(.document(place))?.status == 404 else { return [] }
                return [
                    Finding(
                        "The metadata of \(resource.text) is not at \(place), where clients look that do not read the challenge.",
                        cure: "Serve it there as well.")
                ]
            }
        },
        .note("resource-metadata-root", .resource, "MCP 2025-11-25: protected resource metadata discovery") { seen in
            guard seen.isAnswering, let resource = seen.resources.first, seen.resources.count == 1, resource.path != "/" else { return nil }
            let place = Seen.rootPlace(resource)
            guard seen.resourceMetadata(of: resource) != nil, seen.answer(.document(place))?.status == 404 else { return [] }
            return [
                Finding(
                    "The metadata of \(resource.text) is not at \(place), where clients look last.",
                    cure: "Serve it there too, if no other API is on that host.")
            ]
        },
        .failure("resource-identifier", .resource, "RFC 9728 §3.3", Clients.demanding(.sameResource, .resourceAbove)) { seen in
            each(seen) { resource in
                guard let metadata = seen.resourceMetadata(of: resource) else { return [] }
                let stated = metadata["resource"]?.text
                guard stated != resource.text else { return [] }
                let isAbove = stated.flatMap(Address.init).map { $0.origin == resource.origin && resource.path.hasPrefix($0.path) }
                return [
                    Finding(
                        "The metadata of \(resource.text) says that it is \(stated ?? "nothing").",
                        cure: "Make `resource` the URL that people type into their client, byte for byte.",
                        clients: isAbove == true ? Clients.demanding(.sameResource) : nil)
                ]
            }
        },
        .failure("authorization-servers", .resource, "RFC 9728 §2", Clients.mcp) { seen in
            each(seen) { resource in
                guard let metadata = seen.resourceMetadata(of: resource) else { return [] }
                let servers = metadata["authorization_servers"]?.texts ?? []
                guard let first = servers.first else {
                    return [
                        Finding(
                            "The metadata of \(resource.text) names no authorization server.",
                            cure: "Put the issuer into `authorization_servers`.")
                    ]
                }
                guard let issuer = seen.metadata?["issuer"]?.text, first != issuer, first != seen.server.text else { return [] }
                return [
                    Finding(
                        "The metadata of \(resource.text) sends clients to \(first), whose issuer is \(issuer).",
                        cure: "Write the issuer into `authorization_servers` byte for byte, first in the list.")
                ]
            }
        },
        .warning("bearer-methods", .resource, "RFC 9728 §2") { seen in
            each(seen) { resource in
                guard let methods = seen.resourceMetadata(of: resource)?["bearer_methods_supported"]?.texts, !methods.contains("header")
                else { return [] }
                return [
                    Finding(
                        "`bearer_methods_supported` of \(resource.text) has no header.",
                        cure: "Accept tokens in the Authorization header: clients send them nowhere else.")
                ]
            }
        },
        .warning("resource-offline-access", .resource, "MCP 2026-07-28: refresh tokens") { seen in
            each(seen) { resource in
                let scopes = seen.resourceMetadata(of: resource)?["scopes_supported"]?.texts ?? []
                let asked = seen.challenge(of: resource)?.parameters["scope"]?.split(separator: " ").map(String.init) ?? []
                guard (scopes + asked).contains("offline_access") else { return [] }
                return [
                    Finding(
                        "\(resource.text) asks for offline_access.",
                        cure: "Leave it to the authorization server's `scopes_supported`: it is no scope of the API.")
                ]
            }
        },
    ]

    /// What a look at each resource finds; nothing to look at if none is known.
    static func each(_ seen: Seen, _ look: (Address) -> [Finding]) -> [Finding]? {
        guard seen.isAnswering, !seen.resources.isEmpty else { return nil }
        return seen.resources.flatMap(look)
    }
}

extension Seen {
    /// Where a client would look for a resource's metadata, in its order.
    func metadataPlaces(of resource: Address) -> [String] {
        let challenged = challenge(of: resource)?.parameters["resource_metadata"]
        return [challenged, Self.resourcePlace(resource), Self.rootPlace(resource)].compactMap { $0 }
    }

    /// The metadata that a client would find.
    func resourceMetadata(of resource: Address) -> JSONAnswer? { metadataPlaces(of: resource).lazy.compactMap(document).first }

    /// Whether there is something that another check finds wrong.
    fileprivate func hasUnreadableMetadata(_ resource: Address) -> Bool {
        metadataPlaces(of: resource).contains { place in
            answer(.document(place)).map { $0.status == 200 || $0.isRedirect } ?? false
        }
    }

    fileprivate func described(_ place: String) -> String { answer(.document(place))?.described ?? "nothing" }
}
