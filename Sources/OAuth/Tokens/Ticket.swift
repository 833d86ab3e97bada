// A pending authorization request, carried by the browser while the person signs in and decides.
// Sealed, so that nothing in it can be changed on the way; nothing is stored, so any number may be pending,
// several at once in one browser, and none can be used up.

import Keys

/// A request on its way through sign-in and consent.
public struct Ticket: Sendable, Equatable {
    /// The request's parameters as they came, form-encoded.
    public let request: String
    /// When the request came.
    public let begunAt: Timestamp

    public init(request: String, begunAt: Timestamp) {
        self.request = request
        self.begunAt = begunAt
    }
}

/// Seals tickets and opens them again.
public struct TicketOffice: Sendable {
    let secret: RootSecret
    let lifetime: Duration

    public init(secret: RootSecret, lifetime: Duration) {
        self.secret = secret
        self.lifetime = lifetime
    }

    public func seal(_ ticket: Ticket) -> String {
        let content = Array("\(ticket.begunAt.milliseconds)?\(ticket.request)".utf8)
        return secret.voucher(content, for: .tickets)
    }

    /// The ticket, or `nil` if it was changed, comes from another server, or is too old.
    public func open(_ sealed: String, at now: Timestamp) -> Ticket? {
        guard let content = secret.content(of: sealed, for: .tickets) else { return nil }
        let parts = content.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let milliseconds = Int64(String(decoding: parts[0], as: UTF8.self)) else { return nil }
        let begunAt = Timestamp(milliseconds: milliseconds)
        guard begunAt + lifetime > now else { return nil }
        return Ticket(request: String(decoding: parts[1], as: UTF8.self), begunAt: begunAt)
    }
}
