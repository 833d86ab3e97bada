// From arguments to requests, and what is said of arguments that do not fit.

import MCP
import Testing

@testable import Tools

@Suite("The request of a tool call")
struct ToolRequestTests {
    struct Style: Sendable, CustomTestStringConvertible {
        let parameter: String
        let value: String
        let query: String
        var testDescription: String { "\(parameter) \(value)" }

        static let all = [
            Style(parameter: "", value: #""a b&c=d/é""#, query: "?it=a%20b%26c%3Dd%2F%C3%A9"),
            Style(parameter: "", value: "12345678901234567890.10", query: "?it=12345678901234567890.10"),
            Style(parameter: "", value: "2.0", query: "?it=2"), Style(parameter: "", value: "true", query: "?it=true"),
            Style(parameter: "", value: #"["a","b,c"]"#, query: "?it=a&it=b%2Cc"), Style(parameter: "", value: "[]", query: ""),
            Style(parameter: "", value: #"{"a":1,"b":"x y"}"#, query: "?a=1&b=x%20y"),
            Style(parameter: ", explode: false", value: #"["a","b,c"]"#, query: "?it=a,b%2Cc"),
            Style(parameter: ", explode: false", value: #"{"a":1,"b":2}"#, query: "?it=a,1,b,2"),
            Style(parameter: ", style: spaceDelimited", value: #"["a","b"]"#, query: "?it=a%20b"),
            Style(parameter: ", style: pipeDelimited", value: #"["a","b"]"#, query: "?it=a%7Cb"),
            Style(parameter: ", style: deepObject", value: #"{"a":1,"b":["x","y"]}"#, query: "?it%5Ba%5D=1&it%5Bb%5D=x&it%5Bb%5D=y"),
            Style(
                parameter: ", content: { application/json: {} }", value: #"{"a":[1.0,null]}"#, query: "?it=%7B%22a%22%3A%5B1.0%2Cnull%5D%7D"
            ),
        ]
    }

    @Test("a parameter of a query is written in its style", arguments: Style.all)
    func query(style: Style) throws {
        let operation = try Documents.operation("parameters: [ { name: it, in: query\(style.parameter) } ]")
        let request = try operation.request(arguments: Documents.value("{\"it\":\(style.value)}"))
        #expect(request.target == "/toys" + style.query && request.body == nil && request.headers == [])
    }

    @Test(
        "a parameter of a path stays in its segment",
        arguments: [
            (#""a b""#, "", "a%20b"), ("7", "", "7"), (#""..x""#, "", "..x"), (#""100%""#, "", "100%25"), (#""a:b@c""#, "", "a%3Ab%40c"),
            (#"["a","b,c"]"#, "", "a,b%2Cc"), (#"{"a":1,"b":2}"#, "", "a,1,b,2"), (#"{"a":1,"b":2}"#, ", explode: true", "a=1,b=2"),
        ])
    func path(value: String, parameter: String, segment: String) throws {
        let operation = try Documents.operation("parameters: [ { name: it, in: path\(parameter) } ]", at: "/toys/{it}/parts.json")
        #expect(try operation.request(arguments: Documents.value("{\"it\":\(value)}")).target == "/toys/\(segment)/parts.json")
    }

    @Test("headers, a form, and JSON with its own digits")
    func bodies() throws {
        let json = try Documents.operation(
            """
            parameters: [ { name: X-List, in: header, schema: { type: array } } ]
            requestBody: { content: { application/merge-patch+json: { schema: { type: object, properties: { n: {}, o: {} } } } } }
            """, method: "patch")
        let request = try json.request(
            arguments: Documents.value(#"{"n":1.2300000000000000001,"X-List":["a","b"],"o":{"z":null,"a":1e400}}"#))
        #expect(request.method == "PATCH" && request.contentType == "application/merge-patch+json")
        #expect(request.headers == [ToolRequest.Header(name: "X-List", value: "a,b")])
        #expect(request.body == Array(#"{"n":1.2300000000000000001,"o":{"z":null,"a":1e400}}"#.utf8))
        #expect(try json.request(arguments: nil).body == nil)
        let form = try Documents.operation(
            "requestBody: { required: true, content: { application/x-www-form-urlencoded: { schema: { properties: { a: {}, b: {} } } } } }",
            method: "post")
        let sent = try form.request(arguments: Documents.value(#"{"a":"x&y","b":[1,2]}"#))
        #expect(sent.body == Array("a=x%26y&b=1&b=2".utf8) && sent.contentType == "application/x-www-form-urlencoded")
        #expect(try form.request(arguments: nil).body == [])
    }

    @Test("null for what cannot be null means that it is not given")
    func null() throws {
        let operation = try Documents.operation(
            "parameters: [ { name: a, in: query, schema: { type: string } }, { name: b, in: query, schema: { type: [string, 'null'] } } ]")
        #expect(try operation.request(arguments: Documents.value(#"{"a":null}"#)).target == "/toys")
        #expect(throws: ArgumentProblem.self) { try operation.request(arguments: Documents.value(#"{"b":null}"#)) }
    }

    @Test(
        "arguments that do not fit are explained",
        arguments: [
            ("{}", "“id” is missing."), (#"{"id":"1","text":"x"}"#, "“id” must be an integer, not a string."),
            (#"{"id":1.5,"text":"x"}"#, "“id” must be an integer, not a number."),
            (#"{"id":1e3,"text":"x"}"#, "“id” must be an integer, not a number."),
            (#"{"id":1,"colour":"red","text":"x"}"#, "“colour” is not known here; there are “id”, “size”, “text”, “inner”."),
            (#"{"id":1,"text":"x","size":"huge"}"#, #"“size” must be one of "small", "large"."#),
            (#"{"id":1,"text":"x","inner":{"list":[1,"a"]}}"#, "“inner.list[1]” must be a number, not a string."),
            (#"{"id":1,"text":"x","inner":{"more":1}}"#, "“inner.more” is not known here; there are “list”."),
            (#"{"id":1,"text":null}"#, "“text” is missing."), ("[]", "The arguments must be an object."),
        ])
    func explained(arguments: String, sentence: String) throws {
        let operation = try Documents.operation(
            """
            parameters:
              - { name: id, in: path, schema: { type: integer } }
              - { name: size, in: query, schema: { type: string, enum: [small, large] } }
            requestBody:
              required: true
              content:
                application/json:
                  schema:
                    type: object
                    required: [text]
                    properties:
                      text: { type: string }
                      inner: { type: object, additionalProperties: false, properties: { list: { type: array, items: { type: number } } } }
            """, at: "/toys/{id}", method: "post")
        let value = try Documents.value(arguments)
        #expect(throws: ArgumentProblem(sentence)) { try operation.request(arguments: value) }
    }
}

@Suite("Hostile arguments")
struct HostileArgumentTests {
    @Test(
        "no argument leaves its segment of the path",
        arguments: [
            "", ".", "..", "...", ". .", "a/b", "../x", "/", "a\\b", "%2f", "%2F..", "x%2e%2e", "a;b", "a\u{0}", "a\nb", "\u{7f}", "\u{85}",
            "%25%32%66".replacing("%25", with: "%"),
        ])
    func paths(text: String) throws {
        let operation = try Documents.operation("parameters: [ { name: it, in: path } ]", at: "/toys/{it}")
        for value in [Value.string(text), .array([.string(text)])] where text != "" || value == .string("") {
            #expect(throws: ArgumentProblem.self, "\(value)") { try operation.request(arguments: ["it": value]) }
        }
        #expect(throws: ArgumentProblem.self) { try operation.request(arguments: ["it": .array([])]) }
    }

    @Test("no argument starts another header", arguments: ["a\r\nX-Usher-User: eve", "a\nb", "\u{0}", " a", "a ", "é", "\t"])
    func headers(text: String) throws {
        let operation = try Documents.operation("parameters: [ { name: X-It, in: header } ]")
        #expect(throws: ArgumentProblem.self) { try operation.request(arguments: ["X-It": .string(text)]) }
        #expect(throws: ArgumentProblem.self) { try operation.request(arguments: ["X-It": ["a", .string(text)]]) }
    }

    @Test(
        "headers that speak of identity, or frame the message, are nobody's argument",
        arguments: [
            "Authorization", "authorization", "Cookie", "Host", "X-Usher-User", "x_usher_user", "Content-Length", "Transfer-Encoding",
            "Connection", "Proxy-Authorization", "X-Forwarded-For", "Mcp-Session-Id", "Te", "Upgrade", "X Usher", "X:Y", "X-Held",
        ])
    func withheld(name: String) throws {
        let text = "openapi: 3.1.0\npaths: { /a: { get: { parameters: [ { name: '\(name)', in: header, required: true } ] } } }"
        let operations = try Operations(text, file: "toys.yaml") { $0 == "x-held" }
        #expect(operations.list[0].headerNames == [])
        #expect(throws: ArgumentProblem.self) { try operations.list[0].request(arguments: [name: "eve"]) }
    }

    @Test("no argument becomes another parameter of the query")
    func queries() throws {
        let operation = try Documents.operation("parameters: [ { name: it, in: query, schema: { type: [string, object, array] } } ]")
        #expect(try operation.request(arguments: ["it": "1&admin=true#x"]).target == "/toys?it=1%26admin%3Dtrue%23x")
        #expect(try operation.request(arguments: ["it": ["a&b=c": "d&e=f"]]).target == "/toys?a%26b%3Dc=d%26e%3Df")
        for value: Value in [[["deep"]], ["a": ["b": "c"]], [.null]] {
            #expect(throws: ArgumentProblem.self) { try operation.request(arguments: ["it": value]) }
        }
        #expect(throws: ArgumentProblem.self) { try operation.request(arguments: ["it": .string(String(repeating: "x", count: 9000))]) }
    }

    @Test("the name of a tool's argument is exact")
    func names() throws {
        let operation = try Documents.operation("parameters: [ { name: id, in: query } ]")
        for name in ["ID", "id ", "id\u{0}", "ıd", ""] {
            #expect(throws: ArgumentProblem.self) { try operation.request(arguments: [name: "x"]) }
        }
    }
}
