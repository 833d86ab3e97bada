// A connection attempt: everything from the first unauthenticated call to the first authenticated one.

import Keys

/// A short name that a person can type.
public struct AttemptID: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }

    /// Without letters and digits that look alike.
    private static let alphabet = Array("23456789abcdefghjkmnpqrstuvwxyz".utf8)

    public static func fresh(_ randomness: any Randomness) -> AttemptID {
        let letters = randomness.bytes(16).chunked(by: 2).map { pair in
            alphabet[Int(UInt16(pair[0]) << 8 | UInt16(pair[1])) % alphabet.count]
        }
        return AttemptID(String(decoding: letters, as: UTF8.self))
    }
}

extension [UInt8] {
    fileprivate func chunked(by size: Int) -> [[UInt8]] {
        stride(from: 0, to: count - size + 1, by: size).map { Array(self[$0..<($0 + size)]) }
    }
}

/// An attempt.
public struct Attempt: Sendable, Equatable {
    public let id: AttemptID
    public var startedAt: Timestamp
    public var lastAt: Timestamp
    public var client: ClientID?
    public var clientName: String?
    /// The kind of client: as it was registered, else as its addresses and its user agent look.
    public var profile: String?
    /// The resource's identifier.
    public var resource: String?
    /// How many steps, of this or other attempts, were not recorded while it ran, because too much was going on.
    public var gaps: Int
    public var steps: [Step]

    public init(
        id: AttemptID, startedAt: Timestamp, lastAt: Timestamp, client: ClientID? = nil, clientName: String? = nil,
        profile: String? = nil, resource: String? = nil, gaps: Int = 0, steps: [Step] = []
    ) {
        self.id = id
        self.startedAt = startedAt
        self.lastAt = lastAt
        self.client = client
        self.clientName = clientName
        self.profile = profile
        self.resource = resource
        self.gaps = gaps
        self.steps = steps
    }

    func has(_ kind: Step.Kind) -> Bool { steps.contains { $0.kind == kind } }

    func has(_ kind: Step.Kind, _ outcome: Step.Outcome) -> Bool {
        steps.contains { $0.kind == kind && $0.outcome == outcome }
    }

    /// Whether nobody has been named in it yet.
    var isDiscovery: Bool { steps.allSatisfy { $0.kind.isDiscovery } }

    /// The newest value that came under a name.
    public func latest(_ name: String) -> String? { steps.last { $0[name] != nil }?[name] }
}

/// What ties a step to an attempt. Stored, so that every node finds what another has begun.
public struct Link: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }

    /// The grant that a code, a refresh token and an access token share.
    static func grant(_ id: GrantID) -> Link { Link("grant:\(id)") }
    /// One request on its way through sign-in and consent.
    static func flow(_ name: String) -> Link { Link("flow:\(name)") }
    /// The same request, sent again by the same browser.
    static func request(_ name: String) -> Link { Link("request:\(name)") }
    /// The client that was registered here.
    static func born(_ client: ClientID) -> Link { Link("born:\(client)") }
    /// An address and the family of a user agent. A weak link: many may share it.
    static func place(_ address: String, _ family: String) -> Link { Link("place:\(address) \(family)") }
    /// An attempt that was found to be part of another.
    public static func attempt(_ id: AttemptID) -> Link { Link("attempt:\(id)") }
}
