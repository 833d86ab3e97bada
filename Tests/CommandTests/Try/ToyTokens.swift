// The toy's registration and token endpoints.

import Foundation
import Keys

@testable import usher

extension Toy {
    /// RFC 7591: what was asked for, and an identifier.
    func register(_ request: ToyRequest, _ memory: inout Memory) -> ToyReply {
        guard var members = try? JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any] else {
            return .json(#"{"error":"invalid_client_metadata"}"#, status: 400)
        }
        memory.clients += 1
        members["client_id"] = "toy_client_\(memory.clients)"
        members["client_id_issued_at"] = 1_800_000_000
        if members["token_endpoint_auth_method"] as? String != "none" {
            members["client_secret"] = "toy_secret_0123456789"
            members["client_secret_expires_at"] = 0
        }
        let data = try? JSONSerialization.data(withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
        return .json(String(decoding: data ?? Data(), as: UTF8.self), status: 201)
    }

    func token(_ request: ToyRequest, _ base: String, _ memory: inout Memory) -> ToyReply {
        let fields = request.body.hasPrefix("{") ? Self.jsonFields(request.body) : Self.fields(request.body)
        switch fields["grant_type"] {
        case "authorization_code":
            let code = fields["code"] ?? ""
            guard code.hasPrefix(Self.code), proves(fields["code_verifier"], memory) else { return Self.invalidGrant }
            guard memory.usedCodes.insert(code).inserted else {
                memory.generation = 0
                return Self.invalidGrant
            }
            memory.scope = (memory.authorization["scope"].flatMap { $0.isEmpty ? nil : $0 } ?? "notes:read").replacing(",", with: " ")
        case "refresh_token":
            let number = Int((fields["refresh_token"] ?? "").split(separator: "_").dropLast().last ?? "") ?? 0
            let isFirst = memory.rotated.insert(number).inserted
            guard number > 0, isFirst || !faults.contains(.refusesRace) else { return Self.invalidGrant }
        case "client_credentials": memory.scope = fields["scope"] ?? "notes:read"
        default: return .json(#"{"error":"unsupported_grant_type"}"#, status: 400)
        }
        memory.generation += 1
        return .json(answer(fields, base, memory))
    }

    private static let invalidGrant = ToyReply.json(#"{"error":"invalid_grant"}"#, status: 400)

    /// RFC 7636 §4.6.
    private func proves(_ verifier: String?, _ memory: Memory) -> Bool {
        guard !faults.contains(.forgetsProof) else { return false }
        guard let challenge = memory.authorization["code_challenge"] else { return verifier == nil }
        return verifier.map { Digest(of: $0).base64URL == challenge } ?? false
    }

    private func answer(_ fields: [String: String], _ base: String, _ memory: Memory) -> String {
        let token = "toy_at_access_token_\(memory.generation)_0123456789"
        let refreshed = faults.contains(.keepsRefreshToken) ? 1 : memory.generation
        let refresh =
            fields["grant_type"] == "client_credentials" ? "" : #""refresh_token":"toy_rt_refresh_token_\#(refreshed)_0123456789","#
        return
            #"{"access_token":"\#(token)","token_type":"bearer","expires_in":3600,\#(refresh)"scope":"\#(memory.scope)"\#(idToken(token, base, memory))}"#
    }

    /// Only for those who sent a nonce.
    private func idToken(_ accessToken: String, _ base: String, _ memory: Memory) -> String {
        guard let nonce = memory.authorization["nonce"] else { return "" }
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let hash = Base64URL.encode(Array(Digest(of: accessToken).bytes.prefix(16)))
        let claims = Claims(
            issuer: base, subject: "user_ada",
            audience: [faults.contains(.wrongAudience) ? "somebody" : memory.authorization["client_id"] ?? ""],
            expiresAt: now.seconds + 600, issuedAt: now.seconds, nonce: faults.contains(.wrongNonce) ? "another" : nonce,
            email: Self.email, accessTokenHash: faults.contains(.wrongHash) ? "another" : hash)
        let token = try? ring.sign(claims.members, as: .idToken, at: now)
        return #","id_token":"\#(token ?? "")""#
    }

    private static func jsonFields(_ body: String) -> [String: String] {
        (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: String]) ?? [:]
    }
}
