// What a browser is answered when somebody has tried to sign in, whatever the way was.

import HTTPTypes
import Hummingbird
import Identity
import Keys
import OAuth
import Pages
import Telemetry

extension Site {
    /// Lets somebody in, or on to the second factor.
    ///
    /// - Parameters:
    ///   - isNew: whether the account was made just now.
    ///   - problem: shows the form again, with what is wrong.
    func enter(
        _ outcome: SignIn.Outcome, _ way: Way, _ browser: Browser, isNew: Bool = false, refusal: Reason = .passwordWrong,
        problem: (Sentence, HTTPResponse.Status) async throws -> Response
    ) async throws -> Response {
        let notes = browser.context.notes
        notes?.note { $0.sealedTicket = way.ticket }
        switch outcome {
        case .signedIn(let session, let secret):
            notes?.note { $0.outcome = .signedIn(isNew: isNew) }
            flows?.note(.ok)
            try await noteSignIn(session.user, isNew: isNew, browser)
            return goOn(way, session, secret, browser)
        case .secondFactor(let pending):
            var response = Response.seeOther(address.path(SecondStepRoutes.path) + way.query)
            browser.set(pending, on: &response)
            return response
        case .refused:
            notes?.note { $0.outcome = .signInRefused(refusal) }
            flows?.note(.failed)
            // Not 401, which must name an HTTP authentication scheme (RFC 9110 §15.5.2).
            return try await problem(refusal.sentence, .unprocessableContent)
        case .limited(let until):
            notes?.note { $0.outcome = .limited }
            flows?.note(.limited)
            return try await problem(.tooManyAttempts, .tooManyRequests).retry(at: until, now: server.now())
        }
    }

    /// On the way, with a new session.
    func goOn(_ way: Way, _ session: Session, _ secret: Secret, _ browser: Browser) -> Response {
        var response = Response.seeOther(location(way))
        browser.signIn(session, secret, on: &response)
        browser.clearPendingSignIn(on: &response)
        return response
    }

    // MARK: Fresh proof

    /// How long ago somebody who changes credentials may have proved who they are (OWASP ASVS 7.5.3).
    private static let recentProof: Duration = .seconds(600)

    /// Whether the person has lately proved who they are, with all the factors that they have.
    func hasRecentProof(_ signedIn: SignedIn) async throws -> Bool {
        guard isRecent(signedIn) else { return false }
        guard signIn.secondFactors != .off, !signedIn.session.methods.contains(.multipleFactors) else { return true }
        let factors = try await signIn.factors(of: signedIn.account.id)
        return factors.isEmpty || !signIn.secondFactors.asks(factors)
    }

    /// Whoever is signed in and has such a proof.
    func recentlyProven(_ browser: Browser) async throws -> SignedIn? {
        guard let signedIn = try await browser.signedIn(), try await hasRecentProof(signedIn) else { return nil }
        return signedIn
    }

    /// Whether the person has lately proved a first factor.
    func isRecent(_ signedIn: SignedIn) -> Bool {
        server.now() < signedIn.session.authenticatedAt + Self.recentProof
    }

    /// To the sign-in page, and back to a page of the account.
    func proveAgain(for section: AccountSection) -> Response {
        .seeOther(signInLink(Way(section: section)))
    }
}

extension Reason {
    /// What a person is told whose proof was wrong.
    fileprivate var sentence: Sentence {
        switch self {
        case .secondFactorWrong: .codeWrong
        case .passkeyWrong: .passkeyRefused
        default: .wrongCredentials
        }
    }
}

extension Response {
    /// RFC 9110 §10.2.3.
    func retry(at time: Timestamp, now: Timestamp) -> Response {
        var response = self
        response.headers[.retryAfter] = String(max(1, (time - now).inSeconds + 1))
        return response
    }
}
