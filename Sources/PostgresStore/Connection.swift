// One connection in libpq's pipeline mode: commands are sent without waiting for the answers of those before, and the
// answers come in the same order (PostgreSQL documentation, "Pipeline Mode"). It belongs to one thread.

import CPostgres
import Dispatch
import Foundation
import SQLStore

/// How long somebody waits for the database before hearing that it is not there.
public enum Pace: Sendable {
    /// A client waits: three seconds.
    case requests
    /// A person at a terminal waits: half a minute.
    case commands
    /// Migrations and copies take what they take.
    case leisurely

    /// In milliseconds; nil for no limit.
    var patience: Int? {
        switch self {
        case .requests: 3000
        case .commands: 30_000
        case .leisurely: nil
        }
    }

    /// From now on, until when an answer is waited for.
    var deadline: DispatchTime { patience.map { .now() + .milliseconds($0) } ?? .distantFuture }

    /// In milliseconds; 0 for no limit. Less than anybody waits, so that the server gives up first.
    fileprivate var statementTimeout: Int { (patience ?? 0) * 5 / 6 }
    fileprivate var lockTimeout: Int { (patience ?? 0) / 2 }
}

/// A connection to PostgreSQL.
final class Connection: SQLConnection {
    private enum Sent {
        case preparation(statement: String)
        /// A statement whose answer is of interest to nobody unless it is an error.
        case remark
        case statement
        /// The end of an implicit transaction, and of what an error spoils.
        case end
    }

    private let handle: OpaquePointer
    private let announcement: String?
    private let isPatient: Bool
    /// The names of prepared statements.
    private var names: [String: String] = [:]
    private var namesGiven = 0
    private var sent: [Sent] = []
    /// Whether statements wait for each other's commit: within a transaction.
    private var isInTransaction = false
    private(set) var canNotify = false
    /// Until when answers are waited for, unless the pace is leisurely.
    var deadline: DispatchTime = .distantFuture

    /// Connects and prepares the session.
    ///
    /// - Throws: `PostgresRefusal` if it cannot.
    init(_ address: ServerAddress, patience: DispatchTimeInterval, announcement: String? = nil, pace: Pace) throws {
        var seconds = 2
        if case .seconds(let whole) = patience { seconds = whole }
        guard let handle = address.connect(seconds: seconds) else { throw PostgresRefusal(description: "no memory for a connection") }
        self.handle = handle
        self.announcement = announcement
        isPatient = pace == .leisurely
        // From here on `deinit` ends it, whether this throws or not.
        guard PQstatus(handle) == CONNECTION_OK else {
            throw PostgresRefusal(description: Self.sentence(PQerrorMessage(handle)))
        }
        try prepareSession(pace)
    }

    deinit { PQfinish(handle) }

    // MARK: The session

    private func prepareSession(_ pace: Pace) throws {
        // A commit that was answered is on the disk, whatever the server's own default is.
        for (name, value) in [
            ("statement_timeout", "\(pace.statementTimeout)"), ("lock_timeout", "\(pace.lockTimeout)"),
            ("idle_in_transaction_session_timeout", "10000"), ("client_min_messages", "warning"),
        ] {
            // Engines that only speak the protocol know some of these and not others.
            _ = try plain("SELECT set_config('\(name)', '\(value)', false)", ignoring: ["42704", "0A000", "22023", "42501"])
        }
        _ = try plain(
            """
            SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit', true) IN ('off', 'local')
            """, ignoring: ["42704", "0A000", "22023", "42501", "42883"])
        canNotify = try plain("SELECT 1 FROM pg_proc WHERE proname = 'pg_notify'", ignoring: ["42P01"]) > 0
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else {
            throw PostgresRefusal(description: Self.sentence(PQerrorMessage(handle)))
        }
    }

    // Before the pipeline begins: one statement, and how many rows it gave.
    private func plain(_ statement: String, ignoring states: Set<String>) throws -> Int {
        guard let result = PQexec(handle, statement) else { throw Failure.lost(Self.sentence(PQerrorMessage(handle))) }
        defer { PQclear(result) }
        if PQresultStatus(result) == PGRES_TUPLES_OK { return Int(PQntuples(result)) }
        let failure = Failure(result)
        if case .refused(let state, _) = failure, states.contains(state) { return 0 }
        throw failure
    }

    /// Whether the server has said nothing while nobody asked: what it says then is a farewell.
    func isQuiet() -> Bool {
        var watched = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        return poll(&watched, 1, 0) == 0
    }

    // MARK: Statements of a body

    func answer(to statement: SQLStatement) throws -> SQLAnswer { try answers(to: [statement])[0] }

    func answers(to statements: [SQLStatement]) throws -> [SQLAnswer] {
        guard !statements.isEmpty else { return [] }
        for statement in statements { try send(statement) }
        if !isInTransaction { try end() } else if PQsendFlushRequest(handle) != 1 { throw lost() }
        try flush()
        do {
            let answers = try statements.map { _ in try nextAnswer() }
            if !isInTransaction { try awaitEnd() }
            return answers
        } catch let failure as Failure where !isInTransaction && !failure.endsConnection {
            // The first to fail says why; those behind it were only aborted. Within a transaction, what failed has ended that.
            try skipToEnd()
            throw failure
        }
    }

    func announce() throws {
        guard let announcement else { return }
        guard isInTransaction else {
            _ = try answer(to: SQLStatement(announcement, []))
            return
        }
        // It travels with the commit; nobody waits for its answer.
        try send(SQLStatement(announcement, []))
        sent[sent.count - 1] = .remark
    }

    /// Runs `body` in a transaction. `Unknown` tells that it was sent off and the outcome never came.
    func transaction<Result>(_ beginning: String, _ body: () throws -> Result) throws -> Result {
        isInTransaction = true
        defer { isInTransaction = false }
        try send(SQLStatement(beginning, []))
        sent[sent.count - 1] = .remark
        let result: Result
        do {
            result = try body()
        } catch {
            if (error as? Failure)?.endsConnection != true { try rollBack() }
            throw error
        }
        do {
            try send(SQLStatement("COMMIT", []))
            try end()
            try flush()
            _ = try nextAnswer()
            try awaitEnd()
        } catch let failure as Failure {
            if failure.endsConnection { throw UnknownOutcome(cause: failure) }
            try rollBack()
            throw failure
        }
        return result
    }

    private func rollBack() throws {
        // Whatever is still on its way is of no interest any more.
        try end()
        try flush()
        try skipToEnd()
        guard PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
        try send(SQLStatement("ROLLBACK", []))
        try end()
        try flush()
        try skipToEnd()
    }

    // MARK: The pipeline

    private func send(_ statement: SQLStatement) throws {
        let name = try names[statement.text] ?? prepare(statement)
        let accepted = withParameters(statement.parameters) { places, lengths, formats in
            PQsendQueryPrepared(handle, name, Int32(statement.parameters.count), places, lengths, formats, 1)
        }
        guard accepted == 1 else { throw lost() }
        sent.append(.statement)
    }

    private func prepare(_ statement: SQLStatement) throws -> String {
        let name = "s\(namesGiven)"
        namesGiven += 1
        let types = statement.parameters.map(\.typeNumber)
        guard PQsendPrepare(handle, name, statement.text, Int32(types.count), types) == 1 else { throw lost() }
        sent.append(.preparation(statement: statement.text))
        names[statement.text] = name
        return name
    }

    /// Marks where an implicit transaction ends, and where the server begins anew after an error.
    private func end() throws {
        guard PQpipelineSync(handle) == 1 else { throw lost() }
        sent.append(.end)
    }

    /// The answer to the oldest statement that has none yet.
    private func nextAnswer() throws -> SQLAnswer {
        var reason: Failure?
        while !sent.isEmpty {
            let next = sent.removeFirst()
            do {
                let answer = try received()
                if case .statement = next { return answer }
            } catch let failure as Failure {
                if failure.endsConnection { throw failure }
                reason = reason ?? failure
                // A statement that could not be prepared is not known under its name.
                if case .preparation(let statement) = next { names[statement] = nil }
                if case .statement = next { break }
            }
        }
        throw reason ?? .aborted
    }

    private func awaitEnd() throws {
        var failure: Failure?
        while !sent.isEmpty {
            guard case .end = sent[0] else {
                _ = try nextAnswer()
                continue
            }
            sent.removeFirst()
            // A commit may fail at the very end.
            do { try receivedEnd() } catch let error as Failure where !error.endsConnection { failure = error }
        }
        if let failure { throw failure }
    }

    private func skipToEnd() throws {
        while !sent.isEmpty {
            do {
                if case .end = sent[0] {
                    sent.removeFirst()
                    try receivedEnd()
                } else {
                    _ = try nextAnswer()
                }
            } catch let failure as Failure where !failure.endsConnection {}
        }
    }

    // MARK: libpq

    private func received() throws -> SQLAnswer {
        var answer = SQLAnswer()
        var failure: Failure?
        while let result = try nextResult() {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK: answer.add(result)
            case PGRES_PIPELINE_ABORTED: failure = failure ?? .aborted
            default: failure = failure ?? Failure(result)
            }
        }
        if let failure { throw failure }
        return answer
    }

    private func receivedEnd() throws {
        var failure: Failure?
        while true {
            guard let result = try nextResult() else {
                guard PQstatus(handle) == CONNECTION_OK else { throw lost() }
                continue
            }
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_PIPELINE_SYNC { break }
            failure = failure ?? Failure(result)
        }
        if let failure { throw failure }
    }

    private func nextResult() throws -> OpaquePointer? {
        while PQisBusy(handle) == 1 {
            try wait(for: POLLIN)
            guard PQconsumeInput(handle) == 1 else { throw lost() }
        }
        return PQgetResult(handle)
    }

    private func flush() throws {
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1:
                // The server may have to get rid of its answers before it takes more.
                if try wait(for: POLLIN | POLLOUT) & Int16(POLLIN) != 0, PQconsumeInput(handle) != 1 { throw lost() }
            default: throw lost()
            }
        }
    }

    @discardableResult
    private func wait(for events: Int32) throws -> Int16 {
        var watched = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
        while true {
            let left = isPatient ? -1 : deadline.milliseconds
            let ready = poll(&watched, 1, left)
            if ready > 0 { return watched.revents }
            if ready == 0 { throw Failure.late }
            guard errno == EINTR else { throw lost() }
        }
    }

    private func lost() -> Failure { .lost(Self.sentence(PQerrorMessage(handle))) }

    private static func sentence(_ message: UnsafePointer<CChar>?) -> String {
        let text = message.map { String(cString: $0) } ?? ""
        let line = text.split(separator: "\n").joined(separator: " ")
        return line.isEmpty ? "no reason given" : line
    }
}

/// A commit was sent, and the connection ended before its answer came.
struct UnknownOutcome: Error {
    let cause: Failure
}

extension DispatchTime {
    /// From now on, for `poll`; never below zero.
    fileprivate var milliseconds: Int32 {
        let now = DispatchTime.now()
        guard self > now else { return 0 }
        return Int32(clamping: (uptimeNanoseconds - now.uptimeNanoseconds) / 1_000_000 + 1)
    }
}
