// The verifier as Hummingbird middleware: reads the credential, checks it, and puts the caller into the request context.
// What is refused never reaches a handler. Put it behind a CORS middleware, because preflights carry no credential.

import HTTPTypes
import Hummingbird
import Logging

/// A request context that can say whom the call is for.
public protocol CallerRequestContext: RequestContext {
    /// Set by `VerifyCaller`; keep it `nil` until then.
    var caller: Caller? { get set }
}

extension CallerRequestContext {
    /// The person that the call is for.
    ///
    /// - Throws: `Refusal.noPerson` if a client acts for itself, `Refusal.missing` if nobody was verified.
    public func requirePerson() throws(Refusal) -> Person {
        guard let caller else { throw .missing }
        guard let person = caller.person else { throw .noPerson }
        return person
    }

    /// The person or client that the call is for.
    ///
    /// - Throws: `Refusal.missing` if nobody was verified.
    public func requireCaller() throws(Refusal) -> Caller {
        guard let caller else { throw .missing }
        return caller
    }
}

/// Lets a call pass only with a good credential, and hands over the caller.
public struct VerifyCaller<Context: CallerRequestContext>: RouterMiddleware {
    private let verifier: Verifier
    private let scopes: Set<String>

    /// - Parameter scopes: what every call behind this middleware needs.
    public init(_ verifier: Verifier, requiring scopes: Set<String> = []) {
        self.verifier = verifier
        self.scopes = scopes
    }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        do {
            let token = try verifier.credential.token(in: request.headers)
            context.caller = try await verifier.caller(of: token, requiring: scopes)
        } catch {
            // Bad tokens are everyday; keys that cannot be had are for the operator to mend.
            context.logger.log(level: error.status == .serviceUnavailable ? .warning : .debug, "\(error)")
            return error.answer(challenging: verifier.credential)
        }
        return try await next(request, context)
    }
}

/// Lets a verified call pass only if all of these scopes were granted. Put it behind `VerifyCaller`.
public struct RequireScopes<Context: CallerRequestContext>: RouterMiddleware {
    private let scopes: Set<String>

    public init(_ scopes: String...) { self.scopes = Set(scopes) }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try context.requireCaller().require(scopes)
        return try await next(request, context)
    }
}

extension Credential {
    /// The token in a request's header fields, exactly one.
    func token(in headers: HTTPFields) throws(Refusal) -> String {
        let name: HTTPField.Name = self == .assertion ? .usherAssertion : .authorization
        let values = headers[values: name]
        guard let value = values.first else { throw .missing }
        guard values.count == 1 else { throw .ambiguous }
        guard self == .accessToken else { return value }
        // RFC 6750 §2.1; RFC 9110 §11.1: the scheme is case-insensitive.
        let parts = value.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw .ambiguous }
        return String(parts[1])
    }
}

extension HTTPField.Name {
    /// What the gateway tells the upstream about a call, signed.
    static let usherAssertion = HTTPField.Name("X-Usher-Assertion")!
}
