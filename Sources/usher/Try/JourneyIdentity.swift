// Who it was: the ID token (OpenID Connect Core §3.1.3.7), checked with the server's published keys, and userinfo (§5.3).

import Foundation
import Keys

extension Journey {
    /// Signature, issuer, audience and time are checked by `PublicKeys`; the nonce and the hash of the access token here.
    func checkIDToken(_ step: inout Step) async throws {
        let section = "OpenID Connect Core §3.1.3.7"
        guard tokens.scopes.contains("openid") || tokens.idToken != nil else {
            return step.note("openid was not granted: there is no ID token.")
        }
        guard let token = tokens.idToken else {
            throw TryFailure("expected an id_token, as openid was granted (OpenID Connect Core §3.1.3.3), but there is none; issue one")
        }
        let address = try step.expectText(metadata, "jwks_uri", "OpenID Connect Discovery §3")
        let answer = try await caller.send(Call(address: address), &step)
        _ = try step.expectJSON(answer, status: 200, "RFC 7517 §5")
        let claims = try await verified(token, with: answer.body)
        step.note("The signature is right, and so are issuer, audience and time.")
        try step.expect(
            claims.nonce == request.nonce, "nonce is the one that was sent", section, found: "it is \(claims.nonce ?? "missing")",
            cure: "keep the nonce of each authorization request with its code")
        if let hash = claims.accessTokenHash {
            let expected = Base64URL.encode(Array(Digest(of: tokens.accessToken).bytes.prefix(16)))
            try step.expect(
                hash == expected, "at_hash is that of the access token", "OpenID Connect Core §3.1.3.6", found: "it is another",
                cure: "hash the access token of the same answer")
        }
        person = TryResult.Person(id: claims.subject, email: claims.email)
        try expectSignedIn(claims.email, by: "the ID token", &step)
    }

    private func verified(_ token: String, with keys: [UInt8]) async throws(TryFailure) -> Claims {
        let section = "OpenID Connect Core §3.1.3.7"
        let published: PublicKeys
        do { published = try await PublicKeys(jwks: keys) } catch {
            throw TryFailure("expected a set of keys at jwks_uri (RFC 7517 §5), but it cannot be read; publish public keys there")
        }
        let expectation = PublicKeys.Expectation(.idToken, issuer: issuer, audiences: [client.id])
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        do throws(TokenProblem) {
            return try await published.verify(token, expectation, at: now)
        } catch {
            throw TryFailure("expected that the ID token can be trusted (\(section)), but: \(error.rawValue)")
        }
    }

    /// OpenID Connect Core §5.3.
    func readUserinfo(_ step: inout Step) async throws {
        guard let address = metadata["userinfo_endpoint"]?.text else { return }
        let headers = [(name: "Authorization", value: "Bearer \(tokens.accessToken)")]
        let answer = try await caller.send(Call(address: address, headers: headers), &step)
        let claims = try step.expectJSON(answer, status: 200, "OpenID Connect Core §5.3.2")
        _ = try step.expectText(claims, "sub", "OpenID Connect Core §5.3.2")
        try learn(TryResult.Person(in: claims), from: "userinfo", &step)
    }

    /// Every answer must be about the same person, and that person is the one who signed in.
    func learn(_ seen: TryResult.Person?, from source: String, _ step: inout Step) throws {
        guard let seen else { return }
        try expectSignedIn(seen.email, by: source, &step)
        if let person, let before = person.id, let now = seen.id {
            try step.expect(
                before == now, "\(source) saw the same person as before", "the person who signed in", found: "it saw \(seen.text)")
        }
        person = TryResult.Person(id: seen.id ?? person?.id, email: seen.email ?? person?.email)
    }

    private func expectSignedIn(_ found: String?, by source: String, _ step: inout Step) throws(TryFailure) {
        guard case .password(let email, _) = plan.person, let found else { return }
        try step.expect(
            found.lowercased() == email.lowercased(), "\(source) saw \(email)", "the person who signed in", found: "it saw \(found)")
    }
}

extension TryResult.Person {
    /// The person whom a JSON answer speaks of, under the names that APIs commonly use.
    init?(in answer: JSONAnswer?) {
        guard let answer else { return nil }
        let inner = answer["user"].flatMap { $0.text == nil ? $0 : nil } ?? answer
        func first(_ names: [String]) -> String? { names.lazy.compactMap { inner[$0]?.text }.first }
        id = first(["sub", "id", "user_id", "user", "x-usher-user"])
        email = first(["email", "user_email", "mail", "x-usher-email"])
        if id == nil, email == nil { return nil }
    }
}
