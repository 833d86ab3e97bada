// What is stored in place of a secret: its SHA-256.
// A plain fast hash is enough because every secret digested here carries at least 256 random bits
// (people's passwords do not; those go through Argon2id in Identity).

import Crypto

/// The SHA-256 of a secret or a document: 32 bytes.
public struct Digest: Hashable, Sendable {
    public let bytes: [UInt8]

    public init(of text: String) {
        var text = text
        bytes = text.withUTF8 { Self.digest(of: UnsafeRawBufferPointer($0)) }
    }
    public init(of data: some Collection<UInt8>) {
        bytes = Array(data).withUnsafeBytes(Self.digest)
    }
    fileprivate init(finished hash: SHA256Digest) { bytes = Array(hash) }
    /// A digest read back from storage; `nil` unless it has 32 bytes.
    public init?(stored bytes: [UInt8]) {
        guard bytes.count == SHA256.byteCount else { return nil }
        self.bytes = bytes
    }

    private static func digest(of data: UnsafeRawBufferPointer) -> [UInt8] {
        SHA256.hash(data: data).withUnsafeBytes { Array($0) }
    }

    public var base64URL: String { Base64URL.encode(bytes) }

    /// Equality whose time does not depend on where the two differ.
    public func matches(_ other: Digest) -> Bool { constantTimeEqual(bytes, other.bytes) }
}

/// The SHA-256 of what is too long to be held at once.
public struct RunningDigest {
    private var hash = SHA256()

    public init() {}

    public mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { hash.update(bufferPointer: $0) } }

    /// The digest of everything so far.
    public var digest: Digest { Digest(finished: hash.finalize()) }
}

/// Compares two byte strings in time that depends only on their lengths.
@inlinable
public func constantTimeEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for (one, other) in zip(left, right) { difference |= one ^ other }
    return difference == 0
}
