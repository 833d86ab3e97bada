// People as Auth0 exports them: one JSON object for each line, or an array of them as its import takes it. Password hashes are
// bcrypt, or what Auth0 itself was given by the system before it (`custom_password_hash`).

import Identity
import Keys

struct Auth0People: JSONPeople {
    var entries: JSONEntries

    init(_ entries: JSONEntries) { self.entries = entries }

    /// Whether an object can be nothing else.
    static func resembles(_ entry: JSONEntry) -> Bool {
        ["passwordHash", "password_hash", "custom_password_hash", "user_id", "email_verified"].contains { entry[$0] != nil }
            || entry["_id"]?["$oid"] != nil
    }

    static func person(_ entry: JSONEntry) throws -> ImportedPerson {
        guard let email = entry.text("email") else { throw Untaken.noEmail }
        // Auth0 puts the address where nobody has given a name.
        let name = entry.text("name") == email ? nil : entry.text("name")
        return ImportedPerson(
            email: email, name: name, hash: try hash(entry), isEmailVerified: entry.flag("email_verified"),
            isDisabled: entry.flag("blocked"),
            hadSecondFactor: ["mfa_factors", "multifactor", "guardian_authenticators"].contains { entry[$0]?.elements.isEmpty == false })
    }

    private static func hash(_ entry: JSONEntry) throws(ForeignHash.Problem) -> ForeignHash? {
        for name in ["passwordHash", "password_hash"] {
            if let value = entry[name] {
                guard let text = value.string else { throw .damaged }
                return try ForeignHash(text)
            }
        }
        guard let custom = entry["custom_password_hash"] else { return nil }
        guard let algorithm = custom["algorithm"]?.string, let hash = custom["hash"], let value = hash["value"]?.string else {
            throw .damaged
        }
        // The password may have been something else than its UTF-8 there.
        if let encoding = custom["password"]?["encoding"]?.string, encoding != "utf8" { throw .unknown }
        if value.hasPrefix("$") { return try ForeignHash(value) }
        guard algorithm == "scrypt", let salt = custom["salt"] else { throw .unknown }
        let key = try bytes(hash)
        func number(_ name: String, _ preset: Int) throws(ForeignHash.Problem) -> Int {
            guard let value = custom[name] else { return preset }
            guard let number = Int(value.text) else { throw .damaged }
            return number
        }
        guard try number("keylen", key.count) == key.count else { throw .damaged }
        return try .scrypt(
            n: number("cost", 16384), r: number("blockSize", 8), p: number("parallelization", 1), salt: bytes(salt), key: key)
    }

    private static func bytes(_ value: JSONText) throws(ForeignHash.Problem) -> [UInt8] {
        guard let text = value["value"]?.string else { throw .damaged }
        let bytes: [UInt8]? =
            switch value["encoding"]?.string ?? "utf8" {
            case "utf8": Array(text.utf8)
            case "hex": ForeignHash.bytes(hexadecimal: text)
            case "base64": ForeignHash.bytes(base64: text)
            default: throw .unknown
            }
        guard let bytes else { throw .damaged }
        return bytes
    }
}
