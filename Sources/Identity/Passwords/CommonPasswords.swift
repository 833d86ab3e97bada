// What most people choose is guessed first (NIST SP 800-63B §3.1.1.2, OWASP ASVS 6.2): nobody may choose it here.

import Foundation
import Keys

enum CommonPasswords {
    private static let digests: [UInt32] = {
        let bytes = [UInt8](Data(base64Encoded: CommonPasswordTable.digests) ?? Data())
        return stride(from: 0, to: bytes.count, by: 4).map { number(bytes[$0..<($0 + 4)]) }
    }()

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }

    /// Whether it is one of the 10,000. Case does not count: capital letters are where everybody puts them.
    ///
    /// - Parameter password: in composed form.
    static func contains(_ password: String) -> Bool {
        let digest = number(Digest(of: password.lowercased()).bytes[..<4])
        var range = digests.indices
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            if digests[middle] == digest { return true }
            range = digests[middle] < digest ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }
}
