// What handlers say about a request while they answer it, for the trace. One hook, carried by the request's context:
// saying something costs a lock that nobody else wants, and a request that is not traced has no notes at all.

import Keys
import OAuth
import Synchronization

/// The notes of one request.
public final class TraceNotes: Sendable {
    struct Content: Sendable {
        var parameters: OAuth.Parameters?
        /// The `Authorization` header.
        var authorization: String?
        var ticket: Ticket?
        /// A ticket that nobody has opened yet.
        var sealedTicket: String?
        var decision: Decision?
        var outcome: Outcome?
        var reply: Reply?
        var error: (any Error)?
    }

    /// What became of a request that a person is part of.
    enum Outcome: Sendable {
        case authorization(AuthorizationOutcome)
        case signedIn(isNew: Bool)
        /// The proof was wrong; the person may try again.
        case signInRefused(Reason)
        case limited
        case formForged
    }

    private let content = Mutex(Content())

    init() {}

    func note(_ body: (inout Content) -> Void) { content.withLock { body(&$0) } }

    var taken: Content { content.withLock { $0 } }
}
