// The answer to `tools/list`, with what each tool needs added to it (SEP-1488): `securitySchemes` and the same in `_meta`.
// Nothing is written anew: the additions are put between the bytes that came, so that order, numbers and unknown
// members stay as they are. A message that is no such answer is not touched.

import Keys

/// Says in lists of tools how a caller signs in.
public struct ToolListing: Sendable {
    /// The requests whose answers list tools; nil if that is not known, as on a stream that is taken up again.
    let ids: Set<MessageID>?
    let schemes: Schemes

    /// What a tool needs; nil leaves the tool as it is, for example because it has said so itself.
    public typealias Schemes = @Sendable (_ tool: String, _ hasSaid: Bool) -> [SecurityScheme]?

    public init(answersTo ids: Set<MessageID>?, schemes: @escaping Schemes) {
        self.ids = ids
        self.schemes = schemes
    }

    /// A part of the text, and what stands there afterwards.
    private struct Edit {
        let range: Range<Int>
        let text: [UInt8]
    }

    /// The text with the additions; nil if there is nothing to add.
    public func annotated(_ text: [UInt8]) -> [UInt8]? {
        guard let json = try? JSONText(reading: text) else { return nil }
        let edits = (json.kind == .array ? json.elements : [json]).flatMap { self.edits(of: $0) }
        guard !edits.isEmpty else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(text.count + edits.reduce(0) { $0 + $1.text.count })
        var position = 0
        for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            output += text[position..<edit.range.lowerBound]
            output += edit.text
            position = edit.range.upperBound
        }
        return output + text[position...]
    }

    private func edits(of message: JSONText) -> [Edit] {
        guard let tools = message["result"]?["tools"], isAwaited(message["id"]) else { return [] }
        return tools.elements.flatMap { self.edits(ofTool: $0) }
    }

    private func isAwaited(_ id: JSONText?) -> Bool {
        guard let ids else { return true }
        switch id?.kind {
        case .string?: return id?.string.map { ids.contains(.string($0)) } ?? false
        case .number?: return id.map { ids.contains(.number($0.text)) } ?? false
        default: return false
        }
    }

    private func edits(ofTool tool: JSONText) -> [Edit] {
        guard let name = tool["name"]?.string, let schemes = schemes(name, tool["securitySchemes"] != nil) else { return [] }
        let value = Value.array(schemes.map(\.value))
        var edits = [Self.setting("securitySchemes", to: value, in: tool)]
        if let meta = tool["_meta"], meta.kind == .object {
            edits.append(Self.setting("securitySchemes", to: value, in: meta))
        } else if tool["_meta"] == nil {
            edits.append(Self.setting("_meta", to: ["securitySchemes": value], in: tool))
        }
        return edits
    }

    /// Puts a member into an object: in the place of the one of that name, else behind the last.
    private static func setting(_ name: String, to value: Value, in object: JSONText) -> Edit {
        if let present = object[name] { return Edit(range: present.bytes.startIndex..<present.bytes.endIndex, text: value.encoded) }
        let member = Array("\"\(name)\":".utf8) + value.encoded
        if let last = object.members.last?.value.bytes.endIndex { return Edit(range: last..<last, text: [UInt8(ascii: ",")] + member) }
        let inside = object.bytes.startIndex + 1
        return Edit(range: inside..<inside, text: member)
    }
}
