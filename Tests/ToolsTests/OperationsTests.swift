// From documents to tools: names, words, hints; what is left out, and what is refused.

import MCP
import Testing

@testable import Tools

@Suite("The tools of an OpenAPI document")
struct OperationsTests {
    @Test("the notes demo's document becomes four tools")
    func notes() throws {
        let operations = try Documents.notes()
        #expect(operations.title == "Notes" && operations.version == "1.0.0" && operations.advice == [])
        #expect(operations.list.map(\.tool.name) == ["listNotes", "addNote", "deleteNote", "whoAmI"])
        #expect(operations.list.map(\.method) == ["GET", "POST", "DELETE", "GET"])
        #expect(operations.list.map(\.segments) == [[], [], [nil], ["me"]])
        #expect(
            operations["addNote"]?.tool.inputSchema.text
                == #"{"type":"object","properties":{"text":{"type":"string","minLength":1,"maxLength":10240,"description":"What to remember, at most 10 KiB."}},"required":["text"],"additionalProperties":false}"#
        )
        #expect(
            operations["deleteNote"]?.tool.inputSchema.text
                == #"{"type":"object","properties":{"id":{"type":"integer","minimum":1,"description":"The note's id, as listNotes and addNote give it."}},"required":["id"],"additionalProperties":false}"#
        )
        #expect(operations["listNotes"]?.tool.inputSchema.text == #"{"type":"object","properties":{},"additionalProperties":false}"#)
        #expect(
            operations["listNotes"]?.tool.outputSchema?["properties"]?["notes"]?["items"]?["required"]?.text
                == #"["id","text","created_at"]"#)
        #expect(operations["deleteNote"]?.tool.outputSchema == nil)
        #expect(operations["addNote"]?.tool.title == "Add a note")
        #expect(
            operations["addNote"]?.tool.description
                == "Add a note. Keeps a new note for the signed-in person and returns it with its id.")
    }

    @Test("an operation without a name gets one from its method and path, and every name is its own")
    func names() throws {
        let operations = try Documents.operations(
            """
            paths:
              /toys/{id}/parts:
                parameters: [ { name: id, in: path, required: true } ]
                get: { summary: Parts }
                put: { operationId: "make part!" }
                post: { operationId: make_part }
                delete: { operationId: make_part }
                patch: { operationId: \(String(repeating: "x", count: 80)) }
              /: { get: {} }
            """)
        #expect(
            operations.list.map(\.tool.name) == [
                "get_toys_by_id_parts", "make_part", "make_part_2", "make_part_3", String(repeating: "x", count: 64), "get",
            ])
        #expect(operations.list.allSatisfy { Names.isPlain($0.tool.name) })
    }

    @Test(
        "hints say what can be known, and no more",
        arguments: [
            ("get", "", #"{"readOnlyHint":true}"#), ("head", "", #"{"readOnlyHint":true}"#),
            ("get", "x-openai-isConsequential: true", #"{"readOnlyHint":false,"destructiveHint":true,"idempotentHint":false}"#),
            ("post", "", #"{"readOnlyHint":false,"idempotentHint":false}"#),
            ("post", "x-openai-isConsequential: false", #"{"readOnlyHint":false,"destructiveHint":false,"idempotentHint":false}"#),
            ("put", "", #"{"readOnlyHint":false,"idempotentHint":true}"#),
            ("patch", "", #"{"readOnlyHint":false,"idempotentHint":false}"#),
            ("delete", "x-openai-isConsequential: false", #"{"readOnlyHint":false,"destructiveHint":true,"idempotentHint":true}"#),
        ])
    func annotations(method: String, line: String, expected: String) throws {
        #expect(try Documents.operation(line, method: method).tool.annotations?.text == expected)
    }

    @Test("words are data: on one line, bounded, without what controls or hides")
    func words() throws {
        let tool = try Documents.operation(
            "deprecated: true\nsummary: \"List\\u202e \\u0007toys\\n\\n now\"\ndescription: \"\(String(repeating: "ab ", count: 900))\""
        ).tool
        #expect(tool.title == "List toys now")
        #expect(tool.description?.hasPrefix("Deprecated. List toys now. ab ab") == true)
        #expect((tool.description?.unicodeScalars.count ?? 0) <= PlainText.description && tool.description?.hasSuffix("…") == true)
        #expect(try Documents.operation("").tool.description == "GET /toys")
    }

    @Test("parameters of the path hold for its operations, which may replace them; references are followed")
    func parameters() throws {
        let operations = try Documents.operations(
            """
            paths:
              /toys/{id}: { $ref: "#/components/pathItems/toy" }
            components:
              pathItems:
                toy:
                  parameters:
                    - { name: id, in: path, required: true, schema: { type: string } }
                    - { $ref: "#/components/parameters/page" }
                  get:
                    parameters:
                      - { name: page, in: query, schema: { type: string }, description: Mine }
                      - { name: session, in: cookie, schema: { type: string } }
                      - { name: Authorization, in: header, required: true, schema: { type: string } }
                      - { name: X-Usher-User, in: header, schema: { type: string } }
                      - { name: X-Trace, in: header, schema: { type: string } }
                  delete: {}
              parameters:
                page: { name: page, in: query, schema: { $ref: "#/components/schemas/Page" } }
              schemas: { Page: { type: integer, minimum: 1 } }
            """)
        let first = operations.list[0]
        #expect(first.parameters.map(\.argument) == ["id", "page", "X-Trace"] && first.headerNames == ["X-Trace"])
        #expect(first.tool.inputSchema["properties"]?["page"]?.text == #"{"type":"string","description":"Mine"}"#)
        #expect(operations.list[1].tool.inputSchema["properties"]?["page"]?.text == #"{"type":"integer","minimum":1}"#)
    }

    @Test("arguments that would have one name get two")
    func sameNames() throws {
        let operation = try Documents.operation(
            """
            parameters:
              - { name: id, in: path, required: true, schema: { type: string } }
              - { name: id, in: query, schema: { type: string } }
              - { name: "filter[name]", in: query, schema: { type: string } }
            requestBody: { content: { application/json: { schema: { type: object, properties: { id: { type: integer } } } } } }
            """, at: "/toys/{id}", method: "post")
        #expect(operation.parameters.map(\.argument) == ["id", "query_id", "filter_name"])
        let request = try operation.request(
            arguments: Documents.value(#"{"id":"a","query_id":"b","filter_name":"c","body":{"id":4}}"#))
        #expect(request.target == "/toys/a?id=b&filter%5Bname%5D=c" && request.body == Array(#"{"id":4}"#.utf8))
    }

    @Test("what is right but no tool is left out, with advice")
    func leftOut() throws {
        let operations = try Documents.operations(
            """
            paths:
              /a: { get: {}, options: {}, trace: {}, summary: Words }
              /b: { post: { requestBody: { required: true, content: { multipart/form-data: {} } } } }
              /c;{x}: { get: { parameters: [ { name: x, in: path } ] } }
              /d/{x}: { get: { parameters: [ { name: x, in: path, style: matrix } ] } }
              /e: { post: { requestBody: { content: { text/csv: {} } } } }
              /../f: { get: {} }
            """)
        #expect(operations.list.map(\.tool.name) == ["get_a", "post_e"])
        #expect(
            operations.advice == [
                "toys.yaml:5: POST /b is no tool: its body is multipart/form-data; only JSON and plain forms are supported.",
                "toys.yaml:6: GET /c;{x} is no tool: its path is no plain path.",
                "toys.yaml:7: GET /d/{x} is no tool: its parameter “x” has the style “matrix”, which is not supported in a path.",
                "toys.yaml:9: GET /../f is no tool: its path is no plain path.",
            ])
    }

    @Test(
        "a document that is wrong is refused with file, line and a sentence",
        arguments: [
            ("openapi: [", "toys.yaml:2: this is not valid YAML"),
            ("- a", "toys.yaml:1: an OpenAPI document is a mapping"),
            ("swagger: '2.0'", "toys.yaml:1: `openapi` must be 3.0.x or 3.1.x; this says swagger 2.0."),
            ("openapi: 3.1.0\npaths: {}", "toys.yaml:2: there is no operation that can be a tool; expected at least one"),
            ("openapi: 3.1.0\npaths:\n  /a/{b}:\n    get: {}", "toys.yaml:4: the path has a place for {b}, but there is no parameter"),
            (
                "openapi: 3.1.0\npaths:\n  /a:\n    get: { parameters: [ { $ref: 'https://evil.example/p.yaml#/x' } ] }",
                "toys.yaml:4: the reference “https://evil.example/p.yaml#/x” leads out of this document, and Usher does not follow it."
            ),
            ("openapi: 3.1.0\npaths:\n  /a:\n    get: { parameters: [ { $ref: '../p.yaml' } ] }", "leads out of this document"),
            ("openapi: 3.1.0\npaths:\n  /a:\n    get: { parameters: [ { $ref: '#/none/here' } ] }", "leads to nothing in this document"),
            ("openapi: 3.1.0\npaths:\n  /a:\n    get: { parameters: [ { $ref: '#anchor' } ] }", "is not understood"),
            ("openapi: 3.1.0\npaths:\n  /a: { $ref: '#/paths/~1a' }", "toys.yaml:3: this reference leads back to itself"),
            ("openapi: 3.1.0\npaths:\n  /a:\n    get: { parameters: [ { in: query } ] }", "a parameter needs `name` and `in`"),
            ("openapi: 3.1.0\npaths:\n  /a:\n    get: { parameters: [ { name: x, in: body } ] }", "this says body"),
            ("openapi: 3.1.0\npaths:\n  /a:\n    get: { parameters: [ { name: x, in: query, schema: text } ] }", "this should be a schema"),
            ("openapi: 3.1.0\npaths:\n  /a:\n    get: hello", "toys.yaml:4: an operation is a mapping"),
        ])
    func refused(text: String, sentence: String) {
        let complaint = Operations.complaint(text)
        #expect(complaint.contains(sentence), "\(complaint)")
    }

    @Test("a document may be JSON")
    func json() throws {
        let operations = try Operations(
            #"{"openapi":"3.0.3","info":{"title":"T","version":1.10},"paths":{"/a":{"get":{"operationId":"a"}}}}"#, file: "a.json")
        #expect(operations.list.map(\.tool.name) == ["a"] && operations.version == "1.10")
    }
}
