// Where the database is, as libpq reads it (PostgreSQL documentation, "Connection URIs").

import CPostgres
import Foundation

/// A connection URI that libpq understands.
struct ServerAddress: Sendable {
    let uri: String

    init(uri: String) throws(PostgresRefusal) {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(uri, &message) else {
            // libpq's own words would repeat the URI, and so its password.
            PQfreemem(message)
            throw PostgresRefusal(
                description:
                    "the database URL cannot be read. It looks like postgres://user:password@host:5432/database?sslmode=verify-full; special characters in the password are written as %XX."
            )
        }
        PQconninfoFree(options)
        self.uri = uri
    }

    /// Opens a connection and waits for it, `seconds` at most for each host that is named.
    func connect(seconds: Int) -> OpaquePointer? {
        let settings: [(String, String)] = [
            ("connect_timeout", String(max(2, seconds))), ("tcp_user_timeout", "5000"), ("keepalives_idle", "10"),
            ("keepalives_interval", "5"), ("keepalives_count", "2"), ("client_encoding", "UTF8"),
            ("fallback_application_name", "usher"), ("dbname", uri),
        ]
        // What the URI says itself wins, because it comes last.
        let names = settings.map { strdup($0.0) } + [nil]
        let values = settings.map { strdup($0.1) } + [nil]
        defer { for text in names + values { free(text) } }
        return names.map { UnsafePointer($0) }.withUnsafeBufferPointer { names in
            values.map { UnsafePointer($0) }.withUnsafeBufferPointer { values in
                PQconnectdbParams(names.baseAddress, values.baseAddress, 1)
            }
        }
    }
}
