// Looking a client up by its identifier, wherever it is known from.

import Keys

/// Where clients are looked up.
public protocol ClientLookup: Sendable {
    /// The client; `nil` if it is unknown.
    ///
    /// - Parameter address: who asks for it, as it may have to be fetched, and not too often for the same.
    /// - Throws: `ClientDocumentProblem` if it would be known from a document that cannot be used.
    func client(_ id: ClientID, for address: String) async throws -> Client?
}

/// Why the document of a client cannot be used.
public struct ClientDocumentProblem: Error, Sendable, Equatable {
    /// A sentence that may be published.
    public let sentence: String
    /// Whether it may be different in a moment.
    public let isTemporary: Bool
    public let detail: String?

    public init(_ sentence: String, isTemporary: Bool = false, detail: String? = nil) {
        self.sentence = sentence
        self.isTemporary = isTemporary
        self.detail = detail
    }

    /// For the trace.
    public var reason: Reason { isTemporary ? .documentUnreachable : .documentWrong }

    init(_ problem: FetchProblem) {
        self.init(problem.sentence, isTemporary: problem.kind == .unreachable, detail: problem.detail)
    }
}

extension PageError {
    /// Never a redirect: who asks is not known (MCP authorization, client ID metadata documents).
    init(_ problem: ClientDocumentProblem, of id: ClientID) {
        let host = (try? DocumentURL(id.value))?.host
        self.init(
            title: PageText.documentWrong.rawValue,
            sentence: "\(host.map { "The app describes itself at \($0). " } ?? "")\(problem.sentence)",
            cure: problem.isTemporary
                ? PageText.documentLater.rawValue : PageText.documentCure.rawValue,
            reason: problem.reason, detail: problem.sentence + (problem.detail.map { " \($0)" } ?? ""))
    }
}
