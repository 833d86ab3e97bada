// A YAML document written as JSON (RFC 8259), for the clients that read nothing else.
// `Keys.JSON` is not used here on purpose: somebody else's document may hold fractions and nulls.

import FoundationEssentials
import Keys
import Yams

extension Node {
    /// This document as JSON, its members in their own order.
    var json: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .scalar(let scalar): output += scalarJSON(scalar)
        case .mapping(let mapping):
            output.append(UInt8(ascii: "{"))
            for (position, member) in mapping.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                output += JSON.string(member.key.scalar?.string ?? "").encoded
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        case .sequence(let sequence):
            output.append(UInt8(ascii: "["))
            for (position, element) in sequence.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                element.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .alias: output += "null".utf8  // The parser has replaced every alias by what it stands for.
        }
    }

    private func scalarJSON(_ scalar: Scalar) -> [UInt8] {
        let tag = self.tag
        if tag == Tag(.null) { return Array("null".utf8) }
        if tag == Tag(.bool), let bool { return JSON.boolean(bool).encoded }
        if tag == Tag(.int), let int { return JSON.integer(Int64(int)).encoded }
        if tag == Tag(.float), let float, float.isFinite { return Array("\(float)".utf8) }
        return JSON.string(scalar.string).encoded
    }
}
