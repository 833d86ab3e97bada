// One thread and its connection: it connects when it has to, tries again what may be tried again, and tells who waits.

import Dispatch
import Foundation
import OAuth

/// A thread of a lane.
struct Worker {
    private let lane: Lane
    private var connection: Connection?

    init(_ lane: Lane) { self.lane = lane }

    /// Works until the lane is closed.
    mutating func run() {
        var carried = false
        while let work = lane.next(carried: carried) {
            switch work {
            case .statements(let batch):
                carried = true
                carry(batch)
            case .body(let body):
                carried = false
                do {
                    try persist(until: body.deadline, repeatingLost: true) { try body.attempt($0) }
                    body.finish()
                } catch {
                    body.fail(with: error)
                }
            }
        }
    }

    private mutating func carry(_ batch: [Lane.Waiting]) {
        do {
            let connection = try connected(until: batch[0].deadline)
            let answers = try connection.answers(to: batch.map(\.statement))
            for (statement, answer) in zip(batch, answers) { statement.continuation.resume(returning: answer) }
        } catch let failure as Failure {
            if failure.endsConnection { self.connection = nil }
            // One of several spoils the transaction of all; alone each gets what it deserves. What may have been
            // committed although the answer is lost is not sent again, unless it changes nothing.
            let mayRepeat = failure.endsConnection ? lane.canRepeat : batch.count > 1 || failure.isCollision
            guard mayRepeat else { return fail(batch, with: failure.forCaller) }
            for statement in batch { carry(alone: statement) }
        } catch {
            fail(batch, with: error)
        }
    }

    private mutating func carry(alone waiting: Lane.Waiting) {
        do {
            let answer = try persist(until: waiting.deadline, repeatingLost: lane.canRepeat) { try $0.answer(to: waiting.statement) }
            waiting.continuation.resume(returning: answer)
        } catch {
            waiting.continuation.resume(throwing: error)
        }
    }

    private func fail(_ batch: [Lane.Waiting], with error: any Error) {
        for statement in batch { statement.continuation.resume(throwing: error) }
    }

    /// Runs `attempt` again as long as it collides with other transactions, and, if that is allowed, when its
    /// connection is lost.
    private mutating func persist<Result>(
        until deadline: DispatchTime, repeatingLost: Bool, _ attempt: (Connection) throws -> Result
    ) throws -> Result {
        var tries = 0
        while true {
            do {
                return try attempt(try connected(until: deadline))
            } catch let unknown as UnknownOutcome {
                connection = nil
                throw unknown.cause.forCaller
            } catch let failure as Failure {
                if failure.endsConnection { connection = nil }
                var mayRepeat = failure.isCollision
                if case .lost = failure { mayRepeat = repeatingLost }
                tries += 1
                guard mayRepeat, tries < 50, DispatchTime.now() < deadline else { throw failure.forCaller }
                // Those that collided come back at different moments.
                usleep(UInt32.random(in: 0..<UInt32(min(1000 << min(tries, 6), 50_000))))
            }
        }
    }

    /// The connection of this thread, made anew if there is none or the server has closed it.
    private mutating func connected(until deadline: DispatchTime) throws -> Connection {
        if let connection, connection.isQuiet() {
            connection.deadline = deadline
            return connection
        }
        connection = nil
        var pause: UInt32 = 20_000
        while true {
            // Who has waited long enough is not kept for one more attempt; who comes next tries for itself.
            guard DispatchTime.now() < deadline else { throw StoreUnavailable("PostgreSQL did not answer in time") }
            do {
                let fresh = try lane.open(.seconds(2))
                lane.outage.isOver()
                fresh.deadline = deadline
                connection = fresh
                return fresh
            } catch {
                lane.outage.began("\(error)")
                guard DispatchTime.now() + .microseconds(Int(pause)) < deadline else {
                    throw StoreUnavailable("PostgreSQL cannot be reached: \(error)")
                }
                usleep(pause)
                pause = min(pause * 2, 500_000)
            }
        }
    }
}
