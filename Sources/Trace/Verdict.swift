// How an attempt stands. Worked out when it is read, from its steps and the time: what did not come is known by its absence.

import Keys

/// How long to wait for what comes next.
public struct Patience: Sendable {
    /// How long a code lives.
    public var code: Duration
    /// How long anything else may take.
    public var next: Duration = .seconds(600)

    public init(code: Duration) { self.code = code }
}

/// How an attempt stands.
public struct Verdict: Sendable, Equatable {
    public enum State: String, Sendable, CaseIterable {
        case connecting, connected, failed, abandoned
    }

    public var state: State
    /// Where it stands or stopped, in a few words.
    public var headline: String
    /// Why, whose fault it is and what to change; `nil` where nothing is wrong.
    public var explanation: Explanation?
}

extension Attempt {
    public func verdict(at now: Timestamp, _ patience: Patience) -> Verdict {
        guard let last = steps.last(where: { isDecisive($0) }) ?? steps.last else {
            return Verdict(state: .connecting, headline: "nothing yet")
        }
        if last.outcome == .refused, !last.mayBeTriedAgain {
            let explanation = last.explanation(in: self)
            // The person's own no is an end, not a failure.
            let state: Verdict.State = last.reason == .accessDenied ? .abandoned : .failed
            return Verdict(state: state, headline: "\(last.kind.title) refused", explanation: explanation)
        }
        if has(.call, .passed) { return Verdict(state: .connected, headline: "connected") }
        return missing(after: last, at: now, patience)
            ?? Verdict(state: .connecting, headline: Self.next(after: last))
    }

    /// Calls after the first successful one are the connection's own business; clients look for documents in vain.
    private func isDecisive(_ step: Step) -> Bool {
        !(step.outcome == .refused && (step.kind == .resourceMetadata || step.kind == .serverMetadata))
    }

    private static func next(after last: Step) -> String {
        switch last.kind {
        case .challenge, .resourceMetadata, .serverMetadata: "looking around"
        case .registration: "registered"
        case .authorization, .signIn, .consent:
            last.outcome == .waiting ? "waiting for the person" : "\(last.kind.title) done"
        case .code: "code issued"
        case .token, .refresh: "token issued"
        case .call: "connected"
        }
    }

    /// What should have come by now and has not. Never said of an attempt that was not recorded whole.
    private func missing(after last: Step, at now: Timestamp, _ patience: Patience) -> Verdict? {
        let limit = last.kind == .code ? patience.code : patience.next
        guard now > last.at + limit else { return nil }
        guard gaps == 0 else {
            return Verdict(
                state: .abandoned, headline: "not recorded whole",
                explanation: Explanation(
                    "Too much was going on to record every step, so nobody can say how it ended.", .nobody, "Look at a quieter time."))
        }
        let (headline, explanation) = Absence.after(last, in: self)
        return Verdict(state: .abandoned, headline: headline, explanation: explanation)
    }
}

/// What it means that a step did not come.
enum Absence {
    static func after(_ last: Step, in attempt: Attempt) -> (headline: String, explanation: Explanation) {
        switch last.kind {
        case .code: ("code issued, never redeemed", neverRedeemed(attempt))
        case .token, .refresh: ("token issued, never used", neverUsed)
        case .challenge, .resourceMetadata, .serverMetadata: discoveryStopped(last, attempt)
        case .registration: ("registered, then nothing", registeredOnly)
        case .authorization, .signIn, .consent, .call: ("the person left", personLeft(last))
        }
    }

    // CLIENTS Q18.
    private static func neverRedeemed(_ attempt: Attempt) -> Explanation {
        let isPublic = attempt.latest("client_type") == "public"
        return Explanation(
            "The code went to \(attempt.latest("redirect_uri") ?? "the client"), and nobody came back with it before it expired.",
            .client, "The token request never reached Usher. Look at these five, in this order:",
            checks: [
                "iss: the `iss` of the answer, the `issuer` of the metadata and `authorization_servers` must be the same, byte for byte; `usher doctor` compares them.",
                isPublic
                    ? "secret: the client is public; see that no secret is entered for it in the app, and that none was returned at registration."
                    : "secret: the client has one; see that the app's dialog has it, and that the app does not take the client for a public one.",
                "content security policy: Usher sends no form-action; see that no proxy in front of it adds one, as browsers would then stop on the way back.",
                "bot protection: let POST /token through without a challenge page or a test of the browser; apps call it from data centres.",
                "IPv6: if the name has an AAAA record, /token must answer there too; remove the record if in doubt.",
            ])
    }

    private static let neverUsed = Explanation(
        "Tokens were issued, but no call came with one: neither to the gateway, nor to userinfo, nor for introspection.",
        .client,
        "Look at the app: it often shows why. If the API checks tokens by itself, beside the gateway, Usher cannot see its calls.",
        checks: [
            "the address that the app calls must be the resource's public address, below public_url.",
            "the token answer must suit the app: token_type, expires_in and scope are in the step above.",
        ])

    private static func discoveryStopped(_ last: Step, _ attempt: Attempt) -> (String, Explanation) {
        guard attempt.has(.resourceMetadata, .passed) || attempt.has(.serverMetadata, .passed) else {
            return (
                "asked without a token, then nothing",
                Explanation(
                    "The caller was told where to sign in (WWW-Authenticate), and did not look.", .client,
                    "If it is an app that should connect: it must read the challenge, or be given the server's address. A browser or a monitor may stop here."
                )
            )
        }
        return (
            "discovery stopped after the metadata",
            Explanation(
                "The client read the metadata, and neither registered nor asked anybody to sign in.", .client,
                "The client did not like what it read, or wants to be registered by hand.",
                checks: [
                    "`usher doctor` reads the documents as the clients do, and says which of them would stop.",
                    "the address typed into the app must be the resource's `identifier`, letter for letter.",
                    "a client that cannot register itself needs `usher client add`, and its ID entered in the app.",
                ])
        )
    }

    private static let registeredOnly = Explanation(
        "The client registered itself, and never sent a person to sign in.", .client,
        "Look at the app: it may show an error, or a browser window that was closed or blocked.")

    private static func personLeft(_ last: Step) -> Explanation {
        Explanation(
            "The person was shown \(last.destination ?? "a page") and did not go on.", .person,
            "They can start again from the app. If they say that they did go on, let them look for an error on the page.")
    }
}

extension Step {
    /// Whether the person is still in front of the form.
    fileprivate var mayBeTriedAgain: Bool {
        [.passwordWrong, .elsewhereRefused, .secondFactorWrong, .passkeyWrong, .signInLimited].contains(reason)
    }
}
