// Faults on the way to a server: names, addresses, certificates, clocks and walls.

import Keys
import Profiles

@testable import usher

extension Fault {
    static let reach: [Fault] = [
        Fault("unknown-name", .failure(Clients.everyone), "auth.example.com has no address.").with {
            $0.deployment.network = Seen.Network()
            $0.deployment.silent = ["*"]
        },
        Fault("no-ipv4", .failure(Clients.hosted), "auth.example.com has IPv6 addresses only.").with {
            $0.deployment.network = Seen.Network(ipv6: ["2001:db8::7"])
        },
        Fault(
            "silent-address", .failure(Clients.everyone),
            "auth.example.com has the address 203.0.113.8, where nobody answers (connection refused)."
        ).with {
            $0.deployment.network.doors.append(Seen.Door(address: "203.0.113.8", silence: "connection refused"))
        },
        Fault("unreachable", .failure(Clients.everyone), "https://auth.example.com does not answer (connection refused).").with {
            $0.deployment.silent = ["*"]
        },
        Fault("private-address", .warning, "From here auth.example.com is 10.0.0.4, which only your own network reaches.").with {
            $0.deployment.network.ipv4 = ["10.0.0.4"]
        },
        Fault("silent-endpoint", .failure(Clients.mcp), "https://auth.example.com/jwks does not answer (connection refused).").with {
            $0.deployment.silent = ["/jwks"]
        },
        Fault("slow", .failure(Clients.mcp), "https://auth.example.com/token took 12 seconds to answer.").with {
            $0.deployment.delays = ["/token": .seconds(12)]
        },
        Fault(
            "clock", .failure([.chatGPTApp, .web]), "The server's clock is 299 seconds behind the one here.",
            Plant(ToyDeployment.oauth, "11:06:41", "11:01:41")),
        Fault(
            "clock", .failure([.chatGPTApp, .web]), "The server's clock is 3601 seconds ahead of the one here.",
            Plant(ToyDeployment.oauth, "11:06:41", "12:06:41")),
        Fault(
            "bot-wall", .failure([.chatGPTApp]),
            "The metadata is 403 text/html for the User-Agent openai-mcp/1.0.0, but 200 application/json for others.",
            Plant(ToyDeployment.oauth, when: "User-Agent: openai-mcp", "200", "403"),
            Plant(ToyDeployment.oauth, when: "User-Agent: openai-mcp", "application/json", "text/html")),
        Fault(
            "bot-wall", .failure([.claude]),
            "The metadata is 503 application/json for the User-Agent Claude-User, but 200 application/json for others.",
            Plant(ToyDeployment.oauth, when: "User-Agent: Claude-User", "200", "503")),
    ]

    static let transport: [Fault] = [
        Fault(
            "plain-http", .failure(Clients.everyone),
            "http://auth.example.com is not encrypted, so passwords and tokens can be read on the way.",
            Plant("*", "https://auth", "http://auth")
        ).with {
            $0.server = "http://auth.example.com"
            $0.resources = ["http://auth.example.com/mcp"]
            $0.deployment.network.doors = [Seen.Door(address: "203.0.113.7")]
        },
        certificate(
            "untrusted-certificate", .failure(Clients.everyone), "of auth.example.com at 203.0.113.7 is not trusted: it has expired."
        ) {
            $0.distrust = "it has expired"
            $0.expiresAt = ToyDeployment.now - .seconds(60)
        },
        certificate(
            "untrusted-certificate", .failure(Clients.everyone),
            "of auth.example.com at 203.0.113.7 is not trusted: it is for another name."
        ) { $0.distrust = "it is for another name" },
        certificate("expiring-certificate", .warning, "at 203.0.113.7 expires in 5 days, on 2026-11-23T11:06:40Z.") {
            $0.expiresAt = ToyDeployment.now + .seconds(5 * 86400)
        },
        Fault("old-tls", .failure(Clients.hosted), "203.0.113.7 offers nothing newer than TLS 1.1.").with {
            $0.deployment.network.doors[0].encryption?.version = "TLS 1.1"
        },
        Fault(
            "odd-port", .warning, "https://auth.example.com:8443 is not on port 443.",
            Plant("*", "https://auth.example.com", "https://auth.example.com:8443")
        ).with {
            $0.server = "https://auth.example.com:8443"
            $0.resources = ["https://auth.example.com:8443/mcp"]
        },
        Fault(
            "hsts", .warning, "Answers have no Strict-Transport-Security.",
            Plant(ToyDeployment.oauth, "Strict-Transport-Security", "X-Other")),
    ]

    private static func certificate(
        _ id: String, _ severity: Check.Severity, _ sentence: String, _ change: (inout Seen.Encryption) -> Void
    ) -> Fault {
        Fault(id, severity, "The certificate \(sentence)").with {
            guard var encryption = $0.deployment.network.doors[0].encryption else { return }
            change(&encryption)
            $0.deployment.network.doors[0].encryption = encryption
        }
    }
}
