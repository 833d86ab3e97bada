// Who a verified call is for, as told by the claims of RFC 9068 §2.2: `sub`, `client_id`, `scope`.
// A client that acts for itself is no person, and the two never share a type, so a backend cannot mix them up.

import Keys

/// The stable name of a person at Usher. Use it as the key of your own records; it is never reused.
public typealias UserID = Keys.UserID
/// The name of a client at Usher.
public typealias ClientID = Keys.ClientID

/// A person, and what the client that acts for them may do.
public struct Person: Sendable, Hashable {
    public let id: UserID
    /// For display only: an address can change hands, the `id` cannot.
    public let email: String?
    /// The client that makes the call.
    public let client: ClientID
    public let scopes: Set<String>

    public init(id: UserID, email: String?, client: ClientID, scopes: Set<String>) {
        self.id = id
        self.email = email
        self.client = client
        self.scopes = scopes
    }
}

/// Whom a call is for.
public enum Caller: Sendable, Hashable {
    /// A person, through a client that they allowed.
    case person(Person)
    /// A client acting for itself (RFC 6749 §4.4): no person agreed to anything.
    case client(ClientID, scopes: Set<String>)

    init(_ claims: Claims) throws(Refusal) {
        // RFC 9068 §2.2: both claims are required.
        guard let client = claims.clientID, !client.value.isEmpty, !claims.subject.isEmpty else {
            throw .rejected(.malformed)
        }
        let scopes = Set(claims.scopes)
        // RFC 9068 §2.2: without a person, `sub` names the client.
        if claims.subject == client.value {
            self = .client(client, scopes: scopes)
        } else {
            self = .person(Person(id: UserID(claims.subject), email: claims.email, client: client, scopes: scopes))
        }
    }

    /// The person, if there is one.
    public var person: Person? {
        if case .person(let person) = self { person } else { nil }
    }

    /// The client that makes the call.
    public var client: ClientID {
        switch self {
        case .person(let person): person.client
        case .client(let client, _): client
        }
    }

    public var scopes: Set<String> {
        switch self {
        case .person(let person): person.scopes
        case .client(_, let scopes): scopes
        }
    }

    /// Refuses unless all of `required` were granted.
    public func require(_ required: Set<String>) throws(Refusal) {
        guard required.isSubset(of: scopes) else { throw .insufficientScope(required) }
    }
}
