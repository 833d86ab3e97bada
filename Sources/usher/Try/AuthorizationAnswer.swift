// The address at which an authorization request ended (RFC 6749 §4.1.2), taken apart without touching its octets.

struct AuthorizationAnswer: Sendable, Equatable {
    private let pairs: [Pair]

    private struct Pair: Sendable, Equatable {
        let name: String
        let raw: String
    }

    /// Nothing unless the address is the redirect URI with something added to its query.
    init?(_ landing: String, redirectURI: String) {
        guard landing.hasPrefix(redirectURI) else { return nil }
        let rest = landing.dropFirst(redirectURI.count)
        guard let first = rest.first, first == (redirectURI.contains("?") ? "&" : "?") else { return nil }
        let query = rest.dropFirst().prefix { $0 != "#" }
        pairs = query.split(separator: "&").map { pair in
            let name = pair.prefix { $0 != "=" }
            return Pair(name: Percent.decode(name) ?? String(name), raw: String(pair.dropFirst(name.count + 1)))
        }
    }

    /// The values of a parameter as they were sent.
    func raw(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.raw) }

    /// The values of a parameter with their escapes undone.
    func decoded(_ name: String) -> [String] { raw(name).compactMap(Percent.decode) }
}
