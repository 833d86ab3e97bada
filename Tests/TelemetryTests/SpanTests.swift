// W3C Trace Context, and spans from their beginning to the document that is sent.

import Foundation
import Testing
import Tracing

@testable import Telemetry

@Suite("spans")
struct SpanTests {
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    private let queue = SpanQueue(room: 2)

    private struct Fields: Extractor, Injector {
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
    }

    @Test("a trace is taken up and passed on: same trace, new span, same state")
    func passedOn() throws {
        let tracer = SpanTracer(share: 0, queue: queue)
        var context = ServiceContext.topLevel
        tracer.extract(["traceparent": Self.parent, "tracestate": "a=1"], into: &context, using: Fields())
        let span = tracer.startSpan("work", context: context)
        var sent: [String: String] = [:]
        tracer.inject(span.context, into: &sent, using: Fields())
        let header = try #require(sent["traceparent"])
        #expect(header.hasPrefix("00-0af7651916cd43dd8448eb211c80319c-") && header.hasSuffix("-01"))
        #expect(!header.contains("b7ad6b7169203331") && sent["tracestate"] == "a=1")
        span.end()
        #expect(queue.take(9).map(\.parent) == [0xb7ad_6b71_6920_3331])
    }

    @Test(
        "what is no traceparent begins a new trace",
        arguments: [
            "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
            "00-0af7651916cd43dd8448eb211c80319-b7ad6b71692033310-01", "00-0af7651916cd43dd8448eb211c80319c-+7ad6b7169203331-01",
        ])
    func malformed(header: String) {
        #expect(TraceContext(traceParent: header) == nil)
    }

    @Test("a later version may say more")
    func laterVersion() {
        #expect(TraceContext(traceParent: "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more")?.isSampled == true)
    }

    @Test("the share of traces that are recorded is decided at the root alone")
    func share() {
        let all = SpanTracer(share: 1, queue: queue)
        let none = SpanTracer(share: 0, queue: queue)
        #expect(all.startSpan("a", context: .topLevel).isRecording)
        #expect(!none.startSpan("a", context: .topLevel).isRecording)
        #expect(none.startSpan("a", context: all.startSpan("b", context: .topLevel).context).isRecording)
        #expect(!all.startSpan("a", context: none.startSpan("b", context: .topLevel).context).isRecording)
    }

    @Test("a span ends once, and a full queue counts what it loses")
    func full() {
        let tracer = SpanTracer(share: 1, queue: queue)
        for _ in 0..<3 {
            let span = tracer.startSpan("a", context: .topLevel)
            span.end()
            span.end()
        }
        #expect(queue.dropped == 1)
        #expect(queue.take(1).count == 1 && queue.take(9).count == 1 && queue.take(9).isEmpty)
    }

    @Test("an error leaves its kind and not its words")
    func error() async throws {
        struct Broken: Error, CustomStringConvertible { let description = "the secret is 123" }
        let tracer: SpanTracer? = SpanTracer(share: 1, queue: queue)
        await #expect(throws: Broken.self) {
            try await tracer.span("outer") { _ in try await tracer.span("inner") { _ in throw Broken() } }
        }
        let spans = queue.take(9)
        #expect(spans.map(\.name) == ["inner", "outer"] && spans[0].parent == spans[1].context.span)
        let document = String(decoding: SpanDocument(version: "1", instance: "i").encoded(spans), as: UTF8.self)
        #expect(document.contains("Broken") && !document.contains("secret"))
        #expect(document.contains(#""status":{"code":2}"#))
    }

    @Test("without a tracer the work is done all the same")
    func off() async {
        let tracer: SpanTracer? = nil
        #expect(await tracer.span("a") { $0 == nil })
    }

    @Test("the document has names in hexadecimal, times as text, and kinds as numbers")
    func document() throws {
        let tracer = SpanTracer(share: 1, queue: queue)
        let span = tracer.startSpan("call", context: .topLevel, ofKind: .client)
        span.note("http.response.status_code", 200)
        span.note("usher.resource", "notes")
        span.end()
        let bytes = SpanDocument(version: "1", instance: "i").encoded(queue.take(9))
        let document = try JSONDecoder().decode(Document.self, from: Data(bytes))
        let sent = try #require(document.resourceSpans.first?.scopeSpans.first?.spans.first)
        #expect(sent.traceId.utf8.count == 32 && sent.spanId.utf8.count == 16)
        #expect(sent.kind == 3 && sent.parentSpanId == nil && UInt64(sent.startTimeUnixNano) != nil)
        #expect(
            Set(sent.attributes.map { "\($0.key)=\($0.value.stringValue ?? "")\($0.value.intValue ?? "")" })
                == ["http.response.status_code=200", "usher.resource=notes"])
    }

    private struct Document: Decodable {
        let resourceSpans: [Resource]
        struct Resource: Decodable { let scopeSpans: [Scope] }
        struct Scope: Decodable { let spans: [Span] }
        struct Span: Decodable {
            let traceId, spanId, startTimeUnixNano: String
            let parentSpanId: String?
            let kind: Int
            let attributes: [Attribute]
        }
        struct Attribute: Decodable {
            let key: String
            let value: Value
        }
        struct Value: Decodable { let stringValue, intValue: String? }
    }
}
