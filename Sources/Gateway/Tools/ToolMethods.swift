// The methods of an MCP server that need nothing but the document: who it is, what it speaks, which tools it has
// ("Lifecycle", "Discovery", "Tools", "Pagination", "Caching").

import Keys
import MCP
import Tools

extension ToolOffer {
    /// Long lists come in pages; many clients read the first page only, so it is a long one.
    static let pageLength = 250
    /// How long a client may keep what it was told, in milliseconds.
    static let lifetimeInMilliseconds = 300_000

    /// The result of a method other than `tools/call`.
    func result(of method: String, _ params: JSONText?, in version: ToolProtocol) throws(ToolProblem) -> Value {
        switch (method, version.isStateless) {
        case ("initialize", _): return initialized(params)
        case ("server/discover", true): return version.completed(discovered, self, isCacheable: true)
        case ("tools/list", _): return version.completed(try page(after: params?["cursor"]), self, isCacheable: true)
        case ("ping", false): return .object([])
        default: throw .unknownMethod(in: version)
        }
    }

    var serverInfo: Value {
        .members(["name": .string(operations.title), "version": .string(operations.version)])
    }

    /// A version that is not spoken here is answered with the newest that is ("Version Negotiation").
    private func initialized(_ params: JSONText?) -> Value {
        let asked = params?["protocolVersion"]?.string.flatMap(ToolProtocol.init(rawValue:))
        let version = asked.flatMap { $0.isStateless ? nil : $0 } ?? .newestWithHandshake
        return .members([
            "protocolVersion": .string(version.rawValue), "capabilities": Self.capabilities, "serverInfo": serverInfo,
            "instructions": operations.description.map { .string($0) },
        ])
    }

    private var discovered: Value {
        .members([
            "supportedVersions": .strings(ToolProtocol.allCases.reversed().map(\.rawValue)), "capabilities": Self.capabilities,
            "instructions": operations.description.map { .string($0) },
        ])
    }

    private static let capabilities: Value = ["tools": .object([])]

    private func page(after cursor: JSONText?) throws(ToolProblem) -> Value {
        var start = 0
        if let cursor, cursor.kind != .null {
            guard let position = cursor.string.flatMap({ Int($0) }), position > 0, position < tools.count,
                position.isMultiple(of: Self.pageLength)
            else { throw .invalidParams("The cursor is not one that was given here.") }
            start = position
        }
        let end = min(start + Self.pageLength, tools.count)
        return .members([
            "tools": .array(tools[start..<end].map(\.value)), "nextCursor": end < tools.count ? .string(String(end)) : nil,
        ])
    }
}

extension ToolProtocol {
    /// A result with what this revision wants in all of them.
    func completed(_ result: Value, _ offer: ToolOffer, isCacheable: Bool = false) -> Value {
        guard isStateless, case .object(var members) = result else { return result }
        members.insert(Value.Member("resultType", "complete"), at: 0)
        if isCacheable {
            members.append(Value.Member("ttlMs", .integer(ToolOffer.lifetimeInMilliseconds)))
            // The same for everybody, but behind a sign-in.
            members.append(Value.Member("cacheScope", "private"))
        }
        let server = Value.Member("io.modelcontextprotocol/serverInfo", offer.serverInfo)
        if let position = members.firstIndex(where: { $0.name == "_meta" }), case .object(let meta) = members[position].value {
            members[position].value = .object(meta + [server])
        } else {
            members.append(Value.Member("_meta", .object([server])))
        }
        return .object(members)
    }
}
