// A password as a person chose it (OWASP ASVS 6.2): any characters, no composition rules, nothing cut off.

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
    }

    let bytes: [UInt8]

    /// Reads what somebody typed.
    public init(_ typed: String) throws(Problem) {
        // A composed scalar never comes from more than 32 bytes, so this refuses nothing that could be short enough.
        guard typed.utf8.count <= Self.lengths.upperBound * 32 else { throw .tooLong }
        let composed = typed.precomposedStringWithCanonicalMapping
        let length = composed.unicodeScalars.count
        guard length >= Self.lengths.lowerBound else { throw .tooShort }
        guard length <= Self.lengths.upperBound else { throw .tooLong }
        bytes = Array(composed.utf8)
    }

    public var description: String { "Password(…)" }
}
