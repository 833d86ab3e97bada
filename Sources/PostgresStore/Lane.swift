// Work waits in a lane for one of its threads. Single statements that wait together travel together, in one round trip
// and one transaction; a body has a connection for itself while it runs.

import CoreMetrics
import Dispatch
import Foundation
import OAuth
import SQLStore
import Synchronization
import Telemetry

/// Threads with a connection each, and what waits for them.
final class Lane: Sendable {
    /// A single statement, and who waits for its answer.
    struct Waiting: Sendable {
        let statement: SQLStatement
        let deadline: DispatchTime
        let continuation: CheckedContinuation<SQLAnswer, any Error>
    }

    /// What a thread takes at once.
    enum Work: Sendable {
        case statements([Waiting])
        case body(any Body)
    }

    private struct State {
        var statements: [Waiting] = []
        var bodies: [any Body] = []
        /// Threads that carry statements at this moment, threads that wait to be woken, threads that were begun.
        var carrying = 0
        var idle = 0
        var begun = 0
        var isClosed = false
    }

    let pace: Pace
    let canRepeat: Bool
    let outage: Outage
    let open: @Sendable (_ patience: DispatchTimeInterval) throws -> Connection
    private let workers: Int
    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)
    private let ended = DispatchGroup()
    private let commitWrites = Recorder(label: MeterName.commitWrites.rawValue)

    /// Enough to make a round trip cheap for each; few enough that the first does not wait long for the last.
    private static let mostTogether = 64
    /// More than that wait only if the database is as good as gone.
    private static let mostWaiting = 20_000

    /// - Parameters:
    ///   - canRepeat: whether a statement may be sent again when its answer was lost.
    ///   - open: makes a connection.
    init(
        workers: Int, pace: Pace, canRepeat: Bool, outage: Outage,
        open: @escaping @Sendable (_ patience: DispatchTimeInterval) throws -> Connection
    ) {
        self.workers = workers
        self.pace = pace
        self.canRepeat = canRepeat
        self.outage = outage
        self.open = open
    }

    // MARK: For callers

    func answer(to text: String, _ parameters: [SQLValue]) async throws -> SQLAnswer {
        try await withCheckedThrowingContinuation { continuation in
            let statement = Waiting(
                statement: SQLStatement(text, parameters), deadline: pace.deadline, continuation: continuation)
            let isTaken = state.withLock { state in
                guard !state.isClosed, state.statements.count < Self.mostWaiting else { return false }
                state.statements.append(statement)
                // While some are on their way, the next ones gather behind them; a long line gets another thread.
                if state.statements.count >= longLine(state.carrying) { wakeOne(&state) }
                return true
            }
            if !isTaken { continuation.resume(throwing: StoreUnavailable("too much waits for PostgreSQL")) }
        }
    }

    func result<Result: Sendable>(_ attempt: @escaping @Sendable (Connection) throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let body = WaitingBody(deadline: pace.deadline, attempt: attempt, continuation: continuation)
            let isTaken = state.withLock { state in
                guard !state.isClosed, state.bodies.count < Self.mostWaiting else { return false }
                state.bodies.append(body)
                wakeOne(&state)
                return true
            }
            if !isTaken { body.fail(with: StoreUnavailable("too much waits for PostgreSQL")) }
        }
    }

    /// Runs a body in a transaction, which `beginning` begins.
    func transaction<Result: Sendable>(
        _ beginning: String, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await result { connection in try connection.transaction(beginning) { try body(connection) } }
    }

    /// A thread that was begun keeps its connection.
    var load: SQLLoad {
        state.withLock { state in
            SQLLoad(waiting: state.statements.count + state.bodies.count, open: state.begun, busy: state.begun - state.idle)
        }
    }

    /// Lets what waits finish, and ends the threads.
    func close() {
        state.withLock { state in
            state.isClosed = true
            for _ in 0..<state.idle { bell.signal() }
            state.idle = 0
        }
        ended.wait()
    }

    /// How many statements must wait before one more thread carries some.
    private func longLine(_ carrying: Int) -> Int {
        switch carrying {
        case 0: 1
        // Whoever carries writes waits for the disk most of the time; meanwhile the next few can be on their way.
        case 1 where !canRepeat: 4
        default: carrying * 8
        }
    }

    // MARK: For threads

    private func wakeOne(_ state: inout State) {
        if state.idle > 0 {
            state.idle -= 1
            bell.signal()
        } else if state.begun < workers {
            state.begun += 1
            ended.enter()
            let thread = Thread { [self] in
                var worker = Worker(self)
                worker.run()
                ended.leave()
            }
            thread.name = "usher-postgres"
            thread.stackSize = 512 * 1024
            thread.start()
        }
    }

    /// The next work, waited for; `nil` when the lane is closed and empty.
    ///
    /// - Parameter carried: whether the thread comes from carrying statements.
    func next(carried: Bool) -> Work? {
        var hasCarried = carried
        while true {
            let (work, isOver) = state.withLock { state -> (Work?, Bool) in
                if hasCarried { state.carrying -= 1 }
                hasCarried = false
                if let work = take(&state) { return (work, false) }
                if !state.isClosed { state.idle += 1 }
                return (nil, state.isClosed)
            }
            if let work {
                if case .statements(let batch) = work, !canRepeat { commitWrites.record(batch.count) }
                return work
            }
            if isOver { return nil }
            bell.wait()
        }
    }

    private func take(_ state: inout State) -> Work? {
        let isBodyFirst = state.carrying > 0 && !state.bodies.isEmpty
        if !state.statements.isEmpty, !isBodyFirst {
            let batch = Array(state.statements.prefix(Self.mostTogether))
            state.statements.removeFirst(batch.count)
            state.carrying += 1
            return .statements(batch)
        }
        guard !state.bodies.isEmpty else { return nil }
        return .body(state.bodies.removeFirst())
    }

    /// Fails what has waited too long, and finds a thread for statements whose carrier is held up.
    func look(at now: DispatchTime) {
        let (statements, bodies) = state.withLock { state in
            let late = (state.statements.filter { $0.deadline <= now }, state.bodies.filter { $0.deadline <= now })
            if !late.0.isEmpty { state.statements.removeAll { $0.deadline <= now } }
            if !late.1.isEmpty { state.bodies.removeAll { $0.deadline <= now } }
            if !state.statements.isEmpty { wakeOne(&state) }
            return late
        }
        for statement in statements { statement.continuation.resume(throwing: Failure.late.forCaller) }
        for body in bodies { body.fail(with: Failure.late.forCaller) }
    }
}

/// Several statements with Swift between them, and who waits for the result.
protocol Body: Sendable {
    var deadline: DispatchTime { get }
    /// Runs it; may be called again after it has thrown.
    func attempt(_ connection: Connection) throws
    /// Hands over the result of the last attempt.
    func finish()
    func fail(with error: any Error)
}

private final class WaitingBody<Value: Sendable>: Body {
    let deadline: DispatchTime
    private let body: @Sendable (Connection) throws -> Value
    private let continuation: CheckedContinuation<Value, any Error>
    private let value = Mutex<Value?>(nil)

    init(
        deadline: DispatchTime, attempt: @escaping @Sendable (Connection) throws -> Value,
        continuation: CheckedContinuation<Value, any Error>
    ) {
        self.deadline = deadline
        body = attempt
        self.continuation = continuation
    }

    func attempt(_ connection: Connection) throws {
        let result = try body(connection)
        value.withLock { $0 = result }
    }

    func finish() {
        if let value = value.withLock({ $0 }) { continuation.resume(returning: value) }
    }

    func fail(with error: any Error) { continuation.resume(throwing: error) }
}
