// The OpenAPI document: what is corrected before it is served, and what ChatGPT would refuse.

import Foundation
import Testing

@testable import Web

@Suite("The OpenAPI document of a plugin")
struct PluginOpenAPITests {
    private func document(_ text: String = PluginSample.document, _ settings: PluginSettings = PluginSample.settings()) throws
        -> OpenAPIDocument
    {
        var remarks = PluginRemarks()
        let made = OpenAPIDocument.make(settings, text: text, &remarks)
        #expect(remarks.problems == [])
        return try #require(made)
    }

    /// The member that these names lead to, in the document's JSON.
    private func value(_ document: OpenAPIDocument, _ path: String...) throws -> Any? {
        var value: Any? = try JSONSerialization.jsonObject(with: Data(document.json))
        for name in path { value = (value as? [String: Any])?[name] }
        return value
    }

    @Test("calls are sent to the public URL of the resource, whatever the document said")
    func servers() throws {
        let servers = try value(document(), "servers") as? [[String: String]]
        #expect(servers == [["url": "https://api.example.com/notes"]])
    }

    @Test("servers of a path or of an operation cannot lead past the gateway")
    func innerServers() throws {
        let text = PluginSample.document.replacing(
            "      operationId: addNote",
            with: "      operationId: addNote\n      servers: [ { url: 'https://elsewhere.example' } ]")
        let withBoth = text.replacing("  /notes:", with: "  /notes:\n    servers: [ { url: 'https://elsewhere.example' } ]")
        let made = try document(withBoth)
        #expect(!String(decoding: made.yaml, as: UTF8.self).contains("elsewhere"))
        #expect(PluginSample.remarks(about: withBoth).advice.count == 2)
    }

    @Test("an OAuth scheme is added where there is none")
    func scheme() throws {
        let made = try document()
        let scheme = ["components", "securitySchemes", "usher"]
        #expect(try value(made, scheme[0], scheme[1], scheme[2], "type") as? String == "oauth2")
        let flow = try value(made, scheme[0], scheme[1], scheme[2], "flows", "authorizationCode") as? [String: Any]
        #expect(flow?["authorizationUrl"] as? String == "https://api.example.com/authorize")
        #expect(flow?["tokenUrl"] as? String == "https://api.example.com/token")
        #expect(flow?["scopes"] as? [String: String] == ["notes:read": "Read your notes", "notes:write": "Change your notes"])
        #expect(try value(made, "security") as? [[String: [String]]] == [["usher": []]])
    }

    @Test("the document's own OAuth scheme is pointed here, and nothing is added")
    func ownScheme() throws {
        let text =
            PluginSample.document + """

                components:
                  securitySchemes:
                    mine:
                      type: oauth2
                      flows: { authorizationCode: { authorizationUrl: https://old.example/a, tokenUrl: https://old.example/t, scopes: { all: Everything } } }
                security: [ { mine: [all] } ]
                """
        let made = try document(text)
        let schemes = try value(made, "components", "securitySchemes") as? [String: Any]
        #expect(schemes?.keys.sorted() == ["mine"])
        let flow = try value(made, "components", "securitySchemes", "mine", "flows", "authorizationCode") as? [String: Any]
        #expect(flow?["authorizationUrl"] as? String == "https://api.example.com/authorize")
        #expect(flow?["tokenUrl"] as? String == "https://api.example.com/token")
        #expect(flow?["scopes"] as? [String: String] == ["all": "Everything"])
        #expect(try value(made, "security") as? [[String: [String]]] == [["mine": ["all"]]])
    }

    @Test("the YAML and the JSON say the same, strings that look like numbers included")
    func same() throws {
        let text = PluginSample.document.replacing(
            "summary: All notes", with: "summary: 'yes'\n      x-empty: null\n      deprecated: false")
        let made = try document(text)
        #expect(try document(String(decoding: made.yaml, as: UTF8.self)).json == made.json)
        let get = try #require(value(made, "paths", "/notes", "get") as? [String: Any])
        #expect(get["summary"] as? String == "yes")
        #expect(get["x-empty"] is NSNull)
        #expect(get["deprecated"] as? Bool == false)
        let schema = (get["parameters"] as? [[String: Any]])?.first?["schema"] as? [String: Any]
        #expect(schema?["default"] as? Int == 10)
        #expect(schema?["maximum"] as? Double == 99.5)
        #expect(try value(made, "info", "version") as? String == "1.0")
    }

    @Test("a JSON document is read as well")
    func fromJSON() throws {
        let text = """
            {"openapi": "3.0.3", "info": {"title": "A", "version": "1"},
            \t"paths": {"/a": {"get": {"operationId": "a", "responses": {}}}}}
            """
        #expect(try value(document(text), "openapi") as? String == "3.0.3")
    }

    @Test(
        "what ChatGPT would refuse is named with its line",
        arguments: [
            ("openapi: 3.1.0", "openapi: 2.0.0", "notes.openapi.yaml:1: `openapi` must be"),
            ("openapi: 3.1.0", "swagger: '2.0'", "notes.openapi.yaml:1: `openapi` must be"),
            ("  title: Notes\n", "", "notes.openapi.yaml:3: `info.title` is missing"),
            ("      operationId: addNote\n", "", "notes.openapi.yaml:19: post /notes has no operationId"),
            ("addNote", "listNotes", "notes.openapi.yaml:20: the operationId “listNotes” of post /notes is already used in line 10"),
            ("  /notes:", "  notes:", "notes.openapi.yaml:8: the path “notes” must begin with a slash"),
            ("All notes", String(repeating: "x", count: 301), "notes.openapi.yaml:11: the summary of get /notes has 301 characters"),
            (
                "How many at most", String(repeating: "x", count: 701),
                "notes.openapi.yaml:15: the description of get /notes, parameter limit has 701"
            ),
        ])
    func refused(what: String, with: String, sentence: String) {
        let remarks = PluginSample.remarks(about: PluginSample.document.replacing(what, with: with))
        #expect(remarks.problems.count == 1)
        #expect(remarks.problems.first?.hasPrefix(sentence) == true, "\(remarks.problems)")
    }

    @Test("descriptions that an Action may have and a plugin may not are advice")
    func advised() {
        let long = PluginSample.document.replacing("All notes", with: String(repeating: "x", count: 201))
            .replacing("How many at most", with: String(repeating: "x", count: 700))
        let remarks = PluginSample.remarks(about: long)
        #expect(remarks.problems.isEmpty)
        #expect(remarks.advice.count == 2)
    }

    @Test(
        "a document without operations, or that is no document, is refused",
        arguments: [
            "", "hello", "[1, 2]", "openapi: 3.1.0\ninfo: { title: A, version: '1' }\n",
            "openapi: 3.1.0\ninfo: { title: A, version: '1' }\npaths: {}\n",
        ])
    func empty(text: String) {
        #expect(PluginSample.remarks(about: text).problems.count == 1)
    }

    @Test(
        "broken YAML is named with its line",
        arguments: [("a: 1\nb: [", "notes.openapi.yaml:"), ("a: 1\na: 2", "notes.openapi.yaml:"), ("a: 'x", "notes.openapi.yaml:")])
    func broken(text: String, start: String) {
        let problems = PluginSample.remarks(about: text).problems
        #expect(problems.count == 1)
        let rest = problems[0].dropFirst(start.count)
        #expect(problems[0].hasPrefix(start) && rest.first?.isNumber == true, "\(problems)")
    }
}
