// References inside of an OpenAPI document: JSON Reference and JSON Pointer (RFC 6901 §3, §4, §6).
// Only those into the same document are followed. One that leads elsewhere is an error: nothing is ever fetched or opened.

import Yams

/// Follows references, and remembers where they led.
final class References {
    let text: OpenAPIText
    private var targets: [String: Node] = [:]

    /// A chain of references that is longer than this goes in circles.
    private static let longestChain = 20

    init(_ text: OpenAPIText) { self.text = text }

    /// What a node stands for: itself, or where its reference leads in the end.
    func resolved(_ node: Node) throws(OpenAPIProblem) -> Node {
        var node = node
        for _ in 0..<Self.longestChain {
            guard let reference = node.member("$ref") else { return node }
            node = try target(of: reference)
        }
        throw text.problem(node, "this reference leads back to itself; expected one that leads to a definition.")
    }

    /// Where one reference leads.
    func target(of reference: Node) throws(OpenAPIProblem) -> Node {
        guard let pointer = reference.string else {
            throw text.problem(reference, "a `$ref` must be text such as \"#/components/schemas/Note\".")
        }
        if let known = targets[pointer] { return known }
        guard pointer.first == "#" else {
            throw text.problem(
                reference,
                "the reference “\(pointer)” leads out of this document, and Usher does not follow it. Put what it means into this file, under `components`."
            )
        }
        guard pointer.hasPrefix("#/") else {
            throw text.problem(
                reference, "the reference “\(pointer)” is not understood; write it as a path such as \"#/components/schemas/Note\".")
        }
        var node = text.root
        for token in pointer.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false) {
            guard let next = Self.step(from: node, by: Self.unescaped(token)) else {
                throw text.problem(reference, "the reference “\(pointer)” leads to nothing in this document.")
            }
            node = next
        }
        targets[pointer] = node
        return node
    }

    private static func step(from node: Node, by name: String) -> Node? {
        guard let sequence = node.sequence else { return node.member(name) }
        return Int(name).flatMap { sequence.indices.contains($0) ? sequence[$0] : nil }
    }

    // RFC 6901 §6: first the %-encoding of the URI fragment, then `~1` and `~0`, in this order.
    private static func unescaped(_ token: Substring) -> String {
        (PercentEncoding.decoded(token) ?? String(token)).replacing("~1", with: "/").replacing("~0", with: "~")
    }
}
