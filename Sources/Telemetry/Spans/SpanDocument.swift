// OTLP as JSON, OpenTelemetry Protocol 1.x "JSON Protobuf Encoding": numbers of 64 bits are strings, names are hexadecimal.

import Keys
import Tracing

/// What is posted to a collector.
public struct SpanDocument: Sendable {
    private let resource: JSON
    private let version: String

    /// - Parameters:
    ///   - version: of this program.
    ///   - instance: what tells this server from its neighbours.
    public init(version: String, instance: String) {
        self.version = version
        resource = .object([
            "attributes": .array([
                Self.attribute("service.name", "usher"), Self.attribute("service.version", version),
                Self.attribute("service.instance.id", instance),
            ])
        ])
    }

    public func encoded(_ spans: [RecordedSpan.Content]) -> [UInt8] {
        let scope: JSON = .object(["name": "usher", "version": .string(version)])
        let group: JSON = .object(["scope": scope, "spans": .array(spans.map(Self.span))])
        return JSON.object([
            "resourceSpans": .array([.object(["resource": resource, "scopeSpans": .array([group])])])
        ]).encoded
    }

    private static func span(_ span: RecordedSpan.Content) -> JSON {
        var attributes: [JSON] = []
        span.attributes.forEach { name, value in
            switch value {
            case .string(let text): attributes.append(attribute(name, text))
            case .int64(let number): attributes.append(attribute(name, .object(["intValue": .string(String(number))])))
            case .int32(let number): attributes.append(attribute(name, .object(["intValue": .string(String(number))])))
            case .bool(let answer): attributes.append(attribute(name, .object(["boolValue": .boolean(answer)])))
            default: break
            }
        }
        return .object([
            "traceId": .string(span.context.traceID), "spanId": .string(span.context.spanID),
            "parentSpanId": span.parent.map { .string(TraceContext.hex($0)) }, "traceState": span.context.state.map { .string($0) },
            "name": .string(span.name), "kind": .integer(kind(span.kind)),
            "startTimeUnixNano": .string(String(span.start)), "endTimeUnixNano": .string(String(span.end)),
            "attributes": .array(attributes), "status": .object(span.failure.map(failed) ?? [:]),
        ])
    }

    /// `STATUS_CODE_ERROR`.
    private static func failed(_ words: String) -> JSON.Members {
        ["code": .integer(2), "message": words.isEmpty ? nil : .string(words)]
    }

    private static func kind(_ kind: SpanKind) -> Int64 {
        switch kind {
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        default: 1
        }
    }

    private static func attribute(_ name: String, _ text: String) -> JSON {
        attribute(name, .object(["stringValue": .string(text)]))
    }

    private static func attribute(_ name: String, _ value: JSON) -> JSON {
        .object(["key": .string(name), "value": value])
    }
}
