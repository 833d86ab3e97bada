// Where a fetch may go: draft-ietf-oauth-client-id-metadata-document §6, RFC 6890. Every address of a name is
// judged, and only a judged address can be connected to, so it does not matter what the name says a moment later.

import OAuth

/// An address that may be connected to. Only the check makes one.
struct JudgedAddress: Sendable, Equatable {
    let address: IPAddress
    fileprivate init(_ address: IPAddress) { self.address = address }
}

/// Judges hosts and addresses.
struct AddressCheck: Sendable {
    let resolver: any Resolver
    /// Names whose address the operator has set.
    let hosts: [String: IPAddress]
    /// Whether this server is itself on loopback: then so may be what it fetches.
    let allowsLoopback: Bool
    /// Special addresses that the operator has opened, at their own risk.
    let isOpened: @Sendable (IPAddress) -> Bool

    /// The addresses of a host, judged one and all.
    func addresses(of host: String) async throws(FetchProblem) -> [JudgedAddress] {
        let found = try await found(host)
        guard !found.isEmpty else { throw Self.refusal("\(host) has no address") }
        // One bad address spoils the name: which of them is used must not be a matter of luck.
        for address in found {
            guard let use = SpecialUse.of(address), !isOpened(address), !(allowsLoopback && use == SpecialUse.loopback) else {
                continue
            }
            throw Self.refusal("\(host) is at \(address), which is \(use)")
        }
        return found.map { JudgedAddress($0) }
    }

    private func found(_ host: String) async throws(FetchProblem) -> [IPAddress] {
        if let address = hosts[host] ?? IPAddress(host) { return [address] }
        guard !host.contains(":") else { throw Self.refusal("\(host) is not an address") }
        guard !Self.isLocal(host) || (allowsLoopback && host == "localhost") else {
            throw Self.refusal("\(host) is a name for inside use")
        }
        do {
            return try await resolver.addresses(of: host)
        } catch {
            throw Self.refusal("\(host) was not found: \(error)")
        }
    }

    /// Names that only mean something inside a network (RFC 6761 §6.3, RFC 6762 §3, RFC 8375, RFC 9476).
    /// `metadata.google.internal` is one.
    private static func isLocal(_ host: String) -> Bool {
        !host.contains(".")
            || ["localhost", "local", "internal", "localdomain", "home.arpa", "alt", "onion"].contains { host.hasSuffix("." + $0) }
    }

    /// One sentence for all of it: an answer must not tell strangers which names exist inside a network.
    private static func refusal(_ detail: String) -> FetchProblem {
        FetchProblem(
            .unreachable, "The document's host was not found on the public internet.", detail: detail)
    }
}
