// A database whose operations are measured and traced, whichever driver is below. There is none of these where both are off.

import OAuth
import Synchronization
import Telemetry
import Tracing

/// Hands everything on to another database, and notes how long it took.
public struct MeasuredDatabase: SQLDatabase {
    private let base: any SQLDatabase
    private let meters: DatabaseMeters?
    private let tracer: SpanTracer?

    /// - Returns: `base` itself if there is nothing to note.
    public static func wrapping(_ base: any SQLDatabase, _ instruments: Instruments) -> any SQLDatabase {
        guard instruments.meters != nil || instruments.tracer != nil else { return base }
        return MeasuredDatabase(base: base, meters: instruments.meters.map { DatabaseMeters($0) }, tracer: instruments.tracer)
    }

    public var dialect: SQLDialect { base.dialect }

    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await noted("database read", \.reads) { span in
            guard let statements = Statements(span) else { return try await base.read(body) }
            return try await base.read { try body(NotedConnection(base: $0, statements: statements)) }
        }
    }

    public func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await noted("database write", \.writes) { span in
            guard let statements = Statements(span) else { return try await base.write(body) }
            return try await base.write { try body(NotedConnection(base: $0, statements: statements)) }
        }
    }

    /// Not measured, like `snapshot`: one of them would outweigh a day of the others.
    public func maintain<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await base.maintain(body)
    }

    public func snapshot<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await base.snapshot(body)
    }

    public func rows(_ statement: String, _ parameters: [SQLValue]) async throws -> [SQLRow] {
        try await noted("database read", \.reads) { span in
            Statements(span)?.note(statement)
            return try await base.rows(statement, parameters)
        }
    }

    public func change(_ statement: String, _ parameters: [SQLValue]) async throws -> SQLAnswer {
        try await noted("database write", \.writes) { span in
            Statements(span)?.note(statement)
            return try await base.change(statement, parameters)
        }
    }

    public func listen(_ handler: @escaping @Sendable () -> Void) { base.listen(handler) }

    public var load: SQLLoad { base.load }

    public func close() throws { try base.close() }

    private func noted<Result>(
        _ name: String, _ timer: KeyPath<DatabaseMeters, DatabaseMeters.Duration>, _ work: (RecordedSpan?) async throws -> Result
    ) async throws -> Result {
        let clock = ContinuousClock()
        let began = clock.now
        do {
            let result = try await tracer.span(name, .client, work)
            meters?[keyPath: timer].record(clock.now - began)
            return result
        } catch {
            if error is StoreUnavailable { meters?.noteUnanswered() }
            meters?[keyPath: timer].record(clock.now - began)
            throw error
        }
    }
}

/// The statements of a span. Their values are parameters, which are never noted.
private final class Statements: Sendable {
    private let span: RecordedSpan
    private let text = Mutex("")

    private static let longest = 1000

    /// `nil` where nobody will see them.
    init?(_ span: RecordedSpan?) {
        guard let span, span.isRecording else { return nil }
        self.span = span
    }

    func note(_ statement: String) {
        let all = text.withLock { text in
            if text.utf8.count < Self.longest { text += (text.isEmpty ? "" : "; ") + statement.prefix(Self.longest) }
            return text
        }
        span.note("db.query.text", all)
    }
}

/// A connection that says what was asked of it.
private struct NotedConnection: SQLConnection {
    let base: any SQLConnection
    let statements: Statements

    func answer(to statement: SQLStatement) throws -> SQLAnswer {
        statements.note(statement.text)
        return try base.answer(to: statement)
    }

    func answers(to statements: [SQLStatement]) throws -> [SQLAnswer] {
        for statement in statements { self.statements.note(statement.text) }
        return try base.answers(to: statements)
    }

    func announce() throws { try base.announce() }
}
