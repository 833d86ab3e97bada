// The body of a request on its way up, chunk by chunk and no faster than the upstream takes it.
// The HTTP client reads it in a task of its own; the server wants to read what is left of the connection afterwards.
// Two readers at once would be a fault, so reading can be stopped, and stopping waits for a read that is under way.

import Hummingbird
import NIOCore
import Synchronization

/// A request body that can be told to stop.
final class Upload: AsyncSequence, Sendable {
    struct Stopped: Error {}

    private struct State {
        var isReading = false
        var isStopped = false
        var hasBegun = false
        var hasFailed = false
        var stopper: CheckedContinuation<Void, Never>?
    }

    private let body: RequestBody
    private let state = Mutex(State())
    private let onBegin: @Sendable () -> Void
    private let onChunk: @Sendable () -> Void

    /// - Parameters:
    ///   - onBegin: called once, before the first read: now the client may be told to continue.
    ///   - onChunk: called after each read.
    init(_ body: RequestBody, onBegin: @escaping @Sendable () -> Void, onChunk: @escaping @Sendable () -> Void) {
        self.body = body
        self.onBegin = onBegin
        self.onChunk = onChunk
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let upload: Upload
        fileprivate var base: RequestBody.AsyncIterator

        mutating func next() async throws -> ByteBuffer? {
            try upload.beginReading()
            do {
                let chunk = try await base.next()
                upload.endReading()
                return chunk
            } catch {
                upload.endReading(failed: true)
                throw error
            }
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(upload: self, base: body.makeAsyncIterator())
    }

    private func beginReading() throws {
        let isFirst = try state.withLock { state in
            guard !state.isStopped else { throw Stopped() }
            state.isReading = true
            defer { state.hasBegun = true }
            return !state.hasBegun
        }
        if isFirst { onBegin() }
    }

    private func endReading(failed: Bool = false) {
        let stopper = state.withLock { state in
            state.isReading = false
            if failed { state.hasFailed = true }
            defer { state.stopper = nil }
            return state.stopper
        }
        stopper?.resume()
        onChunk()
    }

    /// Whether the client's side broke: a malformed body, or one that ended too early.
    var hasFailed: Bool { state.withLock { $0.hasFailed } }

    /// From its return on, nobody reads the body through this sequence.
    func stop() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isStopped = true
                if state.isReading { state.stopper = continuation }
                return !state.isReading
            }
            if isIdle { continuation.resume() }
        }
    }
}
