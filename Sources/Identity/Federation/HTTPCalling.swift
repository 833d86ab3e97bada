// Requests to other servers as far as signing in elsewhere needs them. Who sends them is handed in.

/// A request to a server that the operator has named, or that such a server has named.
public struct OutgoingRequest: Sendable, Equatable {
    public var url: String
    public var headers: [String: String]
    /// A form to be posted; a GET without one.
    public var form: String?

    public init(_ url: String, headers: [String: String] = [:], form: String? = nil) {
        self.url = url
        self.headers = headers
        self.form = form
    }
}

/// What came back.
public struct IncomingAnswer: Sendable, Equatable {
    public var status: Int
    public var body: [UInt8]
    /// How long it may be kept, as the server said (RFC 9111 §5.2).
    public var maxAge: Duration?

    public init(status: Int, body: [UInt8], maxAge: Duration? = nil) {
        self.status = status
        self.body = body
        self.maxAge = maxAge
    }
}

/// Sends requests. Must not follow redirects, and must bound size and time.
public protocol HTTPCalling: Sendable {
    func answer(to request: OutgoingRequest) async throws -> IncomingAnswer
}
