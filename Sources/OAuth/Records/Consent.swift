// What a person has agreed to, so that they are not asked again for the same thing.

import Keys

/// A person's agreement that a client may have some scopes of a resource, with answers going to one host.
public struct Consent: Sendable, Equatable {
    public let user: UserID
    public let client: ClientID
    /// The resource's identifier, or the issuer if only the person's identity was asked for.
    public let resource: String
    /// Where answers go: another host is another question.
    public let redirectHost: String
    public let scope: Scope
    public let givenAt: Timestamp

    public init(
        user: UserID, client: ClientID, resource: String, redirectHost: String, scope: Scope, givenAt: Timestamp
    ) {
        self.user = user
        self.client = client
        self.resource = resource
        self.redirectHost = redirectHost
        self.scope = scope
        self.givenAt = givenAt
    }
}

/// A client that is connected to a person, for the account page.
public struct Connection: Sendable, Equatable {
    public let client: ClientID
    public let clientName: String
    public let resource: String
    public let scope: Scope
    public let since: Timestamp
    public let lastUsedAt: Timestamp?

    public init(
        client: ClientID, clientName: String, resource: String, scope: Scope, since: Timestamp, lastUsedAt: Timestamp?
    ) {
        self.client = client
        self.clientName = clientName
        self.resource = resource
        self.scope = scope
        self.since = since
        self.lastUsedAt = lastUsedAt
    }
}
