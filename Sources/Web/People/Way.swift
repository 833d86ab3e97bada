// Where somebody goes on after signing in: back to the request that waits for them, or to a page of their account.
// It travels through links and forms; what it names is one of our own places, never an address that somebody sent.

import OAuth

/// A page below `/account`.
enum AccountSection: String, CaseIterable, Sendable {
    case secondStep = "second-step"
    /// The sites that open the account.
    case linked
    /// Another way in waits to be added, once the person has proven that the account is theirs.
    case joining
    case passkeys

    var path: String { "\(AccountRoutes.path)/\(rawValue)" }
}

/// The way on.
struct Way: Sendable {
    /// The request that waits, sealed.
    var ticket: String?
    var section: AccountSection?

    init(ticket: String? = nil, section: AccountSection? = nil) {
        self.ticket = ticket
        self.section = section
    }

    /// Reads what our own links and forms carry.
    init(_ parameters: OAuth.Parameters) throws {
        ticket = try parameters.value("ticket")
        section = try parameters.value("to").flatMap(AccountSection.init)
    }

    /// Reads what `encoded` wrote.
    init(encoded: [UInt8]) {
        self = (try? Parameters(formEncoded: encoded)).flatMap { try? Way($0) } ?? Way()
    }

    /// As bytes to be kept.
    var encoded: [UInt8] { Array(query.dropFirst().utf8) }

    /// The same for the next link.
    var query: String {
        if let ticket { return "?ticket=" + FormEncoding.encode(ticket) }
        return section.map { "?to=" + $0.rawValue } ?? ""
    }
}

extension Site {
    /// Where it leads.
    func location(_ way: Way) -> String {
        if way.ticket != nil { return address.path(AuthorizationRoutes.resumption) + way.query }
        return address.path(way.section?.path ?? AccountRoutes.path)
    }

    /// The sign-in page, on somebody's way.
    func signInLink(_ way: Way = Way(), notice: Notice? = nil) -> String {
        let query = way.query
        return address.path(SignInRoutes.path) + query + (notice.map { (query.isEmpty ? "?" : "&") + "notice=\($0.rawValue)" } ?? "")
    }
}
