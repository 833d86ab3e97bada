// What goes out: answers, tools and results, as clients of all revisions read them.

import Testing

@testable import MCP

struct AnswerTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test("an answer repeats the id as it came")
    func results() {
        #expect(text(Answer.result(id: .number("1.0"), ["a": []]).encoded) == #"{"jsonrpc":"2.0","id":1.0,"result":{"a":[]}}"#)
        #expect(
            text(Answer.error(id: .string("x"), code: .methodNotFound, message: "No \"such\" method.", data: ["m": "y"]).encoded)
                == #"{"jsonrpc":"2.0","id":"x","error":{"code":-32601,"message":"No \"such\" method.","data":{"m":"y"}}}"#)
        #expect(
            text(Answer.error(id: nil, code: .parseError, message: "What?").encoded)
                == #"{"jsonrpc":"2.0","error":{"code":-32700,"message":"What?"}}"#)
    }

    @Test("a tool says what is known of it and nothing else")
    func tools() {
        let plain = Tool(name: "a", inputSchema: ["type": "object"])
        #expect(text(plain.value.encoded) == #"{"name":"a","inputSchema":{"type":"object"}}"#)
        let full = Tool(
            name: "b", title: "B", description: "Does b.", inputSchema: ["type": "object"], outputSchema: ["type": "object"],
            annotations: ["readOnlyHint": true], security: [.none, .oauth2(scopes: ["x", "y"])])
        let schemes = #"[{"type":"noauth"},{"type":"oauth2","scopes":["x","y"]}]"#
        #expect(
            text(full.value.encoded)
                == #"{"name":"b","title":"B","description":"Does b.","inputSchema":{"type":"object"},"outputSchema":{"type":"object"},"annotations":{"readOnlyHint":true},"securitySchemes":\#(schemes),"_meta":{"securitySchemes":\#(schemes)}}"#
        )
    }

    @Test("a result holds content, and says so if it is a failure")
    func toolResults() {
        let result = ToolResult([.text("hi"), .image(base64: "AA==", type: "image/png"), .other(["type": "x"])], structured: ["n": 1])
        #expect(
            text(result.value.encoded)
                == #"{"content":[{"type":"text","text":"hi"},{"type":"image","data":"AA==","mimeType":"image/png"},{"type":"x"}],"structuredContent":{"n":1}}"#
        )
        let refused = ToolResult.signIn(challenge: #"Bearer error="insufficient_scope""#, sentence: "Sign in.")
        #expect(
            text(refused.value.encoded)
                == #"{"content":[{"type":"text","text":"Sign in."}],"isError":true,"_meta":{"mcp/www_authenticate":["Bearer error=\"insufficient_scope\""]}}"#
        )
    }
}
