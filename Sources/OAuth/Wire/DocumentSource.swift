// Documents that live on other people's servers: client metadata (draft-ietf-oauth-client-id-metadata-document §4)
// and key sets (RFC 7517 §5). The engine says what it wants; how it is fetched safely is somebody else's work.

/// Where documents of others come from.
public protocol DocumentSource: Sendable {
    /// The document at `url`.
    ///
    /// Must not follow redirects, must bound size and time, and must reach public addresses only.
    func document(at url: DocumentURL) async throws(FetchProblem) -> FetchedDocument
}

/// A document, as its server answered with it.
public struct FetchedDocument: Sendable, Equatable {
    public var bytes: [UInt8]
    /// How long it may be kept, as its server said; `nil` if it said nothing (RFC 9111 §5.2).
    public var maxAge: Duration?

    public init(bytes: [UInt8], maxAge: Duration?) {
        self.bytes = bytes
        self.maxAge = maxAge
    }
}

/// Why a document is not there.
public struct FetchProblem: Error, Sendable, Equatable {
    public enum Kind: Sendable {
        /// It may never be fetched from there.
        case forbidden
        /// It cannot be had now.
        case unreachable
        /// There is an answer, and it is not a document.
        case unacceptable
    }

    public let kind: Kind
    /// A sentence that may be published. It never says what a name stands for inside of our network.
    public let sentence: String
    /// What the log may say besides.
    public let detail: String?

    public init(_ kind: Kind, _ sentence: String, detail: String? = nil) {
        self.kind = kind
        self.sentence = sentence
        self.detail = detail
    }
}

/// For a server that fetches nothing.
public struct NoDocuments: DocumentSource {
    public init() {}

    public func document(at url: DocumentURL) async throws(FetchProblem) -> FetchedDocument {
        throw FetchProblem(.forbidden, "This server fetches no documents.")
    }
}
