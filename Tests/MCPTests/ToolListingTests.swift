// The lists of tools with what each tool needs, and that nothing else is touched by it.

import Testing

@testable import MCP

struct ToolListingTests {
    private static let listing = ToolListing(answersTo: [.number("1"), .string("a")]) { tool, hasSaid in
        switch tool {
        case "delete": [.oauth2(scopes: ["w"])]
        case "search": [.none, .oauth2(scopes: [])]
        case "own": hasSaid ? nil : [.none]
        default: nil
        }
    }
    private static let write = #"[{"type":"oauth2","scopes":["w"]}]"#

    private func annotated(_ text: String) -> String? {
        Self.listing.annotated(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("each tool says how to sign in, and every other byte stays")
    func added() {
        let before =
            #" { "jsonrpc":"2.0","id" : 1,"result":{"x":1.50,"tools":[ {"name":"delete", "n":1e2 } ,{"name":"other"}],"nextCursor":"é"}}"#
            + "\n"
        #expect(
            annotated(before)
                == before.replacing(
                    "1e2 }", with: #"1e2,"securitySchemes":\#(Self.write),"_meta":{"securitySchemes":\#(Self.write)} }"#))
    }

    @Test(
        "what a tool has already is kept, but for the schemes themselves",
        arguments: [
            (#"{"name":"delete","_meta":{}}"#, #"{"name":"delete","_meta":{"securitySchemes":S},"securitySchemes":S}"#),
            (#"{"_meta":{"a":1},"name":"delete"}"#, #"{"_meta":{"a":1,"securitySchemes":S},"name":"delete","securitySchemes":S}"#),
            (
                #"{"securitySchemes":[],"_meta":{"securitySchemes":null,"b":2},"name":"delete"}"#,
                #"{"securitySchemes":S,"_meta":{"securitySchemes":S,"b":2},"name":"delete"}"#
            ),
            (#"{"name":"delete","_meta":null}"#, #"{"name":"delete","_meta":null,"securitySchemes":S}"#),
            (#"{"name":"de\u006cete"}"#, #"{"name":"de\u006cete","securitySchemes":S,"_meta":{"securitySchemes":S}}"#),
        ])
    func merged(tool: String, expected: String) {
        let text = annotated(#"{"jsonrpc":"2.0","id":"a","result":{"tools":[\#(tool)]}}"#)
        #expect(
            text
                == #"{"jsonrpc":"2.0","id":"a","result":{"tools":[\#(expected.replacing("S}", with: Self.write + "}").replacing("S,", with: Self.write + ","))]}}"#
        )
    }

    @Test(
        "what is no awaited list of tools is not touched",
        arguments: [
            #"{"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"delete"}]}}"#,
            #"{"jsonrpc":"2.0","result":{"tools":[{"name":"delete"}]}}"#,
            #"{"jsonrpc":"2.0","id":"1","result":{"tools":[{"name":"delete"}]}}"#, #"{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}"#,
            #"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"other"}]}}"#,
            #"{"jsonrpc":"2.0","id":1,"result":{"tools":{"name":"delete"}}}"#,
            #"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"own","securitySchemes":[]}]}}"#,
            #"{"jsonrpc":"2.0","id":1,"error":{"tools":[{"name":"delete"}]}}"#, "[]", "not JSON", "", #"{"id":1,"id":1}"#,
        ])
    func untouched(text: String) {
        #expect(annotated(text) == nil)
    }

    @Test("in a batch the awaited answers are found; without ids every list counts")
    func batch() {
        let batch = #"[{"id":7,"result":{"tools":[{"name":"delete"}]}},{"id":1,"result":{"tools":[{"name":"delete"}]}}]"#
        let text = annotated(batch)
        #expect(
            text?.hasPrefix(#"[{"id":7,"result":{"tools":[{"name":"delete"}]}},{"id":1,"result":{"tools":[{"name":"delete","sec"#) == true)
        let any = ToolListing(answersTo: nil) { _, _ in [.none] }.annotated(Array(batch.utf8))
        #expect(any.map { String(decoding: $0, as: UTF8.self).components(of: "noauth") } == 4)
    }

    // MARK: Piece by piece

    private static let answer = #"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"delete"}]}}"#
    private static let changed =
        #"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"delete","securitySchemes":\#(write),"_meta":{"securitySchemes":\#(write)}}]}}"#

    /// What comes out for each piece, and at the end.
    private func filtered(_ pieces: [String], _ format: ListingFilter.Format) -> [String] {
        var filter = ListingFilter(Self.listing, format: format)
        return pieces.map { String(decoding: filter.take(Array($0.utf8)), as: UTF8.self) } + [
            String(decoding: filter.finish(), as: UTF8.self)
        ]
    }

    @Test("JSON is held until it is whole")
    func json() {
        let (head, tail) = (String(Self.answer.prefix(20)), String(Self.answer.dropFirst(20)))
        #expect(filtered([head, tail], .json) == ["", "", Self.changed])
        #expect(filtered(["not ", "JSON"], .json) == ["", "", "not JSON"])
    }

    @Test("events go on one by one, as soon as each is complete, and byte for byte", arguments: ["\n", "\r\n", "\r"])
    func events(end: String) {
        let pieces = [
            ": ping\(end)\(end)", "event: message\(end)data: {\"jsonrpc\":\"2.0\",\(end)", "data:\"method\":\"x\"}\(end)id: 5\(end)\(end)",
            "retry: 5\(end)",
            "\(end)data: \(Self.answer)\(end)id: 6\(end)\(end)data: last",
        ]
        #expect(
            filtered(pieces, .events) == [
                pieces[0], "", pieces[1] + pieces[2], "", "retry: 5\(end)\(end)data: \(Self.changed)\(end)id: 6\(end)\(end)", "data: last",
            ])
    }

    @Test("however an answer is cut into pieces, the same comes out", arguments: ["\n", "\r\n", "\r"])
    func pieces(end: String) {
        let stream =
            "id: 1\(end)data: \(Self.answer.prefix(24))\(end)data:\(Self.answer.dropFirst(24))\(end)event: message\(end)\(end)\(end)data\(end)\(end)"
        let whole = filtered([stream], .events).joined()
        #expect(whole.contains("securitySchemes"))
        #expect(filtered(stream.unicodeScalars.map { String($0) }, .events).joined() == whole)
        var filter = ListingFilter(ToolListing(answersTo: nil) { _, _ in nil }, format: .events)
        let unchanged = stream.utf8.reduce(into: [UInt8]()) { $0 += filter.take([$1]) } + filter.finish()
        #expect(unchanged == Array(stream.utf8))
    }

    @Test("what is too large is let through as it is, and takes no more memory")
    func large() {
        for format in [ListingFilter.Format.json, .events] {
            var filter = ListingFilter(Self.listing, format: format)
            let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
            var count = 0
            for _ in 0..<6 { count += filter.take(block).count }
            #expect(count == 6 << 20)
            #expect(filter.finish().isEmpty)
        }
    }
}

extension String {
    fileprivate func components(of word: String) -> Int { ranges(of: word).count }
}
