// The documents by which clients find the server (RFC 8414, RFC 9728, RFC 7517) are asked for before everything else, and
// are the same for everybody. A plain GET of one is answered at once, with the answer that the routes below would
// give; whatever is not quite that goes on to them.

import HTTPTypes
import Hummingbird
import NIOCore
import OAuth

/// Answers for documents, and hands everything else on.
public struct DocumentsFirst<Next: HTTPResponder>: HTTPResponder where Next.Context == WebContext {
    private struct Document {
        let place: Tracing.Place?
        let answer: @Sendable () -> Response
    }

    private let documents: [String: Document]
    private let tracing: Tracing
    private let next: Next

    /// - Parameter next: what answers everything else, the same documents included.
    public init(_ site: Site, next: Next) {
        let headers = SecurityHeaders(isSecure: site.address.isSecure)
        var documents: [String: Document] = [:]
        for (path, reply) in MetadataRoutes(site: site).documents {
            let response = Self.complete(reply, headers)
            documents[path] = Document(place: Tracing.place(ofDocument: path)) { response }
        }
        let server = site.server
        documents[site.address.path(Endpoint.keys.path)] = Document(place: nil) { Self.complete(server.keysDocument(), headers) }
        self.documents = documents
        tracing = Tracing(site: site)
        self.next = next
    }

    private static func complete(_ reply: Reply, _ headers: SecurityHeaders) -> Response {
        var response = CrossOrigin.allowing(Response(reply))
        headers.add(to: &response)
        return response
    }

    public func respond(to request: Request, context: WebContext) async throws -> Response {
        guard request.method == .get, let document = request.head.path.flatMap({ documents[$0] }), HostCheck.accepts(request) else {
            return try await next.respond(to: request, context: context)
        }
        if let place = document.place { tracing.noteDocument(at: place, request, context) }
        return document.answer()
    }
}
