// The step of a token request. The code or refresh token itself tells, by its handle, which grant it belongs to,
// also where the request is refused; only who holds one of the grant's secrets can name it.

import FoundationEssentials
import HTTPTypes
import Keys
import OAuth
import Trace

struct TokenStep {
    let visit: Visit
    let notes: TraceNotes.Content

    typealias MakeEvent = (Step, ClientID?, GrantID?, String?, String?, Bool, String?) -> Event

    func event(came: ([Step.Item]) -> [Step.Item], _ make: MakeEvent) -> Event {
        let type = value("grant_type")
        let kind: Step.Kind = type == GrantType.refreshToken.rawValue ? .refresh : .token
        let reply = notes.reply
        let refusal = reply?.matter.refusal ?? notes.error as? OAuthError
        var step = Step(
            at: visit.at, kind: kind, outcome: visit.status < 400 ? .passed : .refused, request: came(items),
            status: visit.status, answer: answer, error: refusal?.code.rawValue, description: refusal?.description,
            reason: refusal?.reason)
        step.detail = refusal?.detail.map { SafeText.uri($0, without: secrets) }
        if visit.status >= 500, refusal == nil { step.reason = .ownFailure }
        let client = reply?.matter.client ?? claimedClient
        return make(step, client, grant(client), nil, nil, false, value("resource").flatMap(resource))
    }

    private func value(_ name: String) -> String? { notes.parameters?.values(name).first }

    private func resource(_ value: String) -> String? {
        visit.site.server.settings.resources.first { $0.identifier == value || $0.aliases.contains(value) }?.identifier
    }

    private func grant(_ client: ClientID?) -> GrantID? {
        if let grant = notes.reply?.matter.grant { return grant }
        if let code = value("code").flatMap({ Secret(.authorizationCode, reading: $0) })?.handle { return code.grant }
        if let token = value("refresh_token").flatMap({ Secret(.refreshToken, reading: $0) })?.handle { return token.grant }
        // A client that acts for itself has no grant; what it does is one attempt all the same.
        return visit.status < 400 ? client.map { GrantID("client \($0)") } : nil
    }

    // MARK: What came

    private var items: [Step.Item] {
        var items = notes.parameters.map { SafeItems($0).items } ?? []
        if value("client_id") == nil, let basic { items.insert(.init("client_id", SafeText.uri(basic.id, without: secrets)), at: 0) }
        items.append(.init("authentication", authentication))
        items.append(.init("body", SafeText.line(visit.headers[.contentType] ?? "none", limit: 80)))
        return items
    }

    private var authentication: String {
        if notes.authorization != nil { return basic == nil ? "an Authorization header that is not Basic" : "client_secret_basic" }
        if value("client_assertion") != nil { return "private_key_jwt" }
        return value("client_secret") != nil ? "client_secret_post" : "none"
    }

    private var secrets: [String] {
        var secrets = notes.parameters.map { SafeItems($0).secrets } ?? []
        if let basic { secrets += [basic.secret, FormEncoding.decode(basic.secret) ?? basic.secret] }
        return secrets
    }

    private var claimedClient: ClientID? {
        (value("client_id") ?? basic?.id).map { ClientID(SafeText.uri($0, without: secrets)) }
    }

    /// What a Basic header holds, where it can be read.
    private var basic: (id: String, secret: String)? {
        guard let header = notes.authorization, header.prefix(6).lowercased() == "basic ",
            let data = Data(base64Encoded: String(header.dropFirst(6).drop { $0 == " " })),
            let colon = data.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return (String(decoding: data[..<colon], as: UTF8.self), String(decoding: data[(colon + 1)...], as: UTF8.self))
    }

    // MARK: What was answered

    private var answer: [Step.Item] {
        guard visit.status == 200, case .json(.object(let members))? = notes.reply?.body else { return [] }
        return members.list.compactMap { name, value in
            switch (name, value) {
            case ("token_type", .string(let text)), ("scope", .string(let text)): Step.Item(name, SafeText.line(text))
            case ("expires_in", .integer(let seconds)): Step.Item(name, String(seconds))
            case ("refresh_token", _), ("id_token", _): Step.Item(name, "issued")
            default: nil
            }
        }
    }
}
