// Prometheus' text format, and the handles of swift-metrics that lead to it.

import CoreMetrics
import Testing

@testable import Telemetry

@Suite("meters")
struct MeterTests {
    private let registry = MeterRegistry()

    @Test("a counter is written with its labels, its type and its meaning")
    func counter() {
        let counter = Counter(label: MeterName.tokens.rawValue, dimensions: [("grant_type", "refresh_token")], factory: registry)
        counter.increment()
        counter.increment(by: 2)
        #expect(
            registry.text() == """
                # HELP usher_tokens_issued_total Answers with an access token, by grant type.
                # TYPE usher_tokens_issued_total counter
                usher_tokens_issued_total{grant_type="refresh_token"} 3

                """)
    }

    @Test("the same name with the same labels is the same number")
    func same() {
        for _ in 0..<2 { Counter(label: "a_total", dimensions: [("b", "c")], factory: registry).increment() }
        #expect(registry.text().hasSuffix("a_total{b=\"c\"} 2\n"))
    }

    @Test("a name that is already another kind of number is forgotten")
    func kinds() {
        Counter(label: "a", factory: registry).increment()
        Meter(label: "a", factory: registry).set(7)
        Meter(label: "a", dimensions: [("b", "c")], factory: registry).set(7)
        #expect(registry.text() == "# TYPE a counter\na 1\n")
    }

    @Test("a timer is a histogram in seconds whose buckets add up")
    func timer() {
        let timer = Timer(label: "t_seconds", factory: registry)
        timer.recordNanoseconds(250_000)
        timer.recordNanoseconds(250_001)
        timer.recordNanoseconds(20_000_000_000)
        let lines = registry.text().split(separator: "\n")
        #expect(lines.contains("t_seconds_bucket{le=\"0.00025\"} 1"))
        #expect(lines.contains("t_seconds_bucket{le=\"0.0005\"} 2"))
        #expect(lines.contains("t_seconds_bucket{le=\"10\"} 2"))
        #expect(lines.contains("t_seconds_bucket{le=\"+Inf\"} 3"))
        #expect(lines.contains("t_seconds_sum 20.000500001"))
        #expect(lines.contains("t_seconds_count 3"))
    }

    @Test("a recorder that aggregates is a histogram of amounts; a gauge is its last value")
    func recorders() {
        Recorder(label: "writes", factory: registry).record(3)
        let gauge = Gauge(label: "depth", factory: registry)
        gauge.record(5)
        gauge.record(4)
        let lines = registry.text().split(separator: "\n")
        #expect(lines.contains("writes_bucket{le=\"2\"} 0") && lines.contains("writes_bucket{le=\"4\"} 1"))
        #expect(lines.contains("writes_sum 3") && lines.contains("depth 4"))
    }

    @Test("a meter goes up and down")
    func meter() {
        let meter = Meter(label: "m", factory: registry)
        meter.set(1.5)
        meter.increment(by: 1.0)
        meter.decrement()
        #expect(registry.text().hasSuffix("m 1.5\n"))
    }

    @Test("a label cannot leave its quotation marks")
    func escaping() {
        Counter(label: "e", dimensions: [("l", "a\"b\\c\nd")], factory: registry).increment()
        #expect(registry.text().hasSuffix("e{l=\"a\\\"b\\\\c\\nd\"} 1\n"))
    }

    @Test("there are no more numbers than allowed, and the others go on")
    func bound() {
        let registry = MeterRegistry(most: 2)
        for name in ["a", "b", "c"] { Counter(label: name, factory: registry).increment() }
        Counter(label: "a", factory: registry).increment()
        #expect(registry.text() == "# TYPE a counter\na 2\n# TYPE b counter\nb 1\n")
    }

    @Test("what nobody counts is looked up before each reading")
    func reading() {
        let meter = Meter(label: "m", factory: registry)
        registry.onReading { meter.increment() }
        _ = registry.text()
        #expect(registry.text().hasSuffix("m 2\n"))
    }

    @Test("requests are counted by endpoint and class of status, nonsense included")
    func requests() {
        let meters = RequestMeters(endpoints: ["token", "other"], registry)
        for status in [200, 204, 404, 999] { meters.note(0, status: status, nanoseconds: 1) }
        let lines = registry.text().split(separator: "\n")
        #expect(lines.contains("usher_http_requests_total{endpoint=\"token\",status=\"2xx\"} 2"))
        #expect(lines.contains("usher_http_requests_total{endpoint=\"token\",status=\"4xx\"} 1"))
        #expect(lines.contains("usher_http_requests_total{endpoint=\"token\",status=\"other\"} 1"))
        #expect(lines.contains("usher_http_request_duration_seconds_count{endpoint=\"token\"} 4"))
        #expect(lines.contains("usher_http_request_duration_seconds_count{endpoint=\"other\"} 0"))
    }

    @Test("additions from many tasks are all there")
    func concurrency() async {
        let counter = Counter(label: "n", factory: registry)
        let meter = Meter(label: "m", factory: registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        counter.increment()
                        meter.increment()
                    }
                }
            }
        }
        #expect(registry.text().contains("n 8000\n") && registry.text().contains("m 8000\n"))
    }
}
