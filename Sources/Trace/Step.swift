// One step of a connection attempt: what came, what was answered, and which rule decided.
// What came is an allow-list of harmless values; of a secret only its presence and length (docs/decisions/0016).

import Keys

/// A step, as it is stored.
public struct Step: Sendable, Equatable, Codable {
    /// The steps of a connection, in the order in which they usually come.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case challenge
        case resourceMetadata = "resource-metadata"
        case serverMetadata = "server-metadata"
        case registration
        case authorization
        case signIn = "sign-in"
        case consent
        case code
        case token
        case refresh
        case call
    }

    public enum Outcome: String, Sendable, Codable {
        /// It worked.
        case passed
        /// It is somebody else's turn: a page was shown, or credentials were asked for.
        case waiting
        /// A rule said no.
        case refused
    }

    /// A harmless value.
    public struct Item: Sendable, Equatable, Codable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var at: Timestamp
    public var kind: Kind
    public var outcome: Outcome
    /// What came.
    public var request: [Item]
    /// The HTTP status of the answer.
    public var status: Int
    /// Where the answer led to: a page's name, or a host.
    public var destination: String?
    /// What was answered besides; never a token.
    public var answer: [Item]
    public var error: String?
    /// The sentence that was answered.
    public var description: String?
    /// Which rule decided, if one said no.
    public var reason: Reason?
    /// What exactly was wrong; never a secret.
    public var detail: String?

    public init(
        at: Timestamp, kind: Kind, outcome: Outcome, request: [Item] = [], status: Int, destination: String? = nil,
        answer: [Item] = [], error: String? = nil, description: String? = nil, reason: Reason? = nil, detail: String? = nil
    ) {
        self.at = at
        self.kind = kind
        self.outcome = outcome
        self.request = request
        self.status = status
        self.destination = destination
        self.answer = answer
        self.error = error
        self.description = description
        self.reason = reason
        self.detail = detail
    }

    /// What came under a name.
    public subscript(name: String) -> String? { request.first { $0.name == name }?.value }
}

extension Step.Kind {
    /// What a person calls it.
    public var title: String {
        switch self {
        case .challenge: "call without a token"
        case .resourceMetadata: "resource metadata"
        case .serverMetadata: "server metadata"
        case .registration: "registration"
        case .authorization: "authorization request"
        case .signIn: "sign-in"
        case .consent: "consent"
        case .code: "code"
        case .token: "token request"
        case .refresh: "refresh"
        case .call: "call with a token"
        }
    }

    /// Whether it happens before anybody is known.
    var isDiscovery: Bool { [.challenge, .resourceMetadata, .serverMetadata].contains(self) }
}
