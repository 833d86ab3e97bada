// Sends spans to a collector: OTLP over HTTP (OpenTelemetry Protocol 1.x §"OTLP/HTTP"), in batches, in the background. A collector that is
// away costs the spans that find no room, never a request.

import AsyncHTTPClient
import CoreMetrics
import Foundation
import Keys
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Telemetry

struct SpanExporter: Service {
    let queue: SpanQueue
    let client: HTTPClient
    let collector: HTTPURL
    let document: SpanDocument
    let registry: MeterRegistry?
    let logger: Logger

    private static let pause: Duration = .seconds(1)
    private static let batch = 512
    private static let limit: TimeAmount = .seconds(5)

    func run() async throws {
        let meters = registry.map { registry in
            let dropped = Meter(label: MeterName.spansDropped.rawValue, factory: registry)
            registry.onReading { [queue] in dropped.set(queue.dropped) }
            return Counter(label: MeterName.spansSent.rawValue, factory: registry)
        }
        await cancelWhenGracefulShutdown {
            var isAway = false
            while (try? await Task.sleep(for: Self.pause)) != nil { await send(meters, &isAway) }
        }
        // Also what the last requests left.
        var isAway = true
        await send(meters, &isAway)
    }

    private func send(_ sent: Counter?, _ isAway: inout Bool) async {
        while true {
            let spans = queue.take(Self.batch)
            guard !spans.isEmpty else { return }
            do {
                try await post(document.encoded(spans))
                sent?.increment(by: spans.count)
                if isAway { logger.notice("spans are taken again", metadata: ["collector": "\(collector.text)"]) }
                isAway = false
            } catch {
                queue.noteLost(spans.count)
                // Once, not once a second.
                if !isAway {
                    logger.warning("spans are not taken", metadata: ["collector": "\(collector.text)", "error": "\(error)"])
                }
                isAway = true
                return
            }
        }
    }

    private func post(_ body: [UInt8]) async throws {
        var request = HTTPClientRequest(url: collector.text)
        request.method = .POST
        request.headers = ["content-type": "application/json"]
        request.body = .bytes(ByteBuffer(bytes: body))
        let answer = try await client.execute(request, timeout: Self.limit)
        guard (200..<300).contains(Int(answer.status.code)) else { throw Failure("it answers \(answer.status.code).") }
        // Read to its end, so that the connection can be used again.
        _ = try await answer.body.collect(upTo: 64 * 1024)
    }
}
