// What the browser says about where and why something is signed (WebAuthn level 3 §5.8.1). The authenticator signs its digest.

import Keys

/// The collected client data.
struct ClientData: Sendable {
    enum Kind: String, Sendable {
        case create = "webauthn.create"
        case get = "webauthn.get"
    }

    /// Browsers write some hundred bytes.
    static let largest = 4096

    let kind: Kind
    let challenge: [UInt8]
    let origin: String
    /// Whether the page stood inside a page of somebody else.
    let isCrossOrigin: Bool
    let digest: Digest

    init(reading bytes: [UInt8]) throws(PasskeyProblem) {
        guard bytes.count <= Self.largest, let json = try? JSONText(reading: bytes, deepest: 8), json.kind == .object,
            let challenge = json["challenge"]?.string.flatMap({ Base64URL.decode($0) }), let origin = json["origin"]?.string
        else { throw .malformedData }
        // §7.1 step 7 and §7.2 step 11: exactly this type, so that one kind of signature never passes as the other.
        guard let kind = json["type"]?.string.flatMap(Kind.init) else { throw .wrongType }
        self.kind = kind
        self.challenge = challenge
        self.origin = origin
        switch json["crossOrigin"] {
        case nil: isCrossOrigin = json["topOrigin"] != nil
        case let value?:
            guard let crosses = value.boolean else { throw .malformedData }
            isCrossOrigin = crosses || json["topOrigin"] != nil
        }
        digest = Digest(of: bytes)
    }
}
