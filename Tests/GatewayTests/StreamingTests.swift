import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import Testing

@testable import Gateway

@Suite("Streams through the gateway", .timeLimit(.minutes(1)))
struct StreamingTests {
    /// What an upstream sends, and how its stream ended.
    struct Events: Sendable {
        let events: AsyncStream<String>
        let send: AsyncStream<String>.Continuation
        let ended: AsyncStream<String>
        let end: AsyncStream<String>.Continuation

        init() {
            (events, send) = AsyncStream<String>.makeStream()
            (ended, end) = AsyncStream<String>.makeStream()
        }

        var router: Router<WorldContext> {
            let router = Router(context: WorldContext.self)
            router.get("/events") { request, _ in
                Response(
                    status: .ok, headers: [.contentType: "text/event-stream"],
                    body: ResponseBody { writer in
                        try await stream(request.body, to: &writer)
                    })
            }
            return router
        }

        private func stream(_ body: RequestBody, to writer: inout any ResponseBodyWriter) async throws {
            try await body.consumeWithInboundCloseHandler { _ in
                for await event in events { try await writer.write(ByteBuffer(string: "data: \(event)\n\n")) }
                end.yield("finished")
            } onInboundClosed: {
                end.yield("cancelled")
                send.finish()
            }
            try await writer.finish(nil)
        }

        func firstEnd() async -> String? {
            for await how in ended { return how }
            return nil
        }
    }

    @Test("an event arrives before the next one is made, and the end arrives too")
    func events() async throws {
        let events = Events()
        try await Worlds.gateway(to: events.router) { world in
            events.send.yield("1")
            let response = try await world.send("GET", "/notes/events")
            #expect(response.headers["content-type"] == ["text/event-stream"])
            var received = ""
            for try await chunk in response.body {
                received += String(buffer: chunk)
                if received == "data: 1\n\n" { events.send.yield("2") }
                if received == "data: 1\n\ndata: 2\n\n" { events.send.finish() }
            }
            #expect(received == "data: 1\n\ndata: 2\n\n")
        }
    }

    @Test("a stream is cut when the token is withdrawn")
    func withdrawn() async throws {
        let events = Events()
        try await Worlds.gateway(to: events.router) { world in
            events.send.yield("1")
            let response = try await world.send("GET", "/notes/events")
            await #expect(throws: (any Error).self) {
                for try await _ in response.body { world.gate.endAll() }
            }
            #expect(await events.firstEnd() == "cancelled")
        }
    }

    @Test("a stream is cut when the token expires")
    func expired() async throws {
        let events = Events()
        try await Worlds.gateway(to: events.router) { world in
            events.send.yield("1")
            let response = try await world.send("GET", "/notes/events", token: "expiring")
            await #expect(throws: (any Error).self) {
                for try await _ in response.body {}
            }
            #expect(await events.firstEnd() == "cancelled")
        }
    }

    @Test("when the client leaves, the upstream's stream is cancelled")
    func clientLeaves() async throws {
        let events = Events()
        try await Worlds.gateway(to: events.router) { world in
            events.send.yield("1")
            let request = "GET /notes/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ann\r\n\r\n"
            let received = try await world.raw(request) { connection in try await connection.read(until: "data: 1") }
            #expect(received.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(await events.firstEnd() == "cancelled")
        }
    }

    @Test("when the client leaves before the answer, the upstream's call is cancelled")
    func clientLeavesEarly() async throws {
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let (ended, end) = AsyncStream<Void>.makeStream()
        let (never, keep) = AsyncStream<Void>.makeStream()
        let router = Router(context: WorldContext.self)
        router.get("/slow") { request, _ in
            begin.yield()
            do {
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    for await _ in never {}
                    try Task.checkCancellation()
                }
            } catch {
                end.yield()
                throw error
            }
            return HTTPResponse.Status.ok
        }
        try await Worlds.gateway(to: router) { world in
            try await world.raw("GET /notes/slow HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ann\r\n\r\n") { _ in
                for await _ in begun { break }
            }
            for await _ in ended { break }
            keep.finish()
        }
    }

    @Test("an answer that breaks off is cut, chunked or with a length", arguments: [nil, 1_000_000])
    func dying(length: Int?) async throws {
        let router = Router(context: WorldContext.self)
        router.get("/dying") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody(contentLength: length) { writer in
                    try await writer.write(ByteBuffer(string: "part"))
                    throw CancellationError()
                })
        }
        try await Worlds.gateway(to: router) { world in
            let response = try await world.send("GET", "/notes/dying")
            #expect(response.status == .ok)
            await #expect(throws: (any Error).self) {
                for try await _ in response.body {}
            }
        }
    }

    @Test("a small answer that breaks off is a 502")
    func dyingSmall() async throws {
        let router = Router(context: WorldContext.self)
        router.get("/dying") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody(contentLength: 100) { writer in
                    try await writer.write(ByteBuffer(string: "part"))
                    throw CancellationError()
                })
        }
        try await Worlds.gateway(to: router) { world in
            let response = try await world.send("GET", "/notes/dying")
            #expect(response.status == .badGateway)
        }
    }

    @Test("an upload and its answer flow at the same time")
    func bothWays() async throws {
        let router = Router(context: WorldContext.self)
        router.post("/both") { request, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    for try await chunk in request.body { try await writer.write(chunk) }
                    try await writer.finish(nil)
                })
        }
        try await Worlds.gateway(to: router) { world in
            let (parts, send) = AsyncStream<ByteBuffer>.makeStream()
            send.yield(ByteBuffer(string: "0"))
            let response = try await world.send("POST", "/notes/both", body: .stream(parts, length: .unknown))
            var received = ""
            for try await chunk in response.body {
                received += String(buffer: chunk)
                if received.count < 5 { send.yield(ByteBuffer(string: "\(received.count)")) } else { send.finish() }
            }
            #expect(received == "01234")
        }
    }

    @Test("a refused upload leaves the connection in order for the next call")
    func earlyAnswer() async throws {
        let router = Router(context: WorldContext.self)
        router.post("/early") { _, _ in Response(status: .contentTooLarge, body: ResponseBody(byteBuffer: ByteBuffer(string: "too much"))) }
        router.get("/next") { _, _ in "next" }
        try await Worlds.gateway(to: router) { world in
            let head = "POST /notes/early HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ann\r\nContent-Length: 10\r\n\r\nhello"
            let received = try await world.raw(head) { connection in
                _ = try await connection.read(until: "too much")
                try await connection.write("worldGET /notes/next HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ann\r\n\r\n")
                return try await connection.read(until: "next")
            }
            #expect(received.hasPrefix("HTTP/1.1 413 ") && received.contains("HTTP/1.1 200 OK"))
        }
    }

    @Test("a truncated upload never looks whole to the upstream")
    func truncatedUpload() async throws {
        let (results, report) = AsyncStream<String>.makeStream()
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let router = Router(context: WorldContext.self)
        router.post("/count") { request, _ in
            begin.yield()
            do {
                var count = 0
                for try await chunk in request.body { count += chunk.readableBytes }
                report.yield("whole: \(count)")
            } catch {
                report.yield("broken")
                throw error
            }
            return HTTPResponse.Status.ok
        }
        try await Worlds.gateway(to: router) { world in
            let start = "POST /notes/count HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ann\r\n"
            for body in ["Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"] {
                // A client that leaves before its call has gone up is never heard of by the upstream.
                try await world.raw(start + body) { _ in for await _ in begun { break } }
                for await result in results {
                    #expect(result == "broken")
                    break
                }
            }
        }
    }

    @Test("who expects 100-continue is told to continue, once the upstream wants the body")
    func expectContinue() async throws {
        try await Worlds.gateway(to: ForwardingTests.echo()) { world in
            let start = "POST /notes HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nConnection: close\r\n"
            let received = try await world.raw(start + "Authorization: Bearer ann\r\nExpect: 100-continue\r\n\r\n") { connection in
                #expect(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 Continue\r\n"))
                try await connection.write("hello")
                return await connection.readToEnd()
            }
            #expect(received.contains("HTTP/1.1 200 OK") && received.hasSuffix("hello"))
            #expect(!received.lowercased().contains("expect:"))
            let refused = try await world.raw(start + "Expect: 100-continue\r\n\r\n") { connection in
                try await connection.read(until: "}")
            }
            #expect(refused.hasPrefix("HTTP/1.1 401 "))
            let strange = try await world.raw(start + "Authorization: Bearer ann\r\nExpect: tea\r\n\r\nhello") { await $0.readToEnd() }
            #expect(strange.hasPrefix("HTTP/1.1 417 "))
        }
    }

    @Test("a HEAD answer without a length has no body and claims none")
    func headWithoutLength() async throws {
        let router = Router(context: WorldContext.self)
        router.on("/h", method: .head) { _, _ in Response(status: .ok, body: ResponseBody { try await $0.finish(nil) }) }
        try await Worlds.gateway(to: router) { world in
            let received = try await world.raw("HEAD /notes/h HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ann\r\n\r\n") {
                await $0.readToEnd()
            }
            #expect(received.hasPrefix("HTTP/1.1 200 OK\r\n") && received.hasSuffix("\r\n\r\n"))
            #expect(!received.contains("0\r\n\r\n") && !received.lowercased().contains("content-length"))
        }
    }
}
