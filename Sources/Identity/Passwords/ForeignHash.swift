// Password hashes that another system made: checked by libraries, and only until the person has signed in once.
// What may come is bounded, so that nobody who hands us a file can make a sign-in take minutes or gigabytes.

import CArgon2
import Crypto
import CryptoExtras
import Keys

/// A password hash of another system, in one of the forms that can be checked here.
public struct ForeignHash: Sendable, Equatable {
    /// Why a text is none.
    public enum Problem: Error, Sendable, Equatable {
        /// No form that is known here.
        case unknown
        /// A known form, and something is missing or wrong in it.
        case damaged
        /// To check it would take too long or too much memory.
        case tooDear
    }

    enum Form: Sendable, Equatable {
        case argon2(Argon2Type, Argon2Parameters, Salted)
        /// crypt(5), `$2b$`.
        case bcrypt(cost: Int, String)
        /// crypt(5), `$7$`.
        case unixScrypt(logN: Int, r: Int, p: Int, String)
        /// RFC 7914: the logarithm of N, r and p.
        case scrypt(logN: Int, r: Int, p: Int, Salted)
        /// RFC 8018 §5.2.
        case pbkdf2(DigestFunction, rounds: Int, Salted)
    }

    /// A salt and what came of it with the password.
    struct Salted: Sendable, Equatable {
        let salt: [UInt8]
        let key: [UInt8]
    }

    enum Argon2Type: String, Sendable, CaseIterable { case argon2d, argon2i, argon2id }

    enum DigestFunction: String, Sendable, CaseIterable { case sha1, sha256, sha384, sha512 }

    let form: Form

    init(_ form: Form) throws(Problem) {
        self.form = form
        guard isWhole else { throw .damaged }
        guard isAffordable else { throw .tooDear }
    }

    /// As it is stored: crypt(3)'s own form, otherwise a PHC string.
    public var hash: PasswordHash { PasswordHash(stored: text) }

    /// Blocks the thread for as long as the form demands.
    func verify(_ password: [UInt8]) throws -> Bool {
        // bcrypt ends there, and HMAC takes zeros at the end for nothing: two passwords would be one.
        guard !password.contains(0) else { return false }
        switch form {
        case .argon2(let type, _, _): return try Argon2.verify(password, against: hash, type.number)
        case .bcrypt(_, let text), .unixScrypt(_, _, _, let text): return Crypt.verify(password, against: text)
        case .scrypt(let logN, let r, let p, let salted):
            let key = try KDF.Scrypt.deriveKey(
                from: password, salt: salted.salt, outputByteCount: salted.key.count, rounds: 1 << logN, blockSize: r,
                parallelism: p)
            return salted.isMadeOf(key)
        case .pbkdf2(let function, let rounds, let salted):
            let key = try KDF.Insecure.PBKDF2.deriveKey(
                from: password, salt: salted.salt, using: function.hashFunction, outputByteCount: salted.key.count,
                unsafeUncheckedRounds: rounds)
            return salted.isMadeOf(key)
        }
    }
}

extension ForeignHash {
    /// At most two people are checked at once.
    private static let mostMemory = 128 << 20
    // What takes about two seconds on a small server.
    private static let mostRounds = 2_000_000
    private static let mostScryptWork = 1 << 22
    private static let mostArgon2Work = 1 << 20
    private static let mostBcryptCost = 15

    private var isWhole: Bool {
        switch form {
        case .argon2(_, let parameters, let salted):
            // RFC 9106 §3.1.
            salted.isWhole && salted.salt.count >= 8 && parameters.passes >= 1 && parameters.lanes >= 1
                && parameters.memory / 8 >= parameters.lanes
        case .bcrypt(let cost, _): (4...31).contains(cost)
        case .unixScrypt(let logN, let r, let p, _): logN >= 1 && r >= 1 && p >= 1
        case .scrypt(let logN, let r, let p, let salted): salted.isWhole && logN >= 1 && r >= 1 && p >= 1
        case .pbkdf2(_, let rounds, let salted): salted.isWhole && rounds >= 1
        }
    }

    private var isAffordable: Bool {
        switch form {
        case .argon2(_, let parameters, _):
            parameters.lanes <= 16 && Int(parameters.memory) << 10 <= Self.mostMemory
                && Int(parameters.memory) * Int(parameters.passes) <= Self.mostArgon2Work
        case .bcrypt(let cost, _): cost <= Self.mostBcryptCost
        case .unixScrypt(let logN, let r, let p, _), .scrypt(let logN, let r, let p, _):
            logN <= 20 && r <= 64 && p <= 64 && (r << logN) * 128 <= Self.mostMemory && (r << logN) * p <= Self.mostScryptWork
        case .pbkdf2(_, let rounds, _): rounds <= Self.mostRounds
        }
    }
}

extension ForeignHash.Salted {
    /// Keys of 16 bytes at least are what anybody writes; the longest that are known are those of SHA-512, doubled.
    fileprivate var isWhole: Bool { (16...128).contains(key.count) && salt.count <= 256 }

    fileprivate func isMadeOf(_ key: SymmetricKey) -> Bool {
        key.withUnsafeBytes { constantTimeEqual(Array($0), self.key) }
    }
}

extension ForeignHash.Argon2Type {
    fileprivate var number: Argon2_type {
        switch self {
        case .argon2d: Argon2_d
        case .argon2i: Argon2_i
        case .argon2id: Argon2_id
        }
    }
}

extension ForeignHash.DigestFunction {
    fileprivate var hashFunction: KDF.Insecure.PBKDF2.HashFunction {
        switch self {
        case .sha1: .insecureSHA1
        case .sha256: .sha256
        case .sha384: .sha384
        case .sha512: .sha512
        }
    }
}

extension ForeignHash {
    /// PBKDF2 (RFC 8018 §5.2) with HMAC of a function such as `sha256`.
    public static func pbkdf2(_ function: String, rounds: Int, salt: [UInt8], key: [UInt8]) throws(Problem) -> ForeignHash {
        guard let function = DigestFunction(rawValue: function) else { throw .unknown }
        return try ForeignHash(.pbkdf2(function, rounds: rounds, Salted(salt: salt, key: key)))
    }

    /// scrypt (RFC 7914), with N as it is and not as its logarithm.
    public static func scrypt(n: Int, r: Int, p: Int, salt: [UInt8], key: [UInt8]) throws(Problem) -> ForeignHash {
        try ForeignHash(.scrypt(logN: logarithm(n), r: r, p: p, Salted(salt: salt, key: key)))
    }

    /// Argon2 (RFC 9106) of a type such as `argon2id`.
    public static func argon2(
        _ type: String, _ parameters: Argon2Parameters, salt: [UInt8], key: [UInt8]
    ) throws(Problem) -> ForeignHash {
        guard let type = Argon2Type(rawValue: type) else { throw .unknown }
        return try ForeignHash(.argon2(type, parameters, Salted(salt: salt, key: key)))
    }
}
