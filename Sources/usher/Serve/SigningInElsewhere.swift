// The operator's own site as a place to sign in: the configuration, with the secrets read out of their files.

import Foundation
import Identity
import Keys
import OAuth
import SQLStore
import Web

extension Elsewhere {
    /// What the operator has set up; `nil` if people can sign in here only.
    static func of(_ installation: Installation, _ calls: any HTTPCalling) async throws -> Elsewhere? {
        let configuration = installation.configuration
        // Whoever turns keeping off does not want to have them.
        let keeping = configuration.signIn.upstreams.filter(\.keepsTokens).map(\.id)
        _ = try await installation.store.dropUpstreamTokens(except: keeping)
        guard configuration.signIn.external != nil || !configuration.signIn.upstreams.isEmpty else { return nil }
        let (store, now, randomness) = (installation.store, Installation.now, Installation.randomness)
        var own: ExternalSignIn?
        if let external = configuration.signIn.external {
            own = ExternalSignIn(
                try await ExternalSettings(external, audience: configuration.publicURL.text), store: store,
                secret: installation.secret, caller: calls, now: now, randomness: randomness)
        }
        let upstreams = try configuration.signIn.upstreams.map { upstream in
            UpstreamSignIn(
                try UpstreamSettings(upstream, publicURL: configuration.publicURL.text), store: store, secret: installation.secret,
                caller: calls, now: now, randomness: randomness)
        }
        let tokens = keeping.isEmpty ? nil : UpstreamTokens(store: store, secret: installation.secret, providers: upstreams, now: now)
        let receivers = configuration.resources.filter { !$0.upstreamTokens.isEmpty }.map { (ResourceID($0.id), $0.upstreamTokens) }
        return Elsewhere(
            federation: Federation(store: store, secret: installation.secret, tokens: tokens, now: now, randomness: randomness),
            external: own, upstreams: upstreams, tokens: tokens,
            receivers: Dictionary(receivers) { first, _ in first }, limits: store)
    }
}

extension ExternalSettings {
    init(_ external: Configuration.External, audience: String) async throws {
        var signature: Signature?
        if let file = external.secretFile {
            guard let secret = await SharedSecret(try secretBytes(file)) else { throw tooShort(file, "sign_in.external.secret_file") }
            signature = .secret(secret)
        } else if let jwks = external.jwks {
            signature = .published(jwks.text)
        }
        var apiKey: Digest?
        if let file = external.apiKeyFile {
            let bytes = try secretBytes(file)
            guard bytes.count >= SharedSecret.fewestBytes else { throw tooShort(file, "sign_in.external.api_key_file") }
            apiKey = Digest(of: bytes)
        }
        self.init(
            name: external.name, url: external.url.text, issuer: external.issuer, audience: audience, signature: signature,
            apiKey: apiKey)
    }
}

extension UpstreamSettings {
    init(_ upstream: Configuration.Upstream, publicURL: String) throws {
        self.init(
            id: upstream.id, name: upstream.name, kind: upstream.preset?.kind ?? .openID, issuer: upstream.issuer,
            clientID: upstream.clientID,
            clientSecret: try upstream.clientSecretFile.map { String(decoding: try secretBytes($0), as: UTF8.self) },
            scopes: upstream.scopes, redirectURI: publicURL + Elsewhere.arrival(ofUpstream: upstream.id),
            answersByForm: upstream.preset?.answersByForm ?? false,
            keeping: upstream.keepsTokens ? upstream.preset.map(\.offlineAccess) ?? .scopeAndConsent : nil)
    }
}

private func secretBytes(_ file: String) throws -> [UInt8] {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
        throw Failure("\(file) cannot be read by this user, or is no text.")
    }
    return Array(text.trimmingCharacters(in: .whitespacesAndNewlines).utf8)
}

private func tooShort(_ file: String, _ key: String) -> Failure {
    Failure("\(file) is too short for \(key): use at least 32 random characters, such as `openssl rand -base64 33` makes.")
}
