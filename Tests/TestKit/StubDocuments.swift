// Other people's servers, as a list of documents in memory. Nothing is fetched.

import Keys
import OAuth
import Synchronization

/// Documents by their URL, which a test can change between two requests.
public final class StubDocuments: DocumentSource {
    private struct State {
        var documents: [String: Result<FetchedDocument, FetchProblem>] = [:]
        var asked: [String] = []
    }

    private let state = Mutex(State())

    public init() {}

    /// What was asked for, in order.
    public var asked: [String] { state.withLock { $0.asked } }

    /// Has `url` answer with a document from now on.
    public func put(_ document: [UInt8], at url: String, maxAge: Duration? = nil) {
        state.withLock { $0.documents[url] = .success(FetchedDocument(bytes: document, maxAge: maxAge)) }
    }

    public func put(_ members: JSON.Members, at url: String, maxAge: Duration? = nil) {
        put(JSON.object(members).encoded, at: url, maxAge: maxAge)
    }

    /// Has `url` fail from now on.
    public func fail(_ url: String, _ kind: FetchProblem.Kind = .unreachable) {
        state.withLock { $0.documents[url] = .failure(FetchProblem(kind, "The document's server did not answer in time.")) }
    }

    public func document(at url: DocumentURL) async throws(FetchProblem) -> FetchedDocument {
        let result = state.withLock { state in
            state.asked.append(url.text)
            return state.documents[url.text]
        }
        guard let result else { throw FetchProblem(.unacceptable, "The document's server answered 404.") }
        return try result.get()
    }
}

/// A client that nobody registered: its identifier is the URL of its document.
public enum DocumentClient {
    public static let url = "https://client.example/client.json"

    /// A good document, with some members changed; `nil` leaves one out.
    public static func members(_ changes: [String: JSON?] = [:], at url: String = url) -> JSON.Members {
        var members: JSON.Members = [
            "client_id": .string(url), "client_name": "Client", "redirect_uris": ["https://client.example/callback"],
            "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
            "token_endpoint_auth_method": "none",
        ]
        for (name, value) in changes { members[name] = value }
        return members
    }

    /// What the client sends to begin.
    public static func request(_ id: String = url, redirectURI: String = "https://client.example/callback") -> Form {
        [
            "response_type": "code", "client_id": id, "redirect_uri": redirectURI, "scope": "notes:read",
            "state": "af0ifjsldkj", "code_challenge": ProofKeyExample.challenge, "code_challenge_method": "S256",
        ]
    }

    /// What it sends for its code.
    public static func redemption(of code: String, _ id: String = url) -> Form {
        [
            "grant_type": "authorization_code", "client_id": id, "code": code,
            "redirect_uri": "https://client.example/callback", "code_verifier": ProofKeyExample.verifier,
        ]
    }
}
