// What PostgreSQL says no with (PostgreSQL documentation, appendix A), and what that means to whoever asked.

import CPostgres
import OAuth

/// The database cannot be used as it is configured. To be read by the operator.
public struct PostgresRefusal: Error, Sendable, CustomStringConvertible {
    public let description: String
}

/// Why a statement has no answer.
enum Failure: Error, CustomStringConvertible {
    /// The server refused it, with a code of five characters.
    case refused(state: String, message: String)
    /// Another statement before it in the same pipeline failed.
    case aborted
    /// The connection is gone.
    case lost(String)
    /// No answer in time.
    case late

    init(_ result: OpaquePointer) {
        let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
        let message = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) } ?? "no reason given"
        // Class 57 ends the connection: the server stops, or an operator ended it.
        self = ["57P01", "57P02", "57P03"].contains(state) ? .lost(message) : .refused(state: state, message: message)
    }

    /// Whether the same transaction may succeed if it is run again: serialization failure and deadlock.
    var isCollision: Bool {
        if case .refused(let state, _) = self { state == "40001" || state == "40P01" } else { false }
    }

    /// Whether nothing more can be asked on the connection.
    var endsConnection: Bool {
        switch self {
        case .lost, .late: true
        // 25006: what was the primary is a standby now; connecting again finds the new one.
        case .refused(let state, _): state == "25006"
        case .aborted: false
        }
    }

    /// What the caller is told: come back later, unless the statement itself is wrong.
    var forCaller: any Error {
        switch self {
        case .lost, .late, .aborted: return StoreUnavailable(description)
        case .refused(let state, _):
            // 53: no room or no connections; 55P03 and 57014: a time limit; 40: collisions without an end.
            let isTemporary = ["53", "40", "08", "58"].contains(String(state.prefix(2))) || ["55P03", "57014", "25006"].contains(state)
            return isTemporary ? StoreUnavailable(description) : self
        }
    }

    var description: String {
        switch self {
        case .refused(let state, let message): "PostgreSQL: \(message) (\(state))"
        case .aborted: "PostgreSQL: a statement before this one failed"
        case .lost(let reason): "the connection to PostgreSQL is lost: \(reason)"
        case .late: "PostgreSQL did not answer in time"
        }
    }
}
