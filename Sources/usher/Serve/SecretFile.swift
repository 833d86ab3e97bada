// The root secret: in the environment, or in a file beside the database that only this user may read.

import Foundation
import Keys

enum SecretFile {
    static let variable = "USHER_SECRET"

    static func path(beside database: String) -> String { database + ".secret" }

    /// Whether there is a secret already, so that none would be made.
    static func isThere(for configuration: Configuration) -> Bool {
        guard case .sqlite(let database) = configuration.database else { return true }
        return ProcessInfo.processInfo.environment[variable]?.isEmpty == false || configuration.secretFile != nil
            || FileManager.default.fileExists(atPath: path(beside: database))
    }

    /// The secret of an installation: from the environment, from the file that the operator named, or from the file
    /// beside a SQLite database, made at the first start. A database in memory gets a fresh one.
    static func secret(for configuration: Configuration) throws -> RootSecret {
        if let text = ProcessInfo.processInfo.environment[variable], !text.isEmpty {
            guard let secret = RootSecret(Array(text.utf8)) else {
                throw Failure("\(variable) is too short: use at least 32 random characters, for example from `openssl rand -base64 33`.")
            }
            return secret
        }
        if let file = configuration.secretFile { return try given(in: file) }
        switch configuration.database {
        case .memory: return try read(Base64URL.encode(SystemRandomness().bytes(32)), from: "memory")
        case .sqlite(let database): return try made(at: path(beside: database))
        case .postgres:
            // One server's own file would leave the others without the keys.
            throw Failure(
                """
                with PostgreSQL the root secret must be given, the same to every server: set \(variable), or `secret_file` to a \
                file that holds it. Make one with `openssl rand -base64 33` and keep it: without it the signing keys cannot be read.
                """)
        }
    }

    private static func given(in path: String) throws -> RootSecret {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure("\(path) cannot be read by this user. It is the root secret of `secret_file`.")
        }
        let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
        // What Usher has written itself is the encoding of the bytes; anything else counts as it stands, like the variable.
        guard let root = (try? read(secret, from: path)) ?? RootSecret(Array(secret.utf8)) else {
            throw Failure("\(path) is too short for a secret: use at least 32 random characters, such as `openssl rand -base64 33` makes.")
        }
        return root
    }

    private static func made(at path: String) throws -> RootSecret {
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
