// What surrounds every request: its identifier, its span, its place in the numbers, its line in the log, and, once the server has been
// asked to stop, the end of its connection. What is off costs a look at an empty value.

import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Telemetry
import Tracing

/// What is to be seen of requests.
public struct Observation: Sendable {
    public var proxies: TrustedProxies
    public var draining: Draining
    public var endpoints: EndpointTable
    public var meters: RequestMeters?
    public var tracer: SpanTracer?
    /// Whether each request has a line in the log.
    public var logsRequests: Bool

    public init(
        proxies: TrustedProxies, draining: Draining, endpoints: EndpointTable, instruments: Instruments = .none, logsRequests: Bool = false
    ) {
        self.proxies = proxies
        self.draining = draining
        self.endpoints = endpoints
        self.meters = instruments.meters.map { RequestMeters(endpoints: EndpointTable.names, $0) }
        self.tracer = instruments.tracer
        self.logsRequests = logsRequests
    }

    var isOff: Bool { meters == nil && tracer == nil && !logsRequests }
}

/// Hands every request on, and keeps an eye on it.
public struct Observed<Next: HTTPResponder>: HTTPResponder where Next.Context == WebContext {
    private let observation: Observation
    private let next: Next

    public init(_ observation: Observation, next: Next) {
        self.observation = observation
        self.next = next
    }

    public func respond(to request: Request, context: WebContext) async throws -> Response {
        var context = context
        let id = identify(request, &context)
        var response = observation.isOff ? try await next.respond(to: request, context: context) : try await watch(request, context, id)
        response.headers[.xRequestID] = id
        if observation.draining.hasBegun { end(context.channel, after: &response) }
        return response
    }

    // MARK: Identifier

    /// A proxy of ours may have named the request already.
    private func identify(_ request: Request, _ context: inout WebContext) -> String {
        guard let sent = request.headers[.xRequestID], RequestID.isHarmless(sent), isTrusted(context) else { return context.id }
        context.logger[metadataKey: RequestID.key] = .string(sent)
        return sent
    }

    private func isTrusted(_ context: WebContext) -> Bool { observation.proxies.trusts(context.remoteAddress?.ipAddress) }

    // MARK: The end of the connection

    /// RFC 9112 §9.6: says that this answer is the last one, and closes once it has been sent.
    private func end(_ channel: any Channel, after response: inout Response) {
        response.headers[.connection] = "close"
        // What the server itself sends along connections when it closes: it waits for the answer that is under way.
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }

    // MARK: Numbers, spans, lines

    private func watch(_ request: Request, _ context: WebContext, _ id: String) async throws -> Response {
        let began = NIODeadline.now()
        let target = request.head.path ?? ""
        let endpoint = observation.endpoints.index(of: target)
        let span = span(for: request, context)
        let seen = Seen(endpoint: endpoint, target: target, began: began, id: id, span: span)
        do {
            var response: Response
            if let span {
                response = try await ServiceContext.$current.withValue(span.context) {
                    try await next.respond(to: request, context: context)
                }
            } else {
                response = try await next.respond(to: request, context: context)
            }
            note(seen, request, context, response.status.code)
            if let span { response.body = Self.body(response.body, ending: span) }
            return response
        } catch {
            // The server answers for what nobody else has answered for.
            span?.recordError(error)
            note(seen, request, context, (error as? any HTTPResponseError)?.status.code ?? 500)
            span?.end()
            throw error
        }
    }

    private struct Seen {
        let endpoint: Int
        let target: String
        let began: NIODeadline
        let id: String
        let span: RecordedSpan?

        var path: Substring { target.prefix { $0 != "?" }.prefix(200) }
    }

    /// Whose word a trace is taken up on is decided as with addresses: strangers begin a new one.
    private func span(for request: Request, _ context: WebContext) -> RecordedSpan? {
        guard let tracer = observation.tracer else { return nil }
        var parent = ServiceContext.topLevel
        if request.headers.contains(.traceParent), isTrusted(context) {
            tracer.extract(request.headers, into: &parent, using: TraceFields())
        }
        return tracer.startSpan("request", context: parent, ofKind: .server)
    }

    private func note(_ seen: Seen, _ request: Request, _ context: WebContext, _ status: Int) {
        let taken = NIODeadline.now() - seen.began
        observation.meters?.note(seen.endpoint, status: status, nanoseconds: taken.nanoseconds)
        if let span = seen.span, span.isRecording {
            let endpoint = EndpointTable.names[seen.endpoint]
            span.operationName = "\(request.method.rawValue) \(endpoint)"
            span.note("http.request.method", request.method.rawValue)
            span.note("url.path", String(seen.path))
            span.note("http.response.status_code", status)
            span.note("usher.request_id", seen.id)
            if status >= 500 { span.setStatus(SpanStatus(code: .error)) }
        }
        guard observation.logsRequests else { return }
        context.logger.info(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)", "path": "\(seen.path)", "status": "\(status)",
                "milliseconds": "\(Double(taken.nanoseconds / 1000) / 1000)",
                "address": "\(observation.proxies.clientAddress(of: request, context))",
            ])
    }

    /// A stream is under way until its end.
    private static func body(_ body: ResponseBody, ending span: RecordedSpan) -> ResponseBody {
        guard body.contentLength == nil else {
            span.end()
            return body
        }
        return ResponseBody { writer in
            defer { span.end() }
            do {
                try await body.write(writer)
            } catch {
                span.recordError(error)
                throw error
            }
        }
    }
}

/// The identifier of a request: in every line of the log about it, in the answer, and in what the gateway sends up.
public enum RequestID {
    /// Where loggers keep it; the server's own word for it.
    public static let key = "hb.request.id"

    /// Letters, digits and a few signs, and not too many of them: it stands in lines of logs.
    static func isHarmless(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { octet in
                (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
                    || "-_.:/+=@".utf8.contains(octet)
            }
    }
}

/// An identifier that is made here: 128 bits as hexadecimal digits, of which no two processes and no two requests have the same.
/// Written out for every answer, so it is written out quickly: in less than half the work that the server's own takes.
public struct RequestNumber: Sendable, CustomStringConvertible {
    private static let high = UInt64.random(in: .min ... .max)
    private static let counter = Atomic<UInt64>(UInt64.random(in: .min ... .max))

    private let low: UInt64

    public init() {
        // Times an odd number: every number once, in an order that does not say how many there were.
        low = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue &* 0x9E37_79B9_7F4A_7C15
    }

    public var description: String {
        String(unsafeUninitializedCapacity: 32) { digits in
            Self.write(low, to: digits, at: 16)
            Self.write(Self.high, to: digits, at: 0)
            return 32
        }
    }

    private static func write(_ number: UInt64, to digits: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
        var number = number
        for index in stride(from: start + 15, through: start, by: -1) {
            let digit = UInt8(truncatingIfNeeded: number & 15)
            digits.initializeElement(at: index, to: digit < 10 ? 0x30 + digit : 0x57 + digit)
            number >>= 4
        }
    }
}

/// Headers, as the tracer reads them.
private struct TraceFields: Extractor {
    func extract(key: String, from fields: HTTPFields) -> String? { HTTPField.Name(key).flatMap { fields[$0] } }
}

extension HTTPField.Name {
    static let xRequestID = Self("X-Request-ID")!
    static let traceParent = Self("traceparent")!
}
