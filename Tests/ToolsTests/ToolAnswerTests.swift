// From an API's answers to tool results.

import MCP
import Testing

@testable import Tools

@Suite("The result of a tool call")
struct ToolAnswerTests {
    private func result(
        _ body: String, _ type: String? = "application/json", status: Int = 200, schema: String? = nil, isCut: Bool = false
    ) throws -> ToolResult {
        let responses = schema.map { "responses: { \"200\": { content: { application/json: { schema: \($0) } } } }" } ?? ""
        return try Documents.operation(responses).result(
            of: ToolAnswer(status: status, contentType: type, body: Array(body.utf8), isCut: isCut))
    }

    @Test("an object is text and data, byte for byte")
    func object() throws {
        let result = try result(#" {"n": 1.000, "t":"é"} "#, "application/json; charset=utf-8")
        #expect(result.content == [.text(#" {"n": 1.000, "t":"é"} "#)])
        #expect(result.structured == .verbatim(Array(#"{"n": 1.000, "t":"é"}"#.utf8)) && !result.isError)
    }

    @Test(
        "what is no object is text alone",
        arguments: [
            ("[1]", "application/json"), ("hello", "text/plain"), (#"{"a":1,"a":2}"#, "application/json"), ("{", "application/json"),
            ("{}", ""),
        ])
    func text(body: String, type: String) throws {
        let result = try result(body, type)
        #expect(result.content == [.text(body)] && result.structured == nil && !result.isError)
    }

    @Test("no content is said")
    func empty() throws {
        #expect(try result("", nil, status: 204).content == [.text("Done (204); the API answered without content.")])
    }

    @Test(
        "an error of the API is a failure that a model can read",
        arguments: [
            (400, "The API answered with an error (400)."), (401, "The API refused the call (401): it does not accept who is calling."),
            (403, "The API refused the call (403): this person or client may not do this."), (404, "The API has nothing there (404)."),
            (429, "The API asks to wait"), (500, "The API answered with an error (500)."),
        ])
    func failures(status: Int, sentence: String) throws {
        let result = try result(#"{"error":"no"}"#, status: status)
        #expect(result.isError && result.structured == nil && result.content.count == 2)
        guard case .text(let first) = result.content[0] else { return }
        #expect(first.hasPrefix(sentence))
        #expect(result.content[1] == .text(#"{"error":"no"}"#))
        #expect(try self.result("", status: status).content.count == 1)
    }

    @Test("a long answer is cut, with a sentence, and is no data")
    func long() throws {
        let result = try result("{\"a\":\"" + String(repeating: "x", count: 200_000) + "\"}")
        guard case .text(let text) = result.content[0] else { return }
        #expect(text.unicodeScalars.count < 100_100 && text.hasSuffix("the rest was cut off here.]"))
        #expect(result.structured == nil && !result.isError)
        let error = try self.result(String(repeating: "x", count: 200_000), "text/plain", status: 500)
        guard case .text(let excerpt) = error.content[1] else { return }
        #expect(excerpt.count < 4100)
        let half = try Documents.operation("").result(
            of: ToolAnswer(status: 200, contentType: "text/plain", body: Array("aaaaaé".utf8.dropLast()), isCut: true))
        #expect(half.content == [.text("aaaaa\n[The answer is longer; the rest was cut off here.]")])
    }

    @Test(
        "what is promised is kept, or the result is a failure that still says what came",
        arguments: [
            (#"{"a":1}"#, "{ type: object, required: [a] }", true), (#"{"b":1}"#, "{ type: object, required: [a] }", false),
            (#"{"a":"x"}"#, "{ type: object, properties: { a: { type: integer } } }", false),
            (#"{"a":null}"#, "{ type: object, properties: { a: { type: [integer, 'null'] } } }", true),
            (#"{"a":1,"z":2}"#, "{ type: object, properties: { a: { maximum: 0 } }, additionalProperties: false }", true),
            ("[]", "{ type: object }", false), ("", "{ type: object }", false),
        ])
    func promises(body: String, schema: String, isKept: Bool) throws {
        let result = try result(body, schema: schema)
        #expect(result.isError == !isKept && (result.structured != nil) == isKept)
        if !isKept {
            guard case .text(let first) = result.content[0] else { return }
            #expect(first.hasPrefix("The call was made, but its answer is not as the API's description has it"))
        }
    }

    @Test("a picture is a picture, and other bytes are a sentence")
    func bytes() throws {
        let operation = try Documents.operation("")
        let picture = operation.result(of: ToolAnswer(status: 200, contentType: "image/png", body: [0x89, 0x50, 0x4E]))
        #expect(picture.content == [.image(base64: "iVBO", type: "image/png")])
        let huge = operation.result(of: ToolAnswer(status: 200, contentType: "image/png", body: [0x89], isCut: true))
        guard case .text(let text) = huge.content[0] else { return }
        #expect(text.contains("more than 1 MiB"))
        let archive = operation.result(of: ToolAnswer(status: 200, contentType: "application/zip", body: [0x50, 0x4B, 0xFF]))
        guard case .text(let sentence) = archive.content[0] else { return }
        #expect(sentence == "Done (200). The answer is not text but application/zip, which cannot be shown here.")
        let old = operation.result(of: ToolAnswer(status: 200, contentType: "text/plain; charset=ISO-8859-1", body: [0x63, 0xE9]))
        #expect(old.content == [.text("cé")])
    }

    @Test("a redirect is told, not followed")
    func redirect() throws {
        let result = try Documents.operation("").result(of: ToolAnswer(status: 303, location: "/notes/7", body: []))
        #expect(result.content == [.text("The API answered 303 and points to /notes/7.")] && !result.isError)
    }
}
