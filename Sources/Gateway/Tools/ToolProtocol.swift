// Which revision of MCP a message speaks, and what that demands of it and of its answer. Revisions to 2025-11-25 begin with
// `initialize`; 2026-07-28 says its version and the client's abilities in every request ("Versioning and Compatibility",
// "Streamable HTTP"). Nothing is remembered between requests in any of them.

import Keys
import HTTPTypes
import MCP

/// A revision that is spoken here.
enum ToolProtocol: String, CaseIterable, Sendable {
    case march2025 = "2025-03-26"
    case june2025 = "2025-06-18"
    case november2025 = "2025-11-25"
    case july2026 = "2026-07-28"

    /// The newest that begins with `initialize`.
    static let newestWithHandshake = ToolProtocol.november2025

    var isStateless: Bool { self == .july2026 }
    /// JSON-RPC batches were taken out again after their first revision.
    var hasBatches: Bool { self == .march2025 }

    static let versionHeader = HTTPField.Name("MCP-Protocol-Version")!
    private static let metaPrefix = "io.modelcontextprotocol/"

    /// The revision that the request's header names. Without one it is the first, which did not know the header.
    init(_ headers: HTTPFields) throws(ToolProblem) {
        guard let named = headers[Self.versionHeader] else {
            self = .march2025
            return
        }
        guard let known = ToolProtocol(rawValue: named) else { throw .unsupportedVersion(requested: named) }
        self = known
    }

    /// The revision of one message, with everything checked that this revision wants said twice.
    init(_ message: Message, _ headers: HTTPFields) throws(ToolProblem) {
        let header = try ToolProtocol(headers)
        let version = message.params?["_meta"]?[Self.metaPrefix + "protocolVersion"]
        guard message.method != "initialize", header.isStateless || version != nil else {
            self = header
            return
        }
        guard let named = version?.string else {
            throw .invalidParams("The request's `_meta` must have `\(Self.metaPrefix)protocolVersion`, a string.", status: .badRequest)
        }
        guard let known = ToolProtocol(rawValue: named) else { throw .unsupportedVersion(requested: named) }
        guard headers[Self.versionHeader] == named else {
            throw .headerMismatch("The header MCP-Protocol-Version and the request's `_meta` must name the same version.")
        }
        self = known
        guard isStateless else { return }
        guard message.params?["_meta"]?[Self.metaPrefix + "clientCapabilities"]?.kind == .object else {
            throw .invalidParams("The request's `_meta` must have `\(Self.metaPrefix)clientCapabilities`, an object.", status: .badRequest)
        }
        try Self.check(message, headers)
    }

    /// "Standard Request Headers": here they must be there. That they say what the body says is checked for all revisions.
    private static func check(_ message: Message, _ headers: HTTPFields) throws(ToolProblem) {
        guard message.id != nil else { return }
        guard headers.contains(.mcpMethod), message.method != ToolCall.method || headers.contains(.mcpName) else {
            throw .headerMismatch("This version of the protocol needs the header Mcp-Method, and Mcp-Name for a tool.")
        }
    }
}

/// A message that cannot be answered with a result.
struct ToolProblem: Error, Sendable {
    let status: HTTPResponse.Status
    let code: ErrorCode
    let sentence: String
    var data: Value?

    static func unsupportedVersion(requested: String) -> ToolProblem {
        ToolProblem(
            status: .badRequest, code: ErrorCode(-32022), sentence: "This version of the protocol is not supported here.",
            data: ["supported": .strings(ToolProtocol.allCases.reversed().map(\.rawValue)), "requested": .string(requested)])
    }

    static func headerMismatch(_ sentence: String) -> ToolProblem {
        ToolProblem(status: .badRequest, code: .headerMismatch, sentence: sentence)
    }

    static func invalidParams(_ sentence: String, status: HTTPResponse.Status = .ok) -> ToolProblem {
        ToolProblem(status: status, code: .invalidParams, sentence: sentence)
    }

    static func invalidRequest(_ sentence: String, status: HTTPResponse.Status = .badRequest) -> ToolProblem {
        ToolProblem(status: status, code: .invalidRequest, sentence: sentence)
    }

    /// Revision 2026-07-28 wants 404 with it; clients of earlier ones take that for the end of their session.
    static func unknownMethod(in version: ToolProtocol) -> ToolProblem {
        ToolProblem(status: version.isStateless ? .notFound : .ok, code: .methodNotFound, sentence: "This method is not known here.")
    }
}
