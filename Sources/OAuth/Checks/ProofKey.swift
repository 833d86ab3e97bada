// Proof Key for Code Exchange, RFC 7636, S256 only (RFC 9700 §2.1.1 rules out `plain`).
// Whoever redeems a code must show the verifier whose digest came with the request.

import Keys

enum ProofKey {
    /// The challenge of an authorization request, once found well-formed; `nil` if there is none and none is needed.
    static func challenge(_ challenge: String?, method: String?, for client: Client) throws(OAuthError) -> String? {
        guard let challenge else {
            guard method == nil else {
                throw OAuthError(.invalidRequest, "There is a code_challenge_method but no code_challenge.", .challengeMissing)
            }
            // OAuth 2.1 §4.1.1, RFC 9700 §2.1.1.
            guard !client.requiresPKCE, client.mayBeExempted else {
                throw OAuthError(.invalidRequest, "A code_challenge is required: use PKCE with S256.", .challengeMissing)
            }
            return nil
        }
        // RFC 7636 §4.3: no method means `plain`, which is not supported (§4.4.1).
        guard method == "S256" else {
            throw OAuthError(.invalidRequest, "The code_challenge_method must be S256.", .challengeMethod)
        }
        guard Base64URL.decode(challenge)?.count == 32 else {
            throw OAuthError(
                .invalidRequest, "The code_challenge must be 43 base64url characters, a SHA-256 digest.", .challengeMalformed)
        }
        return challenge
    }

    /// Compares the verifier of a token request with the challenge that came before.
    static func verify(_ verifier: String?, against challenge: String?) throws(OAuthError) {
        guard let challenge else {
            // RFC 9700 §4.8.2: a verifier without a challenge betrays a downgrade.
            guard verifier == nil else {
                throw OAuthError(
                    .invalidRequest, "There is a code_verifier, but the request had no code_challenge.", .verifierUnexpected)
            }
            return
        }
        guard let verifier else { throw OAuthError(.invalidGrant, "The code_verifier is missing.", .verifierMissing) }
        guard let own = Self.challenge(of: verifier) else {
            throw OAuthError(
                .invalidGrant, "The code_verifier must be 43 to 128 unreserved characters.", .verifierMalformed)
        }
        guard constantTimeEqual(own.utf8, challenge.utf8) else {
            throw OAuthError(.invalidGrant, "The code_verifier does not belong to this code.", .verifierWrong)
        }
    }

    /// The challenge that a verifier answers (RFC 7636 §4.6); `nil` unless it is well-formed (§4.1).
    static func challenge(of verifier: String) -> String? {
        guard (43...128).contains(verifier.utf8.count), verifier.utf8.allSatisfy(FormEncoding.isUnreserved) else { return nil }
        return Digest(of: verifier).base64URL
    }
}
