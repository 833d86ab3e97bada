// The public keys that a client sends by value, RFC 7517 §5: only what is public is kept, and whoever sends a
// private or shared key is told so, since it is burnt from then on.

import Keys

enum ClientKeySet {
    private static let mostKeys = 20
    /// RFC 7518 §6.2.2, §6.3.2 and §6.4: what must never be sent.
    private static let secretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]
    private static let publicMembers = ["kty", "kid", "use", "alg", "crv", "x", "y", "n", "e"]

    /// The set with nothing in it but public members, as JSON text.
    ///
    /// - Throws: `invalid_client_metadata` for anything that is not a set of public keys.
    static func publicKeys(in value: ReceivedJSON) throws(OAuthError) -> String {
        guard let keys = value["keys"]?.list, (1...mostKeys).contains(keys.count) else {
            throw OAuthError(.invalidClientMetadata, "The jwks must be a JWK Set of 1 to \(mostKeys) keys.")
        }
        var result: [JSON] = []
        for key in keys { result.append(.object(try publicKey(key))) }
        return String(decoding: JSON.object(["keys": .array(result)]).encoded, as: UTF8.self)
    }

    private static func publicKey(_ key: ReceivedJSON) throws(OAuthError) -> JSON.Members {
        guard let type = key["kty"]?.text, type != "oct", !secretMembers.contains(where: { key[$0] != nil }) else {
            throw OAuthError(
                .invalidClientMetadata,
                "The jwks must hold public keys only. A private or shared key that was sent is not secret any more.")
        }
        guard ["EC", "RSA", "OKP"].contains(type) else {
            throw OAuthError(.invalidClientMetadata, "The jwks must hold keys of the types EC, RSA or OKP.")
        }
        var members: JSON.Members = [:]
        for name in publicMembers {
            guard let value = key[name] else { continue }
            guard let text = value.text, text.utf8.count <= 2048 else {
                throw OAuthError(.invalidClientMetadata, "A key in the jwks has a member that is not text.")
            }
            members[name] = .string(text)
        }
        return members
    }
}
