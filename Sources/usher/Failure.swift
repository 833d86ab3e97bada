// What a command says when it cannot do what it was asked: one sentence, with what to do.

import Foundation
import GRDB
import OAuth
import PostgresStore
import SQLStore

/// A failure that the operator can do something about.
struct Failure: Error {
    var sentence: String
    init(_ sentence: String) { self.sentence = sentence }

    /// What a system call has just failed at.
    init(file path: String, _ what: String) { self.init("\(path) \(what): \(String(cString: strerror(errno))).") }

    /// The sentence for any error.
    static func sentence(for error: any Error) -> String {
        switch error {
        case let failure as Failure: "usher: \(failure.sentence)"
        case let error as ConfigurationError: error.description
        case KeyCabinetError.wrongSecret:
            "usher: the signing keys were stored under another secret. Put back the .secret file that belongs to this database, or set USHER_SECRET to what it was."
        case let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN:
            "usher: the database cannot be opened. Check that its folder exists and may be written by this user."
        case let error as DatabaseError where error.resultCode == .SQLITE_NOTADB:
            "usher: the database file is not a SQLite database. Check `database` in the configuration."
        case let error as StoreUnavailable:
            "usher: the database cannot be used at this moment: \(error). Nothing was lost; mend that and try again."
        case let error as PostgresRefusal:
            "usher: the database cannot be used: \(error). Check `database` in the configuration, and that PostgreSQL runs there."
        default: "usher: \(error)"
        }
    }
}
