// One call on its way: RFC 9110 §7.6 for what an intermediary changes, RFC 9112 §6 for what it must never pass on.
// The message that goes up is made anew from checked parts; nothing of the client's framing survives.

import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import Logging
import MCP
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import Telemetry
import Tracing

/// An admitted call and what it takes to forward it.
struct Forwarding: Sendable {
    let gateway: Gateway
    let resource: Resource
    let request: Request
    let target: RequestTarget
    let caller: Caller?
    let channel: (any Channel)?
    /// It knows the identifier of the request.
    let logger: Logger
    /// The body, if it had to be judged: these bytes and no others go up.
    var wholeBody: ByteBuffer?
    /// What is added to lists of tools on their way down.
    var listing: ToolListing?

    /// An answer that announces no more than this is fetched whole: it leaves in one piece, or becomes a 502 in one piece.
    private static let smallAnswer = 16 * 1024

    func run(from address: String?) async throws(Refusal) -> Response {
        var call = HTTPClientRequest(url: resource.address(of: target))
        call.method = HTTPMethod(rawValue: request.method.rawValue)
        call.headers = try await headers(from: address)
        let exchange = Exchange(caller: caller, channel: channel, timeout: resource.timeout)
        let upload = wholeBody == nil ? try upload(in: exchange) : nil
        if let upload { call.body = .stream(upload, length: length) }
        if let wholeBody { call.body = .bytes(wholeBody) }

        gateway.open.add(exchange)
        do {
            let answer = try await traced(call) { call in
                try await self.answer(to: call, in: exchange, mayRepeat: upload == nil && isIdempotent)
            }
            if let caller, exchange.begun + .seconds(1) < .now(), !gateway.gate.isLive(caller) {
                throw Refusal.invalidToken("The access token was withdrawn.")
            }
            return response(from: answer, in: exchange, upload: upload)
        } catch {
            gateway.open.remove(exchange)
            let refusal = refusal(for: error, in: exchange, upload: upload)
            guard let upload else { throw refusal }
            // The client may still be sending: whoever reads the rest must be alone.
            let scopes = resource.route.challengeScopes(for: .token([]))
            var response = refusal.response(at: resource.route, scopes: scopes)
            response.body = Self.body(response.body, thenStopping: upload)
            return response
        }
    }

    // MARK: Up

    private func headers(from address: String?) async throws(Refusal) -> HTTPHeaders {
        var headers = resource.requestHeaders.forwarded(request.headers)
        if let address { headers.add(name: "X-Forwarded-For", value: address) }
        headers.add(name: "X-Forwarded-Host", value: resource.publicHost)
        headers.add(name: "X-Forwarded-Proto", value: resource.publicScheme)
        headers.add(name: "X-Forwarded-Prefix", value: resource.route.path)
        if let id = logger[metadataKey: "hb.request.id"] { headers.replaceOrAdd(name: "X-Request-ID", value: "\(id)") }
        // What is to be added to has to be readable.
        if listing != nil { headers.remove(name: "Accept-Encoding") }
        guard let caller else { return headers }
        do {
            let assertion = try await gateway.signer.assertion(for: caller, audience: resource.route.identifier)
            IdentityHeaders.add(caller, assertion: assertion, to: &headers)
        } catch {
            logger.error("cannot sign an assertion", metadata: ["route": "\(resource.route.id)", "error": "\(error)"])
            throw .failed
        }
        return headers
    }

    /// RFC 9110 §9.2.2.
    private var isIdempotent: Bool {
        [.get, .head, .options, .put, .delete].contains(request.method)
    }

    private var length: HTTPClientRequest.Body.Length {
        request.headers[.contentLength].flatMap(Int64.init).map { .known($0) } ?? .unknown
    }

    private func upload(in exchange: Exchange) throws(Refusal) -> Upload? {
        let expectsContinue = try request.expectsContinue()
        guard request.hasBody else { return nil }
        let awaitingContinue = expectsContinue ? channel : nil
        return Upload(request.body) {
            awaitingContinue?.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)), promise: nil)
        } onChunk: {
            exchange.moved()
        }
    }

    /// Has the upstream continue the trace, if there is one; whatever else the caller said of traces stays here then.
    private func traced(
        _ call: HTTPClientRequest, _ answer: (HTTPClientRequest) async throws -> Answer
    ) async throws -> Answer {
        guard let tracer = gateway.tracer else { return try await answer(call) }
        return try await gateway.tracer.span("call", .client) { span in
            var call = call
            for name in ["traceparent", "tracestate"] { call.headers.remove(name: name) }
            if let span {
                tracer.inject(span.context, into: &call.headers, using: TraceHeaders())
                span.note("usher.resource", resource.route.id)
                span.note("http.request.method", call.method.rawValue)
            }
            let answer = try await answer(call)
            span?.note("http.response.status_code", Int(answer.response.status.code))
            return answer
        }
    }

    // MARK: Down

    /// The upstream's answer: its head, and its body if that is small.
    private struct Answer: Sendable {
        let response: HTTPClientResponse
        let smallBody: ByteBuffer?
    }

    private func answer(to call: HTTPClientRequest, in exchange: Exchange, mayRepeat: Bool) async throws -> Answer {
        let (client, meters) = (gateway.clients.client(for: channel), resource.meters)
        let isHead = request.method == .head
        return try await exchange.wait {
            // The exchange minds the time: it counts from the last sign of life, not from the start of a long upload.
            let deadline = NIODeadline.now() + .hours(24)
            let response: HTTPClientResponse
            do {
                response = try await client.execute(call, deadline: deadline)
            } catch let error as HTTPClientError where error == .remoteConnectionClosed && mayRepeat {
                // RFC 9110 §9.2.2: the upstream dropped an idle connection just as it was used.
                response = try await client.execute(call, deadline: deadline)
            }
            exchange.moved()
            meters?.noteUpstream(nanoseconds: (NIODeadline.now() - exchange.begun).nanoseconds)
            let length = response.headers.first(name: "content-length").flatMap { Int($0) }
            guard let length, length <= Self.smallAnswer, !isHead else { return Answer(response: response, smallBody: nil) }
            return Answer(response: response, smallBody: try await response.body.collect(upTo: Self.smallAnswer))
        }
    }

    private func response(from answer: Answer, in exchange: Exchange, upload: Upload?) -> Response {
        let status = HTTPResponse.Status(
            code: Int(answer.response.status.code), reasonPhrase: answer.response.status.reasonPhrase)
        var headers = resource.responseHeaders.forwarded(answer.response.headers)
        let filter = listing?.filter(for: request.method, status, &headers)
        if let body = answer.smallBody {
            gateway.open.remove(exchange)
            let whole = ResponseBody(byteBuffer: filter.map { $0.filtered(body) } ?? body)
            return Response(
                status: status, headers: headers, body: upload.map { Self.body(whole, thenStopping: $0) } ?? whole)
        }
        let endsConnection = request.method == .head && headers[.contentLength] == nil && status != .noContent && status != .notModified
        return Response(
            status: status, headers: headers,
            body: ResponseBody { writer in
                try await stream(answer.response.body, through: filter, to: &writer, in: exchange)
                // The encoder below would write an empty chunked body, which the answer to HEAD must not have
                // (RFC 9112 §6.3), and a made-up length would be a lie. So the connection ends here.
                if endsConnection { throw HTTPClientError.remoteConnectionClosed }
                try await writer.finish(nil)
                await upload?.stop()
            })
    }

    /// An answer that breaks off must look broken to the client, so an error here is passed on: it cuts the connection.
    private func stream(
        _ body: HTTPClientResponse.Body, through filter: ListingFilter?, to writer: inout any ResponseBodyWriter, in exchange: Exchange
    ) async throws {
        defer { gateway.open.remove(exchange) }
        do {
            try await exchange.stream {
                guard var filter else {
                    for try await chunk in body { try await writer.write(chunk) }
                    return
                }
                for try await chunk in body {
                    let piece = filter.take(chunk.readableBytesView)
                    if !piece.isEmpty { try await writer.write(ByteBuffer(bytes: piece)) }
                }
                let rest = filter.finish()
                if !rest.isEmpty { try await writer.write(ByteBuffer(bytes: rest)) }
            }
        } catch {
            let reason = exchange.endedBy.map { "\($0)" } ?? "\(type(of: error))"
            logger.debug("stream cut", metadata: ["route": "\(resource.route.id)", "reason": "\(reason)"])
            throw error
        }
    }

    private static func body(_ body: ResponseBody, thenStopping upload: Upload) -> ResponseBody {
        ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            await upload.stop()
        }
    }

    private func refusal(for error: any Error, in exchange: Exchange, upload: Upload?) -> Refusal {
        if let refusal = error as? Refusal { return refusal }
        if upload?.hasFailed == true { return .badRequest("The body of the request is malformed or incomplete.") }
        if exchange.endedBy == .upstreamSilent { return .timedOut }
        logger.debug(
            "upstream failed", metadata: ["route": "\(resource.route.id)", "error": "\(error)"])
        switch error as? HTTPClientError {
        case .connectTimeout?, .deadlineExceeded?, .readTimeout?, .getConnectionFromPoolTimeout?: return .timedOut
        default: return .badGateway("The service behind this address cannot be reached, or broke off its answer.")
        }
    }
}

/// Where a tracer writes the trace of a call.
private struct TraceHeaders: Injector {
    func inject(_ value: String, forKey key: String, into headers: inout HTTPHeaders) { headers.replaceOrAdd(name: key, value: value) }
}
