// An authenticator app: it reads the key of a page, and shows its codes.

import Foundation
import Identity
import Keys
import TestKit

extension WebWorld {
    /// The code that an app with the key of this page shows now.
    public func appCode(on page: Answer) throws -> String {
        guard let typed = page.text.firstMatch(of: /<p class="code">([A-Z2-7 ]+)<\/p>/)?.1 else {
            throw UnexpectedAnswer("no key is shown: \(page.html.text)")
        }
        return appCode(String(typed))
    }

    public func appCode(_ typed: String) -> String {
        OneTimePassword.code(decoded(typed), step: OneTimePassword.step(at: engine.clock.time))
    }

    private func decoded(_ typed: String) -> [UInt8] {
        var (bytes, buffer, bits) = ([UInt8](), UInt32(0), 0)
        for letter in typed.utf8 {
            guard let value = Base32.standard.firstIndex(of: letter) else { continue }
            (buffer, bits) = ((buffer << 5 | UInt32(value)) & 0xffff, bits + 5)
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return bytes
    }
}
