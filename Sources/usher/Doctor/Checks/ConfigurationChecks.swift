// What the configuration allows that it should not, or that cannot be what was meant.

import Profiles

extension Check {
    static let configuration: [Check] = [
        .failure("configuration", .machine, "docs/configuration.md", Clients.everyone) { seen in
            seen.inside.map { inside in
                inside.mistakes.map {
                    Finding("\($0).", cure: "Mend it and look again with `usher config check`: the server does not start so.")
                }
            }
        },
        .warning("relaxed-option", .machine, "docs/configuration.md") { seen in
            installed(seen) { inside, _ in
                inside.relaxed.map { relaxed in
                    Finding(
                        "`\(relaxed.key)` is on. \(relaxed.meaning.replacing("DANGEROUS: ", with: "").capitalisedFirst)",
                        cure: "Take it out of \(inside.file) unless this is a closed test network.")
                }
            }
        },
        .failure("other-issuer", .machine, "RFC 8414 §3.3", Clients.everyone) { seen in
            installed(seen) { inside, configuration in
                guard let issuer = inside.runningIssuer, issuer != configuration.publicURL.text else { return [] }
                return [
                    Finding(
                        "The running server is \(issuer), but `public_url` is \(configuration.publicURL.text).",
                        cure: "Restart the server if the configuration is newer; look for a second server on that port if not.")
                ]
            }
        },
        .warning("unnamed-proxy", .machine, "RFC 7239 §8.1") { seen in
            installed(seen) { _, configuration in
                guard configuration.publicURL.isSecure, configuration.tls == nil, configuration.trustedProxies.isEmpty else { return [] }
                return [
                    Finding(
                        "A proxy ends TLS in front of Usher, but `trusted_proxies` names none, so all people share its address.",
                        cure: "Name the proxy's address there: otherwise one guesser's limit stops everybody.")
                ]
            }
        },
        .warning("wide-proxies", .machine, "RFC 7239 §8.1") { seen in
            installed(seen) { _, configuration in
                let narrowest = [4: 8, 16: 16]
                guard configuration.trustedProxies.contains(where: { $0.prefix < narrowest[$0.bytes.count] ?? 0 }) else { return [] }
                return [
                    Finding(
                        "`trusted_proxies` believes strangers: one of its ranges is a large part of the Internet.",
                        cure: "Name the proxies themselves: whoever is believed can claim any address and escape the limits.")
                ]
            }
        },
        .warning("access-token-lifetime", .machine, "CLIENTS: S6") { seen in
            installed(seen) { _, configuration in
                let lifetime = configuration.lifetimes.accessToken
                guard lifetime < .seconds(900) || lifetime > .seconds(3600) else { return [] }
                return [
                    Finding(
                        "Access tokens live \(lifetime.components.seconds) seconds.",
                        cure:
                            "Set `lifetimes.access_token` from 15m to 1h: less makes clients refresh before each call, more serves thieves."
                    )
                ]
            }
        },
        .warning("mail-in-log", .machine, "docs/operations.md") { seen in
            installed(seen) { inside, configuration in
                guard configuration.mail?.url == .log, !Loopback.contains(configuration.publicURL.host) else { return [] }
                return [
                    Finding(
                        "`mail: log` prints every mail with its codes and links: whoever reads the log can sign in as anybody.",
                        cure: "Name a mail server under `mail` in \(inside.file).")
                ]
            }
        },
        .note("no-api", .machine, "docs/configuration.md") { seen in
            installed(seen) { inside, configuration in
                guard configuration.resources.isEmpty else { return [] }
                return [Finding("No API is behind this server yet.", cure: "Add one under `resources` in usher.yaml.")]
            }
        },
    ]

    /// Looks at an installation whose configuration can be used.
    static func installed(_ seen: Seen, _ look: (Inside, Configuration) -> [Finding]) -> [Finding]? {
        guard let inside = seen.inside, let configuration = inside.configuration else { return nil }
        return look(inside, configuration)
    }
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
