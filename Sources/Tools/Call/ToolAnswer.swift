// From an API's answer to the result of a tool (MCP, "Tools"): text, data, or a picture; and what went wrong, in a sentence
// that a model can act on. Bounded, because all of it goes into a model's window.

import Keys
import Foundation
import MCP

/// What an API answered.
public struct ToolAnswer: Sendable {
    public var status: Int
    public var contentType: String?
    /// Where a redirect leads, as the caller may see it.
    public var location: String?
    public var body: [UInt8]
    /// Whether the body has more than what is here.
    public var isCut: Bool

    /// As much of a body as is ever looked at.
    public static let limit = 1 << 20
    /// How much text a result holds, in Unicode scalars.
    public static let longestText = 100_000

    public init(status: Int, contentType: String? = nil, location: String? = nil, body: [UInt8], isCut: Bool = false) {
        self.status = status
        self.contentType = contentType
        self.location = location
        self.body = body
        self.isCut = isCut
    }

    private var type: String {
        String((contentType ?? "").prefix { $0 != ";" }).lowercased().trimmingCharacters(in: .whitespaces)
    }

    private var isJSON: Bool { type == "application/json" || type.hasSuffix("+json") }

    /// The body as text; nil if it is something else.
    private var text: String? {
        if let text = String(validating: body, as: UTF8.self) { return text.contains("\0") ? nil : text }
        // A cut may go through a character.
        if isCut, body.count > 4 { return (1...3).lazy.compactMap { String(validating: body.dropLast($0), as: UTF8.self) }.first }
        // RFC 9110 §8.3.2: the old default of text, which some APIs still say.
        let charset = contentType?.lowercased() ?? ""
        guard charset.contains("charset=iso-8859-1") || charset.contains("charset=latin1") else { return nil }
        return String(String.UnicodeScalarView(body.map { Unicode.Scalar($0) }))
    }
}

extension Operation {
    /// The result of a call, from what the API answered.
    public func result(of answer: ToolAnswer) -> ToolResult { answer.result(promising: tool.outputSchema) }
}

extension ToolAnswer {
    fileprivate func result(promising schema: Value?) -> ToolResult {
        switch status {
        case 200..<300: success(promising: schema)
        case 300..<400:
            ToolResult([.text("The API answered \(status) and points to \(PlainText.cleaned(location, upTo: 1000) ?? "another address").")])
                .failing(schema != nil)
        // The API did not take the gateway's word for the caller. A challenge would send the person to sign in again, in vain.
        case 401:
            failure(
                "The API refused the call (401): it does not accept who is calling. Signing in again will not help; the API's operator can."
            )
        case 403: failure("The API refused the call (403): this person or client may not do this.")
        case 404: failure("The API has nothing there (404).")
        case 429: failure("The API asks to wait before the next call (429).")
        default: failure("The API answered with an error (\(status)).")
        }
    }

    private func failure(_ sentence: String) -> ToolResult {
        guard let text, !text.isEmpty, !body.isEmpty else { return ToolResult([.text(sentence)], isError: true) }
        return ToolResult([.text(sentence), .text(Self.shortened(text, to: 4000, isCut: isCut).text)], isError: true)
    }

    private func success(promising schema: Value?) -> ToolResult {
        if body.isEmpty, !isCut { return ToolResult([.text("Done (\(status)); the API answered without content.")]).failing(schema != nil) }
        if type.hasPrefix("image/"), type != "image/svg+xml" { return picture().failing(schema != nil) }
        guard let text else {
            return ToolResult([.text("Done (\(status)). The answer is not text but \(shownType), which cannot be shown here.")]).failing(
                schema != nil)
        }
        let shown = Self.shortened(text, to: Self.longestText, isCut: isCut)
        guard isJSON else { return ToolResult([.text(shown.text)]).failing(schema != nil) }
        if shown.isCut {
            let result = ToolResult([.text(shown.text)])
            return schema == nil
                ? result
                : result.failing("The call was made, but its answer is too large to be given as data. Ask for less, if the tool can.")
        }
        guard let json = try? JSONText(reading: body), json.kind == .object else {
            return ToolResult([.text(shown.text)]).failing(schema != nil)
        }
        let data = Value(json)
        if let schema, let problem = SchemaCheck(schema).problem(withAnswer: data) {
            return ToolResult([.text(shown.text)]).failing(
                "The call was made, but its answer is not as the API's description has it: \(problem)")
        }
        return ToolResult([.text(shown.text)], structured: .verbatim(Array(json.bytes)))
    }

    private var shownType: String { PlainText.cleaned(type, upTo: 80) ?? "something without a type" }

    private func picture() -> ToolResult {
        guard !isCut else {
            return ToolResult([.text("Done (\(status)). The answer is a picture of more than 1 MiB, which is too large to be shown here.")])
        }
        return ToolResult([.image(base64: Data(body).base64EncodedString(), type: PlainText.cleaned(type, upTo: 80) ?? "image/png")])
    }

    private static func shortened(_ text: String, to limit: Int, isCut: Bool) -> (text: String, isCut: Bool) {
        let scalars = text.unicodeScalars
        guard isCut || scalars.count > limit else { return (text, false) }
        return (String(scalars.prefix(limit)) + "\n[The answer is longer; the rest was cut off here.]", true)
    }
}

extension ToolResult {
    /// A tool that promises data may not succeed without (MCP, "Output Schema").
    fileprivate func failing(_ isPromised: Bool) -> ToolResult {
        isPromised ? failing("The call was made, but its answer is not as the API's description has it.") : self
    }

    fileprivate func failing(_ sentence: String) -> ToolResult {
        var result = self
        result.content.insert(.text(sentence), at: 0)
        result.isError = true
        return result
    }
}
