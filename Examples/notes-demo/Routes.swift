// The API's routes. The gateway takes the resource's path off, so `{public}/notes/7` arrives here as `/7`
// and the collection itself is `/`. Every route but the document is behind the verifier.

import FoundationEssentials
import HTTPTypes
import Hummingbird
import UsherVerifier

/// The context of one request: Hummingbird's own, and whom the call is for.
struct NotesContext: CallerRequestContext {
    var coreContext: CoreRequestContextStorage
    var caller: Caller?
    // A note of 10 KiB can take six times that when each character is escaped.
    var maxUploadSize: Int { 64 * 1024 }

    init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }
}

/// - Parameter document: the OpenAPI document, which anybody may read.
func notesRouter(verifier: Verifier, notes: Notes, document: [UInt8]?) -> Router<NotesContext> {
    let router = Router(context: NotesContext.self)
    router.get("openapi.yaml") { _, _ in
        guard let document else { throw Problem(.notFound, "not_found", "This server was started without its OpenAPI document.") }
        return Response(
            status: .ok, headers: [.contentType: "application/yaml"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: document)))
    }
    let verified = router.group().add(middleware: VerifyCaller(verifier))
    verified.get("me") { _, context in Me(try context.requireCaller()) }

    verified.group().add(middleware: RequireScopes("notes:read"))
        .get("/") { _, context in
            List(notes: await notes.all(of: try context.requirePerson().id))
        }
    verified.group().add(middleware: RequireScopes("notes:write"))
        .post("/") { request, context in
            let person = try context.requirePerson()
            let new = try await NewNote(reading: request, upTo: context.maxUploadSize)
            let note = try await notes.add(new.text, for: person.id, at: Date())
            return EditedResponse(status: .created, response: note)
        }
        .delete("{id}") { _, context in
            let person = try context.requirePerson()
            guard let id = context.parameters.get("id", as: Int.self) else { throw NoteProblem.unknown }
            try await notes.delete(id, of: person.id)
            return HTTPResponse.Status.noContent
        }
    return router
}
