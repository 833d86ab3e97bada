// The steps of a request that a person is part of: what the client asked for, and where the person was led.

import Keys
import OAuth
import Trace

/// The parameters of an authorization request, as far as they may be shown.
struct FlowParameters {
    let parameters: OAuth.Parameters
    private let request: String

    init?(_ ticket: Ticket) {
        guard let parameters = try? OAuth.Parameters(formEncoded: ticket.request) else { return nil }
        self.parameters = parameters
        request = ticket.request
    }

    private func first(_ name: String) -> String? { parameters.values(name).first }

    /// Who the client says it is; some say a secret by mistake.
    var client: ClientID? { first("client_id").map { ClientID(SafeText.uri($0, without: secrets)) } }
    var secrets: [String] { SafeItems(parameters).secrets }

    func resource(at site: Site) -> String? {
        first("resource").flatMap { value in
            site.server.settings.resources.first { $0.identifier == value || $0.aliases.contains(value) }?.identifier
        }
    }

    /// A name for the request, if it can be told from that of anybody else: it holds something that clients make up anew.
    var repeatable: String? {
        guard first("code_challenge") != nil || (first("state")?.utf8.count ?? 0) >= 16 else { return nil }
        return String(Digest(of: request).base64URL.prefix(22))
    }

    var items: [Step.Item] { SafeItems(parameters).items }
}

/// One step, and what it was about.
struct FlowStep {
    var step: Step
    var matter: Matter?
}

struct FlowSteps {
    let visit: Visit
    let notes: TraceNotes.Content
    let parameters: FlowParameters?
    let came: ([Step.Item]) -> [Step.Item]

    private var secrets: [String] { parameters?.secrets ?? [] }

    /// Whose turn this request was.
    private var kind: Step.Kind {
        switch visit.place {
        case .authorization: .authorization
        case .decision: .consent
        default: .signIn
        }
    }

    var steps: [FlowStep] {
        switch notes.outcome {
        case .authorization(let outcome)?: led(outcome)
        case .formForged?: [FlowStep(step: step(kind, .refused, reason: .formForged))]
        default: stopped
        }
    }

    private func led(_ outcome: AuthorizationOutcome) -> [FlowStep] {
        switch outcome {
        case .page(let error): return [FlowStep(step: refused(error))]
        case .signIn: return [FlowStep(step: waiting(.authorization, for: "the sign-in page"))]
        case .consent:
            // Who was signed in already is asked at once.
            let first = visit.place == .authorization ? [FlowStep(step: step(.authorization, .passed))] : []
            return first + [FlowStep(step: waiting(.consent, for: "the consent page"))]
        case .respond(let answer), .leave(let answer): return answered(answer)
        }
    }

    private func answered(_ answer: AuthorizationResponse) -> [FlowStep] {
        let destination = SafeText.uri(answer.destination.uri, without: secrets)
        if let refusal = answer.matter.refusal {
            var step = step(kind == .signIn ? .authorization : kind, .refused, reason: refusal.reason)
            (step.error, step.description, step.destination) = (refusal.code.rawValue, refusal.description, destination)
            step.detail = refusal.detail.map { SafeText.uri($0, without: secrets) }
            return [FlowStep(step: step, matter: answer.matter)]
        }
        let first: Step? =
            switch visit.place {
            case .authorization: step(.authorization, .passed)
            case .decision: step(.consent, .passed)
            default: nil
            }
        var code = Step(at: visit.at, kind: .code, outcome: .passed, status: visit.status, destination: destination)
        code.request = [.init("redirect_uri", destination)]
        if let isPublic = answer.matter.isPublic { code.request.append(.init("client_type", isPublic ? "public" : "confidential")) }
        code.answer = [.init("iss", visit.site.address.issuer)]
        return (first.map { [FlowStep(step: $0, matter: answer.matter)] } ?? []) + [FlowStep(step: code, matter: answer.matter)]
    }

    /// What was thrown.
    private var stopped: [FlowStep] {
        switch notes.error {
        case let error as PageError: [FlowStep(step: refused(error))]
        case let error as OAuthError:
            [FlowStep(step: step(kind, .refused, reason: error.reason, error: error.code.rawValue, description: error.description))]
        case nil: []
        default: [FlowStep(step: step(kind, .refused, reason: .ownFailure))]
        }
    }

    private func refused(_ error: PageError) -> Step {
        var step = step(kind == .signIn ? .authorization : kind, .refused, reason: error.reason, description: error.sentence)
        step.destination = "a page: \(error.title)"
        step.detail = error.detail.map { SafeText.without(secrets, in: SafeText.line($0)) }
        return step
    }

    private func waiting(_ kind: Step.Kind, for page: String) -> Step {
        var step = step(kind, .waiting)
        step.destination = page
        return step
    }

    private func step(
        _ kind: Step.Kind, _ outcome: Step.Outcome, reason: Reason? = nil, error: String? = nil, description: String? = nil
    ) -> Step {
        // What the client asked for is shown once, where it asked.
        let items = kind == .authorization ? parameters?.items ?? [] : []
        return Step(
            at: visit.at, kind: kind, outcome: outcome, request: came(items), status: visit.status, error: error,
            description: description, reason: reason)
    }
}
