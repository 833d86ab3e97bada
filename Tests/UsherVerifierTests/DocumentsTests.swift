// Fetching over a real socket: what `HTTPDocuments` refuses to follow, to swallow or to take for a document.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import UsherVerifier

struct DocumentsTests {
    private func application() -> some ApplicationProtocol {
        let router = Router()
        router.get("good") { _, _ in #"{"keys":[]}"# }
        router.get("limit") { _, _ in String(repeating: "a", count: HTTPDocuments.sizeLimit) }
        router.get("long") { _, _ in String(repeating: "a", count: HTTPDocuments.sizeLimit + 1) }
        router.get("moved") { _, _ in Response.redirect(to: "/good", type: .temporary) }
        router.get("created") { _, _ in HTTPResponse.Status.created }
        router.get("broken") { _, _ in HTTPResponse.Status.internalServerError }
        return Application(router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)))
    }

    private func fetch(_ path: String) async throws -> [UInt8] {
        try await application().test(.live) { client in
            // Long enough for the busiest machine: the limit itself is not what is tested here.
            try await HTTPDocuments(timeLimit: .seconds(60)).document(at: "http://127.0.0.1:\(client.port ?? 0)\(path)")
        }
    }

    @Test("a document is fetched, up to the limit")
    func good() async throws {
        #expect(String(decoding: try await fetch("/good"), as: UTF8.self) == #"{"keys":[]}"#)
        #expect(try await fetch("/limit").count == HTTPDocuments.sizeLimit)
    }

    @Test("a longer one is not")
    func long() async throws {
        await #expect(throws: (any Error).self) { try await fetch("/long") }
    }

    @Test("a server that does not finish is given up")
    func slow() async throws {
        let gate = Gate()
        let router = Router()
        router.get("slow") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "{"))
                    await gate.pass()
                    try await writer.finish(nil)
                })
        }
        let server = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)))
        try await server.test(.live) { client in
            let error = await #expect(throws: DocumentProblem.self) {
                try await HTTPDocuments(timeLimit: .milliseconds(50))
                    .document(at: "http://127.0.0.1:\(client.port ?? 0)/slow")
            }
            // Only now may the server end, so the document cannot have been complete.
            await gate.open()
            guard case .tooSlow? = error else {
                Issue.record("another problem: \(String(describing: error))")
                return
            }
        }
    }

    @Test(
        "a redirect is not followed, and only 200 is a document",
        arguments: [("/moved", 307), ("/created", 201), ("/broken", 500), ("/missing", 404)])
    func status(path: String, status: UInt) async throws {
        let error = await #expect(throws: DocumentProblem.self) { try await fetch(path) }
        guard case .status(let found, _)? = error else { return }
        #expect(found == status)
    }

    @Test("what is not a web address is not fetched", arguments: ["", "jwks", "file:///etc/hostname", "ftp://127.0.0.1/jwks"])
    func notHTTP(url: String) async {
        await #expect(throws: (any Error).self) { try await HTTPDocuments().document(at: url) }
    }
}
