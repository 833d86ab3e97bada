// From a traced request to the steps of an attempt. Runs later, off the path of the request.

import Keys
import OAuth
import Trace

/// The events of one request.
struct TraceEvents {
    let visit: Visit
    let notes: TraceNotes.Content

    var events: [Event] {
        switch visit.place {
        case .authorization, .resumption, .decision: flow
        case .signIn, .signUp: signIn
        case .token: [token]
        case .registration: registration
        case .userInfo, .introspection: [call]
        case .serverMetadata: [discovery(.serverMetadata)]
        case .resourceMetadata: [discovery(.resourceMetadata)]
        }
    }

    // MARK: Discovery

    private func discovery(_ kind: Step.Kind) -> Event {
        let path = SafeText.uri(visit.target)
        let step = Step(
            at: visit.at, kind: kind, outcome: visit.status < 400 ? .passed : .refused,
            request: came([.init("path", path)]), status: visit.status, error: visit.status == 404 ? "not_found" : nil,
            description: visit.status == 404 ? "There is no such document; clients try several places." : nil)
        let resource = visit.site.server.settings.resources.first { resource in
            kind == .resourceMetadata && resource.identifier == visit.site.address.origin + path.dropFirst(Self.wellKnown.count)
        }
        return event(step, resource: resource?.identifier)
    }

    private static let wellKnown = "/.well-known/oauth-protected-resource"

    // MARK: With a person

    private var signIn: [Event] {
        guard let sealed = notes.sealedTicket, let ticket = visit.site.server.tickets.open(sealed, at: visit.at) else { return [] }
        let step: Step
        switch notes.outcome {
        case .signedIn(let isNew)?:
            step = Step(
                at: visit.at, kind: .signIn, outcome: .passed, request: came(isNew ? [.init("account", "new")] : []),
                status: visit.status)
        case .signInRefused(let reason)?:
            step = Step(at: visit.at, kind: .signIn, outcome: .refused, request: came(), status: visit.status, reason: reason)
        case .limited?:
            step = Step(at: visit.at, kind: .signIn, outcome: .refused, request: came(), status: visit.status, reason: .signInLimited)
        default: return []
        }
        return [event(step, client: FlowParameters(ticket)?.client, flow: ticket.traceName)]
    }

    private var flow: [Event] {
        let ticket = notes.ticket
        let parameters = ticket.flatMap { FlowParameters($0) }
        // A link that is too old, or was changed, belongs to nothing.
        guard ticket != nil || visit.place == .authorization else { return [] }
        return FlowSteps(visit: visit, notes: notes, parameters: parameters, came: came).steps.map { step in
            event(
                step.step, client: parameters?.client ?? step.matter?.client, grant: step.matter?.grant, flow: ticket?.traceName,
                request: visit.place == .authorization ? parameters?.repeatable : nil, resource: parameters?.resource(at: visit.site))
        }
    }

    // MARK: The back channel

    private var call: Event {
        let refusal = notes.reply?.matter.refusal
        let what = visit.place == .userInfo ? "userinfo" : "introspection"
        let step = Step(
            at: visit.at, kind: .call, outcome: refusal == nil ? .passed : .refused, request: came([.init("path", what)]),
            status: visit.status, error: refusal?.code.rawValue, description: refusal?.description, reason: refusal?.reason)
        return event(step, client: notes.reply?.matter.client, grant: notes.reply?.matter.grant)
    }

    private var token: Event { TokenStep(visit: visit, notes: notes).event(came: came, event) }

    private var registration: [Event] {
        let refusal = notes.reply?.matter.refusal ?? notes.error as? OAuthError
        let isBirth = visit.status == 201
        var step = Step(
            at: visit.at, kind: .registration, outcome: isBirth ? .passed : .refused, request: came(), status: visit.status,
            answer: isBirth ? registered : [], error: refusal?.code.rawValue, description: refusal?.description,
            reason: refusal?.reason)
        step.detail = refusal?.detail.map { SafeText.uri($0) }
        return [event(step, client: notes.reply?.matter.client, isBirth: isBirth)]
    }

    /// What was registered, as far as it may be shown.
    private var registered: [Step.Item] {
        guard case .json(.object(let members))? = notes.reply?.body else { return [] }
        return members.list.flatMap { name, value -> [Step.Item] in
            switch (name, value) {
            case ("token_endpoint_auth_method", .string(let text)), ("client_name", .string(let text)), ("scope", .string(let text)):
                [.init(name, SafeText.line(text))]
            case ("redirect_uris", .array(let uris)):
                uris.prefix(5).compactMap { uri in
                    if case .string(let text) = uri { Step.Item("redirect_uri", SafeText.uri(text)) } else { nil }
                }
            default: []
            }
        }
    }

    // MARK: Common

    /// What came, and from where.
    func came(_ items: [Step.Item] = []) -> [Step.Item] {
        items + [
            Step.Item("user_agent", SafeText.line(visit.userAgent ?? "none", limit: 160)),
            Step.Item("address", SafeText.line(visit.address, limit: 64)),
        ]
    }

    private func event(
        _ step: Step, client: ClientID? = nil, grant: GrantID? = nil, flow: String? = nil, request: String? = nil,
        isBirth: Bool = false, resource: String? = nil
    ) -> Event {
        Event(
            step, client: client.map { ClientID(SafeText.uri($0.value)) }, grant: grant, flow: flow, request: request,
            isBirth: isBirth, address: visit.address, userAgent: visit.userAgent, resource: resource)
    }
}

extension Ticket {
    /// A name for the request that the ticket carries; nothing can be learned from it.
    var traceName: String {
        String(Digest(of: "\(begunAt.milliseconds)?\(request)").base64URL.prefix(22))
    }
}
