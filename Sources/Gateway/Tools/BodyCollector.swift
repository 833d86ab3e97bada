// The first part of an answer, kept in memory. What is beyond the limit is not read: the upstream is told to stop.

import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

final class BodyCollector: ResponseBodyWriter, Sendable {
    struct Full: Error {}

    private struct State {
        var bytes: [UInt8] = []
        var isFull = false
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    /// Whether there is more than what was kept.
    var isFull: Bool { state.withLock { $0.isFull } }

    func write(_ buffer: ByteBuffer) async throws {
        try state.withLock { state in
            let room = limit - state.bytes.count
            state.bytes += buffer.readableBytesView.prefix(room)
            guard buffer.readableBytes <= room else {
                state.isFull = true
                throw Full()
            }
        }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
