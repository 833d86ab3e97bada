// From the schemas of OpenAPI 3.0 and 3.1 to JSON Schema 2020-12.

import MCP
import Testing

@testable import Tools

@Suite("Schemas of arguments and answers")
struct SchemaTests {
    @Test(
        "the old dialect becomes JSON Schema 2020-12",
        arguments: [
            ("{ type: string, nullable: true }", #"{"type":["string","null"]}"#),
            ("{ type: string, nullable: true, enum: [a] }", #"{"type":["string","null"],"enum":["a",null]}"#),
            (
                "{ nullable: true, allOf: [ { type: string } ] }",
                #"{"anyOf":[{"allOf":[{"type":"string"}]},{"type":"null"}]}"#
            ),
            ("{ type: number, minimum: 1.50, exclusiveMinimum: true }", #"{"type":"number","exclusiveMinimum":1.50}"#),
            ("{ type: number, maximum: 2, exclusiveMaximum: false }", #"{"type":"number","maximum":2}"#),
            ("{ type: integer, maximum: 2, exclusiveMaximum: true }", #"{"type":"integer","exclusiveMaximum":2}"#),
            ("{ type: string, example: x }", #"{"type":"string","examples":["x"]}"#),
            (
                "{ type: array, items: { type: string }, xml: {}, x-y: 1, discriminator: {} }",
                #"{"type":"array","items":{"type":"string"}}"#
            ),
            ("{ type: string, enum: ['1', 1, 1.0, true, null] }", #"{"type":"string","enum":["1",1,1.0,true,null]}"#),
        ])
    func old(schema: String, expected: String) throws {
        #expect(try Documents.argument(schema, version: "3.0.3") == expected)
    }

    @Test(
        "the new dialect stays as it is, but for what a tool has no use for",
        arguments: [
            ("{ type: [string, 'null'] }", #"{"type":["string","null"]}"#), ("{ type: [string] }", #"{"type":"string"}"#),
            ("{ type: integer, exclusiveMinimum: 0 }", #"{"type":"integer","exclusiveMinimum":0}"#), ("true", "true"), ("{}", "{}"),
            ("{ const: 1, $id: 'http://a', $anchor: x, $comment: y, $schema: z }", #"{"const":1}"#),
            ("{ type: string, minLength: '3', pattern: 5, required: [] }", #"{"type":"string"}"#),
            ("{ type: file }", "{}"), ("{ minimum: 9007199254740993 }", #"{"minimum":9007199254740993}"#),
            ("{ if: { type: string }, then: { minLength: 1 } }", #"{"if":{"type":"string"},"then":{"minLength":1}}"#),
            ("{ description: \"two\\nlines\" }", #"{"description":"two lines"}"#),
        ])
    func new(schema: String, expected: String) throws {
        #expect(try Documents.argument(schema) == expected)
    }

    private static let tree = """
        paths:
          /tree:
            post:
              requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Tree" } } } }
              responses: { "200": { content: { application/json: { schema: { $ref: "#/components/schemas/Tree" } } } } }
        components:
          schemas:
            Tree:
              type: object
              required: [id, name]
              properties:
                id: { type: integer, readOnly: true }
                secret: { type: string, writeOnly: true }
                name: { $ref: "#/components/schemas/Name" }
                children: { type: array, items: { $ref: "#/components/schemas/Tree" } }
            Name: { type: string, maxLength: 5, description: A name }
        """

    @Test("a schema that contains itself is written once, under $defs")
    func cycle() throws {
        let tool = try Documents.operations(Self.tree).list[0].tool
        #expect(
            tool.inputSchema.text
                == ##"{"type":"object","properties":{"body":{"$ref":"#/$defs/Tree"}},"required":["body"],"additionalProperties":false,"##
                + ##""$defs":{"Tree":{"type":"object","required":["name"],"properties":{"secret":{"type":"string","writeOnly":true},"##
                + ##""name":{"type":"string","maxLength":5,"description":"A name"},"children":{"type":"array","items":{"$ref":"#/$defs/Tree"}}}}}}"##
        )
    }

    @Test("what is only read is no argument, and what is only written no answer; limits are no promise")
    func directions() throws {
        let text = Self.tree.replacing("        children: { type: array, items: { $ref: \"#/components/schemas/Tree\" } }\n", with: "")
        let tool = try Documents.operations(text).list[0].tool
        #expect(
            tool.inputSchema.text
                == #"{"type":"object","properties":{"secret":{"type":"string","writeOnly":true},"name":{"type":"string","maxLength":5,"#
                + #""description":"A name"}},"required":["name"],"additionalProperties":false}"#)
        #expect(
            tool.outputSchema?.text
                == #"{"type":"object","required":["id","name"],"properties":{"id":{"type":"integer"},"name":{"type":"string","description":"A name"}}}"#
        )
    }

    @Test("schemas that would grow beyond all bounds in place are shared")
    func growth() throws {
        let levels = (0..<30).map { level in
            "    L\(level): { type: object, properties: { a: { $ref: '#/components/schemas/L\(level + 1)' }, b: { $ref: '#/components/schemas/L\(level + 1)' } } }\n"
        }
        let tool = try Documents.operations(
            "paths:\n  /a: { post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/L0' } } } } } }\n"
                + "components:\n  schemas:\n" + levels.joined() + "    L30: { type: string }\n"
        ).list[0].tool
        guard case .object(let definitions)? = tool.inputSchema["$defs"] else {
            Issue.record("no definitions")
            return
        }
        #expect(definitions.count == 31)
    }

    @Test("words beside a reference count in 3.1, and nothing beside it in 3.0")
    func beside() throws {
        let text = """
            paths: { /a: { get: { parameters: [ { name: it, in: query, schema: { $ref: "#/components/schemas/A", description: Mine, maxLength: 3 } },
              { name: other, in: query, schema: { $ref: "#/components/schemas/A", title: Other } } ] } } }
            components: { schemas: { A: { type: string, description: Ours } } }
            """
        let new = try Documents.operations(text).list[0].tool.inputSchema["properties"]
        #expect(new?["it"]?.text == #"{"allOf":[{"type":"string","description":"Ours"}],"description":"Mine","maxLength":3}"#)
        #expect(new?["other"]?.text == #"{"type":"string","description":"Ours","title":"Other"}"#)
        let old = try Documents.operations(text, version: "3.0.3").list[0].tool.inputSchema["properties"]
        #expect(old?["it"]?.text == #"{"type":"string","description":"Ours"}"#)
    }

    @Test(
        "an answer is promised only where the document is clear about it",
        arguments: [
            (#""200": { content: { application/json: { schema: { type: object } } } }"#, true),
            (#"200: { content: { application/problem+json: { schema: { type: object } } } }, 400: {}"#, true),
            (#"2XX: { content: { application/json: { schema: { type: object } } } }"#, true),
            (#""200": { content: { application/json: { schema: { type: array } } } }"#, false),
            (#""200": { content: { application/json: { schema: { type: object } }, text/csv: {} } }"#, false),
            (#""200": { content: { application/json: { schema: { type: object } } } }, "204": {}"#, false),
            (#""204": {}"#, false), (#"default: { content: { application/json: { schema: { type: object } } } }"#, false),
        ])
    func promises(responses: String, isPromised: Bool) throws {
        #expect(try (Documents.operation("responses: { \(responses) }").tool.outputSchema != nil) == isPromised)
    }
}
