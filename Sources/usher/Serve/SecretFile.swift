// The root secret: in the environment, or in a file beside the database that only this user may read.

import Foundation
import Keys

enum SecretFile {
    static let variable = "USHER_SECRET"

    static func path(beside database: String) -> String { database + ".secret" }

    /// The secret for a database, made at the first start; for a database in memory, a fresh one.
    static func secret(beside database: String?) throws -> RootSecret {
        if let text = ProcessInfo.processInfo.environment[variable], !text.isEmpty {
            guard let secret = RootSecret(Array(text.utf8)) else {
                throw Failure("\(variable) is too short: use at least 32 random characters, for example from `openssl rand -base64 33`.")
            }
            return secret
        }
        guard let database else { return try read(Base64URL.encode(SystemRandomness().bytes(32)), from: "memory") }
        let path = path(beside: database)
        if let text = try? String(contentsOfFile: path, encoding: .utf8) { return try read(text, from: path) }
        try create(path)
        return try read(String(contentsOfFile: path, encoding: .utf8), from: path)
    }

    // Exclusive creation: if two processes start at once, both use the file of the faster one.
    private static func create(_ path: String) throws {
        let content = Array((Base64URL.encode(SystemRandomness().bytes(32)) + "\n").utf8)
        let temporary = path + ".\(getpid())"
        guard
            FileManager.default.createFile(
                atPath: temporary, contents: Data(content), attributes: [.posixPermissions: 0o600])
        else { throw Failure("\(path) cannot be written. Check that the folder exists and may be written by this user.") }
        defer { unlink(temporary) }
        guard link(temporary, path) == 0 || errno == EEXIST else {
            throw Failure("\(path) cannot be written: \(String(cString: strerror(errno))).")
        }
    }

    private static func read(_ text: String, from path: String) throws -> RootSecret {
        guard let bytes = Base64URL.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)),
            let secret = RootSecret(bytes)
        else { throw Failure("\(path) does not hold the secret that Usher wrote. Put back the one that belongs to the database.") }
        return secret
    }
}
