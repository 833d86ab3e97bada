// Where an answer may go: RFC 6749 §3.1.2, RFC 9700 §2.1 and §4.1.3, RFC 8252 §7 and §8.4.
// Exact string comparison, with two exceptions: the port of a loopback address, and, for the two confidential
// clients whose addresses cannot be known beforehand, one segment of a path on a pinned host.

import FoundationEssentials
import Keys

/// An address that was checked against the client's registration. Only the check makes one, so an unchecked
/// address cannot be redirected to.
public struct Destination: Sendable, Equatable {
    public let uri: String
    /// Whether the request named it, rather than leaving the only registered one to be meant.
    let wasSent: Bool

    fileprivate init(uri: String, wasSent: Bool) {
        self.uri = uri
        self.wasSent = wasSent
    }

    /// The host that the answer goes to, as the consent page shows it; the scheme for an app's own scheme.
    public var host: String { RedirectURI(uri)?.displayHost ?? uri }
    /// Whether the answer stays on the person's own device.
    public var isOnThisDevice: Bool { RedirectURI(uri).map { $0.isLoopback || $0.isPrivateUse } ?? false }
    /// Whether it is an app's own scheme, which a browser hands to the app (RFC 8252 §7.1).
    public var isPrivateUse: Bool { RedirectURI(uri)?.isPrivateUse ?? false }
}

/// One open segment in a path on a pinned host: `https://host` + prefix + segment + suffix.
public struct RedirectPattern: Sendable, Equatable, Codable {
    public var host: String
    public var prefix: String
    public var suffix: String

    public init(host: String, prefix: String, suffix: String) {
        self.host = host
        self.prefix = prefix
        self.suffix = suffix
    }

    /// The segment is 1 to 80 letters, digits, `-` or `_`; everything around it is compared byte for byte.
    public func matches(_ uri: String) -> Bool {
        let head = "https://\(host)\(prefix)"
        guard uri.hasPrefix(head), uri.hasSuffix(suffix), uri.utf8.count > head.utf8.count + suffix.utf8.count else {
            return false
        }
        let segment = uri.utf8.dropFirst(head.utf8.count).dropLast(suffix.utf8.count)
        return segment.count <= 80
            && segment.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

enum RedirectURICheck {
    /// The destination for a request, or the page that says why there is none (RFC 6749 §4.1.2.1).
    static func destination(for sent: String?, of client: Client) throws(PageError) -> Destination {
        guard let sent else {
            // RFC 6749 §3.1.2.3: it may be left out only if exactly one is registered.
            guard client.redirectURIs.count == 1, client.redirectPatterns.isEmpty, let only = client.redirectURIs.first
            else { throw missing }
            return Destination(uri: only, wasSent: false)
        }
        guard isRegistered(sent, of: client) else { throw notRegistered(sent) }
        return Destination(uri: sent, wasSent: true)
    }

    static func isRegistered(_ sent: String, of client: Client) -> Bool {
        guard sent.utf8.count <= 2048, !sent.utf8.contains(UInt8(ascii: "#")) else { return false }
        // `==` on strings compares canonically; redirect URIs are compared byte for byte (RFC 9700 §4.1.3).
        if client.redirectURIs.contains(where: { $0.utf8.elementsEqual(sent.utf8) }) { return true }
        if client.mayBeExempted, client.redirectPatterns.contains(where: { $0.matches(sent) }) { return true }
        return client.redirectURIs.contains { loopback($0, matches: sent) }
    }

    // RFC 8252 §7.3: a native app listens on whatever port it gets.
    private static func loopback(_ registered: String, matches sent: String) -> Bool {
        guard let registered = RedirectURI(registered), registered.isLoopback, let sent = RedirectURI(sent),
            sent.isLoopback
        else { return false }
        return registered.host == sent.host
            && (registered.rest.isEmpty ? "/" : registered.rest) == (sent.rest.isEmpty ? "/" : sent.rest)
    }

    private static let missing = PageError(
        .addressMissing, .addressMissingSentence, .addressMissingCure, reason: .redirectURIMissing)

    private static func notRegistered(_ sent: String) -> PageError {
        let problem = RedirectURI.problem(with: sent)
        return PageError(
            .addressUnknown, .addressUnknownSentence, .addressUnknownCure,
            reason: problem == nil ? .redirectURINotRegistered : .redirectURIForbidden, detail: problem)
    }
}
