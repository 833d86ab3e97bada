// The one place where what handlers throw becomes a response: refusals for the client, pages for the person,
// and for everything else a 500 with a reference that is in the log.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import Logging
import OAuth
import Pages

struct ErrorReplies: RouterMiddleware {
    typealias Context = WebContext

    let site: Site

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            var response = try response(to: error, request, context, asPage: request.wantsPage)
            // Clients look for documents in many places, scripts too: that there is none they have to be able to read.
            if request.isDiscovery {
                response = request.method == .options ? CrossOrigin.preflight(["GET"]) : CrossOrigin.allowing(response)
            }
            SecurityHeaders(isSecure: site.address.isSecure).add(to: &response)
            return response
        }
    }

    /// - Parameter asPage: whether a person reads what is our own fault, or a client.
    func response(
        to error: any Error, _ request: Request, _ context: WebContext, asPage: Bool
    ) throws -> Response {
        switch error {
        case let error as PageError: return try site.page(error)
        case let error as OAuthError: return Response(Reply.refusal(error))
        case is Busy:
            return try unavailable(.busySentence, asPage: asPage)
        case let error as StoreUnavailable:
            context.logger.warning(
                "a request was put off", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return try unavailable(.databaseSentence, asPage: asPage)
        case let error as any HTTPResponseError: return Self.json(error)
        default: return try failure(error, request, context, asPage: asPage)
        }
    }

    private static func json(_ error: any HTTPResponseError) -> Response {
        let (name, sentence): (String, String) =
            switch error.status.code {
            case 404: ("not_found", "There is nothing at this path.")
            case 413: ("invalid_request", "The body is too large.")
            default: ("invalid_request", "The request is not right: \(error.status.reasonPhrase).")
            }
        return .json(
            ["error": .string(name), "error_description": .string(sentence)], status: error.status,
            headers: [.cacheControl: "no-store"])
    }

    private func unavailable(_ sentence: PageText, asPage: Bool) throws -> Response {
        let retryAfter = Duration.seconds(2)
        let error = OAuthError(
            .temporarilyUnavailable, "The server cannot answer at this moment; try again.", retryAfter: retryAfter)
        guard asPage else { return Response(Reply.refusal(error)) }
        var response = try site.page(
            PageError(.busy, sentence, .busyCure), status: .serviceUnavailable)
        response.headers[.retryAfter] = String(retryAfter.inSeconds)
        return response
    }

    // RFC 7009 §2.2.1: a client must not take a failure for success, so what we cannot do is always 5xx.
    private func failure(
        _ error: any Error, _ request: Request, _ context: WebContext, asPage: Bool
    ) throws -> Response {
        let reference = Base64URL.encode(site.randomness.bytes(6))
        context.logger.error(
            "a request failed",
            metadata: [
                "reference": "\(reference)", "path": "\(request.uri.path)", "error": "\(String(reflecting: error))",
            ])
        guard asPage else {
            return .json(
                [
                    "error": "server_error",
                    "error_description": .string("Something went wrong on our side; the log has it under \(reference)."),
                ], status: .serviceUnavailable, headers: [.retryAfter: "5", .cacheControl: "no-store"])
        }
        var response = try site.page(
            PageError(.failed, .failedSentence, .failedCure), status: .serviceUnavailable, reference: reference)
        response.headers[.retryAfter] = "5"
        return response
    }
}

extension Request {
    /// Whether a browser is asking for a page.
    var wantsPage: Bool { headers[.accept]?.contains("text/html") ?? false }

    /// Whether it asks for one of the documents of RFC 8615, wherever it looks for it.
    fileprivate var isDiscovery: Bool { uri.path.contains("/.well-known/") }
}
