// One `tools/call`: from its arguments to the very request that a caller of the API would send, which then goes through
// the same door: rules, token, identity headers, time limit. Its answer becomes the tool's result.

import HTTPTypes
import Hummingbird
import MCP
import NIOCore
import Tools

/// A call that has been understood, and not yet been made.
struct ToolCallPlan: Sendable {
    /// A call, or the sentence that tells the model what is wrong with its arguments.
    enum Outcome {
        case plan(ToolCallPlan)
        case failure(String)
    }

    private let operation: Tools.Operation
    private let request: Request
    private let target: RequestTarget
    private let body: ByteBuffer?
    let requirement: Requirement

    static func reading(_ message: Message, _ offer: ToolOffer, _ original: Request) throws(ToolProblem) -> Outcome {
        let call: ToolCall?
        do { call = try ToolCall(message) } catch { throw .invalidParams(error.sentence) }
        guard let call, let operation = offer.operations[call.name], offer.tools.contains(where: { $0.name == call.name }) else {
            throw .invalidParams("There is no tool of this name.")
        }
        do throws(ArgumentProblem) {
            let wanted = try operation.request(arguments: call.arguments.map { Value($0) })
            let path = (offer.route.path == "/" ? "" : offer.route.path) + wanted.target
            do throws(Refusal) {
                let target = try RequestTarget(path, below: offer.route.path)
                return .plan(
                    ToolCallPlan(
                        operation: operation, request: Self.request(wanted, path: path, original), target: target,
                        body: wanted.body.map { ByteBuffer(bytes: $0) },
                        requirement: offer.route.requirement(method: wanted.method, target: target)))
            } catch {
                return .failure(error.sentence)
            }
        } catch {
            return .failure(error.sentence)
        }
    }

    /// The caller's own headers stay here, but for those that are about tracing.
    private static func request(_ wanted: ToolRequest, path: String, _ original: Request) -> Request {
        var fields = HTTPFields()
        for field in original.headers where ["user-agent", "traceparent", "tracestate"].contains(field.name.canonicalName) {
            fields.append(field)
        }
        fields[.accept] = Tools.Operation.accept
        for header in wanted.headers {
            if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
        }
        fields[.contentType] = wanted.contentType
        let head = HTTPRequest(
            method: HTTPRequest.Method(wanted.method) ?? .get, scheme: "http", authority: original.head.authority, path: path,
            headerFields: fields)
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    /// Why the caller may not make this call, if signing in or a further consent can change that.
    func refusal(of caller: Caller?) -> Refusal? {
        do throws(Refusal) {
            try Gateway.check(caller, against: requirement, for: request)
            return nil
        } catch {
            // No rule lets anybody call it: no token would help, and the model should know.
            return error == .forbidden ? nil : error
        }
    }

    /// Makes the call.
    func run(at server: ToolServer, for caller: Caller?) async throws(Refusal) -> ToolResult {
        guard requirement != .closed else { return ToolResult([.text(Refusal.forbidden.sentence)], isError: true) }
        let forwarding = Forwarding(
            gateway: server.gateway, resource: server.offer.resource, request: request, target: target, caller: caller,
            channel: server.channel, logger: server.logger, wholeBody: body)
        do throws(Refusal) {
            let response = try await forwarding.run(from: server.address)
            return operation.result(of: try await Self.answer(response, to: request.method))
        } catch {
            switch error {
            case .badGateway, .timedOut, .badRequest: return ToolResult([.text(error.sentence)], isError: true)
            default: throw error
            }
        }
    }

    private static func answer(_ response: Response, to method: HTTPRequest.Method) async throws(Refusal) -> ToolAnswer {
        let collector = BodyCollector(limit: ToolAnswer.limit)
        do { try await response.body.write(collector) } catch {
            // The answer to HEAD has no content, and its stream says so by breaking off.
            guard collector.isFull || method == .head else {
                throw .badGateway("The service behind this address broke off its answer.")
            }
        }
        return ToolAnswer(
            status: response.status.code, contentType: response.headers[.contentType], location: response.headers[.location],
            body: collector.bytes, isCut: collector.isFull)
    }
}
