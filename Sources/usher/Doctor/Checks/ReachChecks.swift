// Whether clients reach the server at all: name, addresses, and the way there (CLIENTS.md M10, section 5.5).

import Keys
import Profiles

extension Check {
    private static let network = "RFC 1035 §3.4.1"

    static let reach: [Check] = [
        .failure("unknown-name", .reach, network, Clients.everyone) { seen in
            guard let network = seen.network else { return nil }
            guard network.ipv4.isEmpty, network.ipv6.isEmpty else { return [] }
            return [
                Finding("\(seen.server.host) has no address.", cure: "Add an A record that points at the server, or correct the name.")
            ]
        },
        .failure("no-ipv4", .reach, network, Clients.hosted) { seen in
            guard let network = seen.network, !seen.server.host.hasPrefix("[") else { return nil }
            guard network.ipv4.isEmpty, !network.ipv6.isEmpty else { return [] }
            return [
                Finding(
                    "\(seen.server.host) has IPv6 addresses only.",
                    cure: "Add an A record: ChatGPT and Claude come from clouds that speak IPv4.")
            ]
        },
        .failure("silent-address", .reach, network, Clients.everyone) { seen in
            guard let doors = seen.network?.doors, doors.contains(where: { $0.silence == nil }) else { return nil }
            return doors.compactMap { door in
                door.silence.map { silence in
                    Finding(
                        "\(seen.server.host) has the address \(door.address), where nobody answers (\(silence)).",
                        cure: "Remove that A record, or mend the machine: clients pick any of the addresses.")
                }
            }
        },
        .failure("unreachable", .reach, "RFC 9110 §4.2", Clients.everyone) { seen in
            guard !seen.sights.isEmpty, seen.network?.ipv4.isEmpty == false || seen.network?.ipv6.isEmpty == false else { return nil }
            guard !seen.isAnswering else { return [] }
            let silences = (seen.network?.doors ?? []).compactMap(\.silence) + seen.sights.values.compactMap(\.silence)
            let silence = silences.first ?? "no connection"
            return [
                Finding(
                    "\(seen.server.origin) does not answer (\(silence)).",
                    cure: "Start the server, and let its proxy and its firewall pass port \(seen.server.port) to it.")
            ]
        },
        .note("loopback", .reach, "RFC 8252 §7.3") { seen in
            guard seen.isAnswering else { return nil }
            guard seen.server.isLoopback else { return [] }
            return [
                Finding(
                    "\(seen.server.origin) is for clients on this machine.",
                    cure: "For ChatGPT and Claude, give it a public https address and say so in `public_url`.")
            ]
        },
        .warning("private-address", .reach, "RFC 1918 §3") { seen in
            guard let network = seen.network, !seen.server.isLoopback else { return nil }
            return network.ipv4.filter(isPrivate).map { address in
                Finding(
                    "From here \(seen.server.host) is \(address), which only your own network reaches.",
                    cure: "Make sure that the public DNS has a public address for it.")
            }
        },
        .failure("silent-endpoint", .reach, "RFC 9110 §15", Clients.mcp) { seen in
            guard seen.isAnswering else { return nil }
            let silent = seen.sights.values.filter { $0.answer == nil }
            return Dictionary(silent.map { (Seen.plain($0.address), $0.silence ?? "no answer") }) { first, _ in first }
                .sorted { $0.key < $1.key }
                .map { Finding("\($0.key) does not answer (\($0.value)).", cure: "Look into the server's log for what happens there.") }
        },
        .failure("slow", .reach, "Claude: ten seconds for each answer", Clients.mcp) { seen in
            guard seen.isAnswering else { return nil }
            guard let slowest = seen.sights.values.filter({ $0.answer != nil }).max(by: { $0.took < $1.took }), slowest.took > .seconds(10)
            else { return [] }
            return [
                Finding(
                    "\(Seen.plain(slowest.address)) took \(slowest.took.inSeconds) seconds to answer.",
                    cure: "Find what it waits for: clients give up after ten seconds.", clients: Clients.waiting(lessThan: slowest.took))
            ]
        },
        .failure("clock", .reach, "RFC 7519 §4.1.4", [.chatGPTApp, .web]) { seen in
            guard let sight = seen.sights[.document(seen.authorizationServerPlace)], let date = sight.answer?.header("Date"),
                let theirs = HTTPDate.time(date)
            else { return nil }
            let difference = (theirs - sight.at).inSeconds
            guard abs(difference) > 60 else { return [] }
            return [
                Finding(
                    "The server's clock is \(abs(difference)) seconds \(difference < 0 ? "behind" : "ahead of") the one here.",
                    cure: "Let both machines keep time by NTP: tokens and assertions are refused by clocks that disagree.")
            ]
        },
        agents,
    ]

    /// M10: whoever asks, under whatever name, gets the same answer.
    private static let agents = Check.failure("bot-wall", .reach, "RFC 9110 §10.1.5", Clients.everyone) { seen in
        guard let plain = seen.answer(.document(seen.authorizationServerPlace)), plain.status == 200 else { return nil }
        return Clients.agents.compactMap { name, clients in
            guard let answer = seen.answer(.agent(name)) else { return nil }
            guard answer.status != plain.status || answer.mediaType != plain.mediaType else { return nil }
            return Finding(
                "The metadata is \(answer.described) for the User-Agent \(name), but \(plain.described) for others.",
                cure: "Let the bot protection in front of the server pass these requests: no person is there to solve its riddle.",
                clients: clients)
        }
    }

    private static func isPrivate(_ address: String) -> Bool {
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"]
            .contains { (try? AddressRange($0))?.contains(address) == true }
    }
}

extension Answer {
    /// In a few words: `403 text/html`.
    var described: String { mediaType.isEmpty ? "\(status)" : "\(status) \(mediaType)" }
}

extension Seen {
    /// An address without its query.
    static func plain(_ address: String) -> String { String(address.prefix { $0 != "?" }) }
}
