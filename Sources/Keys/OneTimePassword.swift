// One-time passwords of authenticator apps: HOTP (RFC 4226) over time steps (RFC 6238).

import Crypto
import FoundationEssentials

/// The six digits that an authenticator app shows, with what every app supports: SHA-1, steps of 30 seconds.
public enum OneTimePassword {
    public static let digits = 6
    public static let step: Duration = .seconds(30)
    /// RFC 4226 §4: 160 bits are recommended.
    public static let secretLength = 20

    /// The step that a moment lies in (RFC 6238 §4.2).
    public static func step(at time: Timestamp) -> Int64 { time.seconds / step.inSeconds }

    /// The code of a step (RFC 4226 §5.3).
    public static func code(_ secret: [UInt8], step: Int64) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[19] & 0x0f)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step whose code this is, if it is now or one beside it: clocks differ, and people are slow (RFC 6238 §5.2).
    public static func step(of code: String, _ secret: [UInt8], at time: Timestamp) -> Int64? {
        let now = step(at: time)
        return [now, now - 1, now + 1].first { constantTimeEqual(self.code(secret, step: $0).utf8, code.utf8) }
    }
}
