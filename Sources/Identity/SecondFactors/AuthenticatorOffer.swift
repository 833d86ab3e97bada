// Setting up an authenticator app: a fresh secret that counts only once the app has shown a right code of it.

import Keys

/// A secret that a person may put into their app.
public struct AuthenticatorOffer: Sendable {
    /// How long setting up may take.
    static let lifetime: Duration = .seconds(1800)

    let user: UserID
    let secret: [UInt8]
    let madeAt: Timestamp

    /// What the app reads from the picture: the key URI format that all apps share.
    ///
    /// - Parameters:
    ///   - issuer: the name of the service, as the app lists it.
    ///   - account: the person's name in it.
    public func uri(issuer: String, account: String) -> String {
        let (issuer, account) = (Self.escaped(issuer), Self.escaped(account))
        return "otpauth://totp/\(issuer):\(account)?secret=\(Base32.encode(secret))&issuer=\(issuer)"
    }

    /// The secret for people whose app cannot see the picture, in groups of four.
    public var typed: String { Base32.encode(secret).grouped(by: 4, " ") }

    // RFC 3986 §2.3.
    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    // MARK: On its way through the form

    func sealed(under root: RootSecret) throws -> String {
        let content = Array("\(user.value)\n\(madeAt.milliseconds)\n\(Base64URL.encode(secret))".utf8)
        return Base64URL.encode(try root.seal(content, for: .authenticators))
    }

    init(user: UserID, madeAt: Timestamp, _ randomness: any Randomness) {
        self.user = user
        self.madeAt = madeAt
        secret = randomness.bytes(OneTimePassword.secretLength)
    }

    init?(sealed text: String, under root: RootSecret, for user: UserID, at now: Timestamp) {
        guard let bytes = Base64URL.decode(text), let content = try? root.open(bytes, for: .authenticators) else { return nil }
        let parts = String(decoding: content, as: UTF8.self).split(separator: "\n")
        guard parts.count == 3, parts[0] == user.value, let madeAt = Int64(parts[1]),
            let secret = Base64URL.decode(String(parts[2])), now < Timestamp(milliseconds: madeAt) + Self.lifetime
        else { return nil }
        self.user = user
        self.madeAt = Timestamp(milliseconds: madeAt)
        self.secret = secret
    }
}
