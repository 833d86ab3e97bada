// JSON-RPC 2.0 and MCP messages; above all what is not one, because somebody else could read another one in it.

import Keys
import Testing

@testable import MCP

struct MessageTests {
    private func read(_ text: String) throws(MessageProblem) -> Messages { try Messages(reading: Array(text.utf8)) }

    @Test(
        "a request keeps its id as it came",
        arguments: [
            ("1", MessageID.number("1")), ("-7", .number("-7")), ("1.0", .number("1.0")),
            ("12345678901234567890", .number("12345678901234567890")),
            ("\"a\"", .string("a")), ("\"\"", .string("")), (#""\u0031""#, .string("1")),
        ])
    func requests(id: String, read expected: MessageID) throws {
        let messages = try read(#"{"jsonrpc":"2.0","id":\#(id),"method":"tools/list","params":{"cursor":"x"}}"#)
        #expect(!messages.isBatch && messages.list.count == 1)
        let message = try #require(messages.list.first)
        #expect(message.id == expected && message.method == "tools/list" && message.params?["cursor"]?.string == "x")
    }

    @Test("notifications, responses and batches are told apart")
    func kinds() throws {
        let batch = try read(
            #"[{"jsonrpc":"2.0","method":"a"},{"id":1,"jsonrpc":"2.0","result":{}},{"jsonrpc":"2.0","id":null,"error":{}},{"jsonrpc":"2.0","id":"b","method":"c"}]"#
        )
        #expect(batch.isBatch)
        let kinds = batch.list.map { message in
            switch message {
            case .request: "request"
            case .notification: "notification"
            case .response: "response"
            }
        }
        #expect(kinds == ["notification", "response", "response", "request"])
        #expect(batch.list.map(\.id) == [nil, .number("1"), nil, .string("b")])
    }

    @Test(
        "what is no message is refused",
        arguments: [
            "1", "\"a\"", "null", "[]", "[[]]", "[1]", "{}", #"{"jsonrpc":"2.0"}"#, #"{"jsonrpc":"1.0","id":1,"method":"a"}"#,
            #"{"id":1,"method":"a"}"#, #"{"jsonrpc":2.0,"id":1,"method":"a"}"#, #"{"jsonrpc":"2.0","id":1,"method":5}"#,
            #"{"jsonrpc":"2.0","id":1,"method":["tools/call"]}"#, #"{"jsonrpc":"2.0","id":null,"method":"a"}"#,
            #"{"jsonrpc":"2.0","id":{},"method":"a"}"#, #"{"jsonrpc":"2.0","id":true,"method":"a"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"a","params":"b"}"#, #"{"jsonrpc":"2.0","id":1,"method":"a","params":null}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"a","result":{}}"#, #"{"jsonrpc":"2.0","id":1,"result":{},"error":{}}"#,
            #"{"jsonrpc":"2.0","id":1,"result":{},"params":{}}"#,
            #"[{"jsonrpc":"2.0","id":1,"method":"a"},{"jsonrpc":"2.0","id":2,"method":5}]"#,
        ])
    func invalid(text: String) {
        let problem = #expect(throws: MessageProblem.self) { try read(text) }
        #expect(problem?.code == .invalidRequest)
        #expect(problem?.sentence.isEmpty == false)
    }

    @Test(
        "a second reading of the same bytes is refused",
        arguments: [
            #"{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ping","METHOD":"tools/call"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ping","\u006dethod":"tools/call"}"#,
            #"{"jsonrpc":"2.0","id":1,"Method":"tools/call"}"#, #"{"jsonrpc":"2.0","id":1,"method ":"tools/call","result":{}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ping","param\u017f":{}}"#, #"{"jsonrpc":"2.0","ID":2,"id":1,"method":"ping"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ping","x":1,"X":2}"#, #"{"jsonrpc":"2.0","id":1,"method":"tools/call\u0000"}"#,
            "\u{feff}{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
            #"{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"ping"} //"#, #"{"jsonrpc":"2.0","id":1,"method":"ping",}"#,
        ])
    func ambiguous(text: String) {
        #expect(throws: MessageProblem.self) { try read(text) }
    }

    @Test("JSON that is broken is a parse error, JSON that is strange an invalid request (JSON-RPC 2.0 §5.1)")
    func codes() {
        #expect(MessageProblem.json(.malformed(at: 3)).code == .parseError)
        #expect(MessageProblem.json(.notUTF8).code == .parseError)
        #expect(MessageProblem.json(.repeatedName("a")).code == .invalidRequest)
    }

    // MARK: tools/call

    private func call(_ params: String, method: String = "tools/call") throws(MessageProblem) -> ToolCall? {
        let messages = try read(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#)
        return try messages.list.first.flatMap { message throws(MessageProblem) in try ToolCall(message) }
    }

    @Test("a call names its tool and keeps its arguments as they came")
    func toolCall() throws {
        let found = try call(#"{"arguments":{"n":1.0},"name":"delete_\u006eote","_meta":{"progressToken":1},"more":1}"#)
        let call = try #require(found)
        #expect(call.name == "delete_note" && call.arguments?.text == #"{"n":1.0}"# && call.meta?["progressToken"]?.text == "1")
        #expect(try self.call("{}", method: "tools/list") == nil)
        #expect(try self.call(#"{"name":"x"}"#, method: "tools/call/x") == nil)
    }

    @Test(
        "a call that could mean another tool is refused",
        arguments: [
            "[]", #"["delete_note"]"#, "{}", #"{"name":5}"#, #"{"name":""}"#, #"{"name":["a"]}"#, #"{"name":"a\u0000"}"#,
            #"{"Name":"delete_note"}"#, #"{"name":"a","NAME":"delete_note"}"#, #"{"name":"a","name ":"delete_note"}"#,
            #"{"name":"a","Arguments":{}}"#, #"{"name":"a","name":"b"}"#, #"{"name":"a\n"}"#,
        ])
    func badCall(params: String) {
        #expect(throws: MessageProblem.self) { try call(params) }
    }

    @Test(
        "a method that is tools/call but for its letters is refused",
        arguments: ["Tools/Call", "TOOLS/CALL", " tools/call", "tools/call ", "tool\u{17F}/call"])
    func nearlyCall(method: String) {
        #expect(throws: MessageProblem.self) { try call(#"{"name":"a"}"#, method: method) }
    }

    @Test("a call without params is refused, as are params that are missing their shape")
    func noParams() {
        #expect(throws: MessageProblem.self) {
            try read(#"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#).list.first.flatMap { try ToolCall($0) }
        }
    }
}
