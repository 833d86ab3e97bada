// What the API reads and writes: the schemas of notes.openapi.yaml as types.

import FoundationEssentials
import HTTPTypes
import Hummingbird
import UsherVerifier

extension Note: ResponseEncodable {}

struct List: ResponseEncodable {
    let notes: [Note]
}

/// Who is calling.
struct Me: ResponseEncodable {
    let id: UserID?
    let email: String?
    let client: ClientID
    let scopes: [String]

    init(_ caller: Caller) {
        id = caller.person?.id
        email = caller.person?.email
        client = caller.client
        scopes = caller.scopes.sorted()
    }
}

struct NewNote: Decodable {
    let text: String

    init(reading request: Request, upTo limit: Int) async throws {
        var request = request
        let body: ByteBuffer
        do { body = try await request.collectBody(upTo: limit) } catch { throw NoteProblem.tooLong }
        do { self = try JSONDecoder().decode(NewNote.self, from: Data(body.readableBytesView)) } catch {
            throw Problem(.badRequest, "invalid_request", "The body must be JSON like {\"text\": \"…\"}.")
        }
    }
}

/// An answer that says what went wrong, in the shape that UsherVerifier's refusals have too.
struct Problem: HTTPResponseError {
    let status: HTTPResponse.Status
    let code: String
    let sentence: String

    init(_ status: HTTPResponse.Status, _ code: String, _ sentence: String) {
        self.status = status
        self.code = code
        self.sentence = sentence
    }

    private struct Body: ResponseEncodable {
        let error: String
        let description: String

        enum CodingKeys: String, CodingKey {
            case error
            case description = "error_description"
        }
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = try Body(error: code, description: sentence).response(from: request, context: context)
        response.status = status
        return response
    }
}

extension NoteProblem: HTTPResponseError {
    var status: HTTPResponse.Status {
        switch self {
        case .empty: .badRequest
        case .tooLong: .contentTooLarge
        case .tooMany: .conflict
        case .unknown: .notFound
        }
    }

    private var code: String {
        switch self {
        case .empty: "invalid_request"
        case .tooLong: "too_long"
        case .tooMany: "too_many"
        case .unknown: "not_found"
        }
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        try Problem(status, code, rawValue).response(from: request, context: context)
    }
}
