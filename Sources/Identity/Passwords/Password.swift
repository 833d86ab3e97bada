// A password as a person chose it (OWASP ASVS 6.2): any characters, no composition rules, nothing cut off; but none that
// everybody else chooses.

import Foundation

/// A password of an acceptable length, in Unicode's composed form. Never printed.
///
/// The form (NFC, UAX #15) makes `é` the same password on every keyboard; nothing else is changed,
/// neither case nor white space.
public struct Password: Sendable, CustomStringConvertible {
    /// Counted in Unicode scalars after composition.
    public static let lengths = 8...128

    /// Why a password cannot be one.
    public enum Problem: Error, Sendable, Equatable {
        case tooShort, tooLong
        /// It is one of the 10,000 most used.
        case tooCommon
    }

    let bytes: [UInt8]

    /// Reads what somebody wants to have as their password.
    public init(_ typed: String) throws(Problem) {
        let composed = try Self.composed(typed)
        guard composed.unicodeScalars.count >= Self.lengths.lowerBound else { throw .tooShort }
        guard !CommonPasswords.contains(composed) else { throw .tooCommon }
        bytes = Array(composed.utf8)
    }

    /// Reads what somebody shows as the password that they have: it may be from a time, or a system, with other rules.
    public init(presented typed: String) throws(Problem) {
        let composed = try Self.composed(typed)
        guard !composed.isEmpty else { throw .tooShort }
        bytes = Array(composed.utf8)
    }

    private static func composed(_ typed: String) throws(Problem) -> String {
        // A composed scalar never comes from more than 32 bytes, so this refuses nothing that could be short enough.
        guard typed.utf8.count <= lengths.upperBound * 32 else { throw .tooLong }
        let composed = typed.precomposedStringWithCanonicalMapping
        guard composed.unicodeScalars.count <= lengths.upperBound else { throw .tooLong }
        return composed
    }

    public var description: String { "Password(…)" }
}
