// A node of a YAML document as the JSON value that it means (YAML 1.2 §10.2, the JSON schema).

import Keys
import MCP
import Yams

extension Value {
    /// A node as JSON, its members in their own order, its numbers with their own digits.
    public init(_ node: Node) {
        switch node {
        case .scalar(let scalar): self = Self.value(of: scalar, node)
        case .mapping: self = .object(node.members.map { Member($0.name, Value($0.value)) })
        case .sequence(let sequence): self = .array(sequence.map { Value($0) })
        case .alias: self = .null  // The parser has replaced every alias by what it stands for.
        }
    }

    private static func value(of scalar: Node.Scalar, _ node: Node) -> Value {
        let tag = node.tag
        if tag == Tag(.null) { return .null }
        if tag == Tag(.bool), let bool = node.bool { return .boolean(bool) }
        if tag == Tag(.int) || tag == Tag(.float) {
            if let text = try? JSONText(reading: Array(scalar.string.utf8)), text.kind == .number { return .number(scalar.string) }
            // YAML writes numbers in more ways than JSON: 0x1F, 1_000, .5, .inf.
            if tag == Tag(.int), let int = node.int { return .number(String(int)) }
            if let float = node.float, float.isFinite { return .number("\(float)") }
        }
        return .string(scalar.string)
    }
}
