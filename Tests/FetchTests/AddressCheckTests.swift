import Foundation
import OAuth
import Testing

@testable import Fetch

@Suite("Where a fetch may go")
struct AddressCheckTests {
    static let special = [
        // RFC 791, RFC 1122: this network and loopback.
        "0.0.0.0", "0.255.255.255", "127.0.0.1", "127.1.2.3", "127.255.255.255",
        // RFC 1918, RFC 6598: private and shared.
        "10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "100.64.0.1",
        "100.127.255.255",
        // RFC 3927: link-local, and the metadata services of clouds.
        "169.254.0.1", "169.254.169.254", "169.254.170.2", "fd00:ec2::254",
        // RFC 6890, RFC 5737, RFC 2544, RFC 7526.
        "192.0.0.1", "192.0.0.192", "192.0.2.1", "198.51.100.7", "203.0.113.200", "198.18.0.1", "198.19.255.255", "192.88.99.1",
        // Multicast, reserved, broadcast.
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        // IPv6.
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "100::1", "2001::1", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fdff::1", "fe80::1",
        "febf::1", "fec0::1", "ff02::1", "4000::1", "e000::1",
    ]

    static let ordinary = [
        "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255",
        "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "198.51.99.255", "203.0.114.0", "223.255.255.255", "2000::1", "2001:200::1",
        "2001:db7:ffff::1", "2001:db9::", "2003::", "2606:4700::1111", "3ffe::1", "3fff:1000::",
    ]

    private func check(_ answers: [String], loopback: Bool = false, opened: Set<String> = []) -> AddressCheck {
        AddressCheck(
            resolver: ScriptedResolver(["name.example": [answers], "localhost": [answers]]), hosts: [:], allowsLoopback: loopback,
            isOpened: { opened.contains($0.description) })
    }

    @Test("an address that is not the public internet is refused, as a name's and as a literal", arguments: special)
    func refused(address: String) async throws {
        await #expect(throws: FetchProblem.self) { try await check([address]).addresses(of: "name.example") }
        await #expect(throws: FetchProblem.self) { try await check([]).addresses(of: address) }
    }

    @Test("an ordinary address beside a special one is let through", arguments: ordinary)
    func allowed(address: String) async throws {
        let judged = try await check([address]).addresses(of: "name.example")
        #expect(judged.map(\.address) == [IPAddress(address)])
    }

    @Test("one special address among public ones spoils the name", arguments: [0, 1, 2])
    func spoilt(position: Int) async throws {
        var answers = ["8.8.8.8", "2606:4700::1111"]
        answers.insert("10.0.0.1", at: position)
        await #expect(throws: FetchProblem.self) { try await check(answers).addresses(of: "name.example") }
    }

    @Test(
        "a name for inside use is not even asked for",
        arguments: ["localhost", "metadata.google.internal", "metadata", "printer.local", "router.home.arpa", "x.localhost"])
    func insideNames(name: String) async throws {
        let resolver = ScriptedResolver([name: [["8.8.8.8"]]])
        let check = AddressCheck(resolver: resolver, hosts: [:], allowsLoopback: false, isOpened: { _ in false })
        await #expect(throws: FetchProblem.self) { try await check.addresses(of: name) }
        #expect(resolver.asked.isEmpty)
    }

    @Test("loopback is reached by a server that is on loopback itself, and nothing else private is")
    func loopback() async throws {
        #expect(try await check(["127.0.0.1"], loopback: true).addresses(of: "localhost").count == 1)
        #expect(try await check([], loopback: true).addresses(of: "127.0.0.1").count == 1)
        #expect(try await check(["::1"], loopback: true).addresses(of: "name.example").count == 1)
        for address in Self.special where !address.hasPrefix("127.") && address != "::1" {
            await #expect(throws: FetchProblem.self) { try await check([address], loopback: true).addresses(of: "name.example") }
        }
    }

    @Test("what the operator has opened is reached, and nothing beside it")
    func opened() async throws {
        #expect(try await check(["10.0.0.1"], opened: ["10.0.0.1"]).addresses(of: "name.example").count == 1)
        await #expect(throws: FetchProblem.self) { try await check(["10.0.0.2"], opened: ["10.0.0.1"]).addresses(of: "name.example") }
    }

    @Test("the operator's own list of hosts is read before the resolver, and judged all the same")
    func hosts() async throws {
        let resolver = ScriptedResolver([:])
        let hosts = ["near.example": IPAddress("10.0.0.1"), "far.example": IPAddress("8.8.8.8")].compactMapValues { $0 }
        let check = AddressCheck(resolver: resolver, hosts: hosts, allowsLoopback: false, isOpened: { _ in false })
        #expect(try await check.addresses(of: "far.example").map(\.address) == [IPAddress("8.8.8.8")])
        await #expect(throws: FetchProblem.self) { try await check.addresses(of: "near.example") }
        #expect(resolver.asked.isEmpty)
    }

    @Test("strangers are not told whether a name exists inside of the network")
    func sameSentence() async throws {
        func sentence(_ check: AddressCheck, _ name: String) async -> String? {
            do throws(FetchProblem) {
                _ = try await check.addresses(of: name)
                return nil
            } catch { return error.sentence }
        }
        let inside = await sentence(check(["10.0.0.1"]), "name.example")
        let missing = await sentence(check(["10.0.0.1"]), "nowhere.example")
        #expect(inside != nil && inside == missing)
    }

    @Test("the system's resolver knows this machine, each address once, and no name that cannot be")
    func system() async throws {
        let found = try await SystemResolver().addresses(of: "localhost")
        #expect(!found.isEmpty && found.allSatisfy { SpecialUse.of($0) == SpecialUse.loopback })
        #expect(Set(found).count == found.count)
        let endless = String(repeating: "a", count: 300)
        await #expect(throws: (any Error).self) { try await SystemResolver().addresses(of: endless) }
    }

    @Test("a lookup that is cancelled ends, though the system's resolver cannot be interrupted")
    func cancelled() async throws {
        let lookup = Lookup()
        lookup.end(with: .failure(CancellationError()))
        await #expect(throws: CancellationError.self) {
            try await withCheckedThrowingContinuation { #expect(!lookup.begin($0)) }
        }
    }
}
