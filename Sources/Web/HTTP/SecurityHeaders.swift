// The headers that every response carries (OWASP ASVS 3.4, RFC 9700 §4.16 and §4.2.4).

import HTTPTypes
import Hummingbird

struct SecurityHeaders: RouterMiddleware {
    typealias Context = WebContext

    private let headers: HTTPFields

    init(isSecure: Bool) {
        var headers: HTTPFields = [
            .xContentTypeOptions: "nosniff",
            .xFrameOptions: "DENY",
            .referrerPolicy: "no-referrer",
            .crossOriginOpenerPolicy: "same-origin",
            .permissionsPolicy:
                "camera=(), geolocation=(), microphone=(), publickey-credentials-create=(self), publickey-credentials-get=(self)",
        ]
        if isSecure { headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains" }
        self.headers = headers
    }

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        add(to: &response)
        return response
    }

    func add(to response: inout Response) {
        if !response.headers.contains(.contentSecurityPolicy) { response.headers.append(Self.dataPolicy) }
        // What other origins may read is said by CORS; everything else stays on this one.
        if !response.headers.contains(.accessControlAllowOrigin) { response.headers.append(Self.ownOrigin) }
        response.headers.append(contentsOf: headers)
    }

    private static let dataPolicy = HTTPField(name: .contentSecurityPolicy, value: ContentSecurityPolicy.data)
    private static let ownOrigin = HTTPField(name: .crossOriginResourcePolicy, value: "same-origin")
}

extension HTTPField.Name {
    static let xFrameOptions = Self("X-Frame-Options")!
    static let referrerPolicy = Self("Referrer-Policy")!
    static let permissionsPolicy = Self("Permissions-Policy")!
    static let crossOriginOpenerPolicy = Self("Cross-Origin-Opener-Policy")!
    static let crossOriginResourcePolicy = Self("Cross-Origin-Resource-Policy")!
}
