// From the engine's answers and the pages to HTTP responses.

import HTTPTypes
import Hummingbird
import Keys
import NIOCore
import OAuth
import Pages

extension Response {
    static func json(_ members: JSON.Members, status: HTTPResponse.Status, headers: HTTPFields = [:]) -> Response {
        encoded(JSON.object(members).encoded, type: "application/json", status: status, headers: headers)
    }

    static func encoded(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// An answer of the engine.
    init(_ reply: Reply) {
        var headers = HTTPFields()
        for header in reply.headers { headers.append(HTTPField(name: header.name.field, value: header.value)) }
        let body: ResponseBody
        switch reply.body {
        case .none: body = ResponseBody()
        case .json(let json):
            headers.append(Self.isJSON)
            body = ResponseBody(byteBuffer: ByteBuffer(bytes: json.encoded))
        case .encoded(let bytes):
            headers.append(Self.isJSON)
            body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        }
        self.init(status: HTTPResponse.Status(code: reply.status), headers: headers, body: body)
    }

    private static let isJSON = HTTPField(name: .contentType, value: "application/json")

    /// RFC 9700 §4.12: 303, so that a posted password is never posted again.
    static func seeOther(_ location: String) -> Response {
        Response(status: .seeOther, headers: [.location: location, .cacheControl: "no-store"])
    }
}

extension Reply.Header.Name {
    var field: HTTPField.Name {
        switch self {
        case .cacheControl: .cacheControl
        case .pragma: .pragma
        case .wwwAuthenticate: .wwwAuthenticate
        case .retryAfter: .retryAfter
        }
    }
}

extension Site {
    /// A page. Never stored by browsers or proxies: it may speak of the person.
    ///
    /// - Parameter asksForPasskey: whether its script may run and ask this server.
    func page(
        _ page: some Page, status: HTTPResponse.Status = .ok, nonce: String? = nil, asksForPasskey: Bool = false
    ) throws -> Response {
        let html = try pages.render(page, nonce: nonce)
        var response = Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
        response.headers[.contentSecurityPolicy] = ContentSecurityPolicy.page(
            nonce: nonce, script: asksForPasskey ? address.origin + address.path(pages.script.path) : nil)
        return response
    }

    func page(
        _ error: PageError, status: HTTPResponse.Status = .badRequest, reference: String? = nil
    ) throws -> Response {
        let sentence = pages.translation(of: error.sentence)
        return try page(
            ErrorPage(
                status: status.code, title: pages.translation(of: error.title) ?? error.title, sentence: sentence ?? error.sentence,
                isEnglish: sentence == nil, cure: pages.translation(of: error.cure) ?? error.cure, reference: reference),
            status: status)
    }
}

/// Content Security Policy, level 3.
enum ContentSecurityPolicy {
    /// There is no `form-action`: browsers hold it against the redirect that follows a form, and against the
    /// client's next hop, so it would break the way back to the client.
    ///
    /// - Parameter script: the address of the only script that may run, and ask this server for what is to be signed.
    static func page(nonce: String?, script: String? = nil) -> String {
        let script = nonce.map { "script-src 'nonce-\($0)'; " } ?? script.map { "script-src \($0); connect-src 'self'; " } ?? ""
        return "default-src 'none'; style-src 'self'; img-src 'self'; \(script)base-uri 'none'; frame-ancestors 'none'"
    }
    static let data = "default-src 'none'; frame-ancestors 'none'"
}

extension HTTPField.Name {
    static let pragma = Self("Pragma")!
}
