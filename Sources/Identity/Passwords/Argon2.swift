// Argon2id (RFC 9106) by libargon2, the reference implementation, and the PHC text form that it writes.

import CArgon2
import Keys

/// What one hash costs. A value, so that tests can be quick.
public struct Argon2Parameters: Sendable, Equatable {
    /// Memory in KiB.
    public var memory: UInt32
    /// Passes over the memory.
    public var passes: UInt32
    public var lanes: UInt32

    public init(memory: UInt32, passes: UInt32, lanes: UInt32) {
        self.memory = memory
        self.passes = passes
        self.lanes = lanes
    }

    /// OWASP's password storage cheat sheet: 19 MiB, two passes, one lane.
    public static let recommended = Argon2Parameters(memory: 19456, passes: 2, lanes: 1)

    /// The parameters in a PHC string; `nil` if it is not of Argon2id, version 19.
    init?(of hash: PasswordHash) {
        let fields = hash.text.split(separator: "$")
        guard fields.count == 5, fields[0] == "argon2id", fields[1] == "v=19" else { return nil }
        var values: [Substring: UInt32] = [:]
        for assignment in fields[2].split(separator: ",") {
            let pair = assignment.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let value = UInt32(pair[1]) else { return nil }
            values[pair[0]] = value
        }
        guard let memory = values["m"], let passes = values["t"], let lanes = values["p"] else { return nil }
        self.init(memory: memory, passes: passes, lanes: lanes)
    }
}

/// libargon2 could not do its work: out of memory, impossible parameters, or a damaged hash.
public struct Argon2Failure: Error, Sendable, Equatable, CustomStringConvertible {
    public let code: Int32
    public var description: String { "argon2: " + String(cString: argon2_error_message(code)) }
}

enum Argon2 {
    /// RFC 9106 §3.1: 16 bytes of salt are enough for every password to have its own.
    static let saltLength = 16
    static let hashLength = 32

    /// Touched once before the first hash: an idle server should not hold the memory of its last sign-ins.
    static let returnsMemory: Void = usher_return_hash_memory()

    /// Blocks the thread for as long as the parameters demand.
    static func hash(
        _ password: [UInt8], salt: [UInt8], _ parameters: Argon2Parameters
    ) throws(Argon2Failure) -> PasswordHash {
        let length = argon2_encodedlen(
            parameters.passes, parameters.memory, parameters.lanes, UInt32(salt.count), UInt32(hashLength), Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let code = argon2id_hash_encoded(
            parameters.passes, parameters.memory, parameters.lanes, password, password.count, salt, salt.count,
            hashLength, &encoded, length)
        guard code == ARGON2_OK.rawValue else { throw Argon2Failure(code: code) }
        let text = encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return PasswordHash(stored: String(decoding: text, as: UTF8.self))
    }

    /// Blocks the thread as `hash` does; the comparison takes the same time wherever the two differ.
    static func verify(
        _ password: [UInt8], against hash: PasswordHash, _ type: Argon2_type = Argon2_id
    ) throws(Argon2Failure) -> Bool {
        switch argon2_verify(hash.text, password, password.count, type) {
        case ARGON2_OK.rawValue: return true
        case ARGON2_VERIFY_MISMATCH.rawValue: return false
        case let code: throw Argon2Failure(code: code)
        }
    }

    /// A hash that no password has, but which costs as much to check as any other.
    static func dummy(_ parameters: Argon2Parameters, _ randomness: any Randomness) -> PasswordHash {
        func base64(_ count: Int) -> String {
            String(Base64URL.encode(randomness.bytes(count)).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        }
        let costs = "m=\(parameters.memory),t=\(parameters.passes),p=\(parameters.lanes)"
        return PasswordHash(stored: "$argon2id$v=19$\(costs)$\(base64(saltLength))$\(base64(hashLength))")
    }
}
