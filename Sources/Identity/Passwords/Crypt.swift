// crypt(3) by libxcrypt: bcrypt, and scrypt as Unix systems write it (crypt(5)). The text of a hash is its own setting.

import CCrypt
import Keys

enum Crypt {
    /// Blocks the thread for as long as the setting demands; the comparison takes the same time wherever the two differ.
    ///
    /// - Parameter password: without a zero, at which it would end.
    static func verify(_ password: [UInt8], against hash: String) -> Bool {
        let data = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
        defer { data.deallocate() }
        data.initialize(to: crypt_data())
        let phrase = password.map { CChar(bitPattern: $0) } + [0]
        guard let result = crypt_rn(phrase, hash, data, Int32(MemoryLayout<crypt_data>.size)) else { return false }
        return constantTimeEqual(Array(String(cString: result).utf8), Array(hash.utf8))
    }
}
