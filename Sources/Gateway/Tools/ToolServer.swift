// MCP over Streamable HTTP for an API's operations ("Streamable HTTP" and "Tools", revisions 2025-03-26 to 2026-07-28).
// Stateless: each POST is answered from itself, with JSON. The token is looked at before the body is read (RFC 6750 §3),
// so that every client learns at its first word where to sign in.

import HTTPTypes
import Hummingbird
import Logging
import MCP
import NIOCore
import Telemetry
import Tools

extension Gateway {
    /// Serves APIs as MCP servers too. Their routes are more precise than those of `addRoutes`, and win over them.
    public func addTools<Context: RequestContext>(_ offers: [ToolOffer], to router: Router<Context>) {
        for var offer in offers {
            offer.resource.meters = resources.first { $0.route.id == offer.route.id }?.meters
            let offer = offer
            for method in Self.methods {
                router.on(RouterPath(offer.path), method: method) { request, context in
                    let channel = (context as? any ConnectionContext)?.channel
                    let address = (context as? any RemoteAddressRequestContext)?.remoteAddress ?? channel?.remoteAddress
                    let server = ToolServer(
                        gateway: self, offer: offer, request: request, channel: channel, address: address?.ipAddress, logger: context.logger
                    )
                    let response = await server.respond()
                    offer.resource.meters?.note(status: response.status.code)
                    return response
                }
            }
        }
    }
}

/// One request to an MCP server.
struct ToolServer: Sendable {
    let gateway: Gateway
    let offer: ToolOffer
    let request: Request
    let channel: (any Channel)?
    let address: String?
    let logger: Logger

    private static let mostMessages = 50

    func respond() async -> Response {
        var attempt = TracedCall(request)
        do throws(Refusal) {
            if OpenDoor.isPreflight(request) { return OpenDoor.preflight(for: request) }
            guard request.method == .post else { return ToolReply.methodNotAllowed }
            try Gateway.checkHost(request)
            let target = try RequestTarget(request.head.path ?? "", below: offer.route.path)
            let caller = try await gateway.caller(of: request, target: target, at: offer.route, &attempt)
            attempt.caller = caller
            try Gateway.check(caller, against: offer.entrance, for: request)
            let response = try await answer(caller)
            gateway.trace?.passed(attempt, caller, response.status, offer.route, from: address)
            return response
        } catch {
            gateway.trace?.refused(attempt, error, offer.entrance, offer.route, from: address)
            return error.response(at: offer.route, scopes: offer.route.challengeScopes(for: .token([])))
        }
    }

    private func answer(_ caller: Caller?) async throws(Refusal) -> Response {
        let accepted = request.headers[values: .accept].joined(separator: ",").lowercased()
        let isReadable = accepted.isEmpty || ["application/json", "application/*", "*/*"].contains(where: accepted.contains)
        let body = try await WholeBody(request: request, channel: channel)
            .read(upTo: caller == nil ? WholeBody.largestAnonymous : WholeBody.largest)
        let messages: Messages
        do throws(MessageProblem) {
            messages = try Messages(reading: Array(buffer: body))
            try MirroredHeaders(request.headers).check(messages)
        } catch {
            throw .badMessage(error.code, error.sentence)
        }
        do throws(ToolProblem) {
            let version = try ToolProtocol(request.headers)
            guard isReadable else { throw .invalidRequest("The answer is application/json; say so in Accept.", status: .notAcceptable) }
            guard !messages.isBatch || version.hasBatches else {
                throw .invalidRequest("Batches belong to revision 2025-03-26; send one message.")
            }
            guard messages.list.count <= Self.mostMessages else {
                throw .invalidRequest("A batch has at most \(Self.mostMessages) messages.", status: .contentTooLarge)
            }
        } catch {
            return ToolReply.response([error.answer(to: messages.list.first?.id)], status: error.status, isBatch: false)
        }
        return try await answer(messages.list, isBatch: messages.isBatch, caller)
    }

    // MARK: Messages

    /// What is to be done about a message.
    private enum Work {
        /// It wants no answer.
        case nothing
        case done(MessageID, Value)
        case problem(MessageID?, ToolProblem)
        case call(MessageID, ToolCallPlan, ToolProtocol)
    }

    /// Nothing is called before all that the messages ask for is known to be allowed.
    private func answer(_ messages: [Message], isBatch: Bool, _ caller: Caller?) async throws(Refusal) -> Response {
        var work: [Work] = []
        for message in messages { work.append(self.work(for: message)) }
        for case .call(let id, let plan, _) in work {
            guard let refusal = plan.refusal(of: caller) else { continue }
            let scopes = offer.route.challengeScopes(for: plan.requirement, granted: caller?.scopes ?? [])
            let asked = isBatch ? messages.compactMap(\.id) : [id]
            return ToolReply.signIn(refusal, scopes: scopes, at: offer.route, answering: asked, isBatch: isBatch)
        }
        var answers: [Answer] = []
        var status = HTTPResponse.Status.ok
        for work in work {
            switch work {
            case .nothing: continue
            case .done(let id, let value): answers.append(.result(id: id, value))
            case .problem(let id, let problem):
                if !isBatch { status = problem.status }
                answers.append(problem.answer(to: id))
            case .call(let id, let plan, let version):
                answers.append(.result(id: id, version.completed(try await plan.run(at: self, for: caller).value, offer)))
            }
        }
        return answers.isEmpty ? ToolReply.accepted : ToolReply.response(answers, status: status, isBatch: isBatch)
    }

    private func work(for message: Message) -> Work {
        do throws(ToolProblem) {
            let version = try ToolProtocol(message, request.headers)
            guard case .request(let id, let method, let params) = message else { return .nothing }
            guard method == ToolCall.method else {
                return .done(id, try offer.result(of: method, params, in: version))
            }
            switch try ToolCallPlan.reading(message, offer, request) {
            case .plan(let plan): return .call(id, plan, version)
            case .failure(let sentence):
                return .done(id, version.completed(ToolResult([.text(sentence)], isError: true).value, offer))
            }
        } catch {
            return .problem(message.id, error)
        }
    }
}
