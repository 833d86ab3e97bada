// Whether what the configuration describes runs: the server itself, the APIs behind it, and the clients that it knows.

import Keys
import OAuth
import Profiles

extension Check {
    static let operation: [Check] = [
        .failure("not-running", .machine, "docs/operations.md", Clients.everyone) { seen in
            installed(seen) { inside, configuration in
                guard let ready = inside.ready, ready.answer == nil else { return [] }
                return [
                    Finding(
                        "Nobody answers at \(configuration.listen.host):\(configuration.listen.port), where Usher should listen (\(ready.silence ?? "no answer")).",
                        cure: "Start it with `usher serve`.")
                ]
            }
        },
        .failure("not-ready", .machine, "docs/operations.md", Clients.everyone) { seen in
            installed(seen) { inside, configuration in
                guard let answer = inside.ready?.answer, answer.status != 200 else { return [] }
                return [
                    Finding(
                        "The server at \(configuration.listen.host):\(configuration.listen.port) says that it is not ready (\(answer.described)).",
                        cure: "Look into its log: the database does not answer it, or another program has the port.")
                ]
            }
        },
        .failure("upstream", .machine, "docs/configuration.md: resources.*.upstream", Clients.everyone) { seen in
            installed(seen) { inside, _ in
                inside.upstreams.compactMap { upstream in
                    upstream.silence.map { silence in
                        Finding(
                            "The API \(upstream.resource) does not answer at \(upstream.address) (\(silence)).",
                            cure: "Start it, or correct `resources.\(upstream.resource).upstream`: people would sign in and get 502.")
                    }
                }
            }
        },
        .warning("open-without-administrator", .machine, "docs/operations.md") { seen in
            installed(seen) { inside, configuration in
                guard configuration.signUp == .open, case .open(_, _, let contents) = inside.database, !contents.hasAdministrator
                else { return [] }
                return [
                    Finding(
                        "Anybody may make an account, and nobody is an administrator who could disable one.",
                        cure: "Add one with `usher user add YOU@example.com --admin`, or set `sign_up: closed`.")
                ]
            }
        },
        .warning("client-redirects", .machine, "RFC 6749 §3.1.2") { seen in
            contents(seen) { contents in contents.clients.flatMap(hopeless) }
        },
    ]

    /// Why nobody could be sent back to this client.
    private static func hopeless(_ client: Client) -> [Finding] {
        guard client.grantTypes.contains(.authorizationCode) else { return [] }
        let command = "`usher client remove \(client.id.value)` and `usher client add` make it anew."
        if client.redirectURIs.isEmpty, client.redirectPatterns.isEmpty {
            return [Finding("The client “\(client.name)” has no redirect URI, so nobody can be sent back to it.", cure: command)]
        }
        return client.redirectURIs.compactMap(Address.init).filter { !$0.isSecure && !$0.isLoopback }.map { address in
            Finding("The client “\(client.name)” waits at \(address.text), where codes cross the network unencrypted.", cure: command)
        }
    }
}
