// People as Keycloak exports them: the `users` of a realm, each with its credentials. A password is PBKDF2, or Argon2 since
// version 25; older versions wrote its parts beside each other, newer ones as JSON within JSON.

import Identity
import Keys

struct KeycloakPeople: JSONPeople {
    var entries: JSONEntries

    init(_ entries: JSONEntries) { self.entries = entries }

    static func person(_ entry: JSONEntry) throws -> ImportedPerson {
        // A service account is no person.
        if entry["serviceAccountClientId"] != nil { throw Untaken("it is the service account of a client") }
        // Many realms have the address as the name to sign in with.
        guard let email = entry.text("email") ?? entry.text("username").flatMap({ $0.contains("@") ? $0 : nil }) else {
            throw Untaken.noEmail
        }
        let name = [entry.text("firstName"), entry.text("lastName")].compactMap { $0 }.joined(separator: " ")
        let credentials = entry["credentials"]?.elements ?? []
        return ImportedPerson(
            email: email, name: name.isEmpty ? nil : name,
            hash: try credentials.first { $0["type"]?.string == "password" }.map { one throws(ForeignHash.Problem) in try hash(one) },
            isEmailVerified: entry.flag("emailVerified"), isDisabled: entry["enabled"]?.boolean == false,
            hadSecondFactor: credentials.contains { ["otp", "totp", "hotp", "webauthn"].contains($0["type"]?.string) })
    }

    private static func hash(_ credential: JSONText) throws(ForeignHash.Problem) -> ForeignHash {
        let (data, secret) = (try inner(credential, "credentialData"), try inner(credential, "secretData"))
        guard let value = (secret["value"] ?? secret["hashedSaltedValue"])?.string, let algorithm = data["algorithm"]?.string else {
            throw .damaged
        }
        // What extensions of Keycloak write whole.
        if value.hasPrefix("$") { return try ForeignHash(value) }
        guard let key = ForeignHash.bytes(base64: value), let salt = secret["salt"]?.string.flatMap({ ForeignHash.bytes(base64: $0) }),
            let rounds = data["hashIterations"].flatMap({ Int($0.text) })
        else { throw .damaged }
        if algorithm == "argon2" { return try argon2(data, passes: rounds, salt, key) }
        // The first one that Keycloak had has no name of its function: it is SHA-1.
        guard algorithm == "pbkdf2" || algorithm.hasPrefix("pbkdf2-") else { throw .unknown }
        return try .pbkdf2(algorithm == "pbkdf2" ? "sha1" : String(algorithm.dropFirst(7)), rounds: rounds, salt: salt, key: key)
    }

    private static func argon2(_ data: JSONText, passes: Int, _ salt: [UInt8], _ key: [UInt8]) throws(ForeignHash.Problem) -> ForeignHash {
        let parameters = data["additionalParameters"]
        func one(_ name: String) -> String? { parameters?[name]?.elements.first?.string }
        func number(_ name: String) -> UInt32? { one(name).flatMap { UInt32($0) } }
        guard let type = one("type"), let memory = number("memory"), let lanes = number("parallelism"),
            let passes = UInt32(exactly: passes)
        else { throw .damaged }
        guard one("version") == "1.3" else { throw .unknown }
        return try .argon2("argon2" + type, Argon2Parameters(memory: memory, passes: passes, lanes: lanes), salt: salt, key: key)
    }

    /// JSON that stands in a string, or the credential itself in exports of old versions.
    private static func inner(_ credential: JSONText, _ name: String) throws(ForeignHash.Problem) -> JSONText {
        guard let value = credential[name] else { return credential }
        guard let text = value.string, let inner = try? JSONText(reading: Array(text.utf8)) else { throw .damaged }
        return inner
    }
}
