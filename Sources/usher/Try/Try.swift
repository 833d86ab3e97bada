// Being a client: the whole flow of RFC 6749 §4.1 and §6 as ChatGPT's plugins and GPT Actions walk it, with the person's
// part done here too or in a browser. It ends with the question that matters: which person did the API see?

import FoundationEssentials
import NIOCore
import Profiles

/// One try, ready to run. Everything in it is as the client would have it: addresses, a secret, and no way to see inside the server.
struct Try: Sendable {
    let profile: Profile
    let server: Address
    let clientID: String
    let clientSecret: String
    /// Where the server sends the person back. Nobody needs to listen there: the answer is read and never followed.
    let redirectURI: String
    /// What to ask for; by default what the manifest says.
    var scope: String?
    /// What to call with the token; by default found through the manifest or the resource metadata.
    var api: Address?
    var method: Profile.AuthenticationMethod
    /// By default what the manifest says, or the profile's first.
    var contentType: Profile.ContentType?
    let person: Person
    /// Sends the code a second time at the end, which must cost the client its tokens.
    var isReplaying = false
    /// What clients wait for an answer (ten seconds, as the stricter ones do).
    var timeLimit: TimeAmount = .seconds(10)
    /// Holds every character that a careless server damages; RFC 6749 appendix A.5 allows them all.
    var state: String

    /// Who does the person's part.
    enum Person: Sendable {
        /// The emulator itself fills in the pages' forms.
        case password(email: String, password: String)
        /// Shows somebody the address to open, and is given the address at which their browser ended.
        case browser(@Sendable (String) async throws(TryFailure) -> String)
    }

    init(
        profile: Profile, server: Address, clientID: String, clientSecret: String, redirectURI: String? = nil, person: Person
    ) {
        self.profile = profile
        self.server = server
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.redirectURI = redirectURI ?? Self.madeUpRedirectURI(profile)
        self.method = profile.authenticationMethods[0]
        self.person = person
        self.state = Self.uuid() + #"-+/=%2B&"'<x>~"#
    }

    /// The profiles that can be tried: those that speak the plugins' protocol.
    static func canBe(_ profile: Profile) -> Bool { !profile.redirects.patterns.isEmpty }

    /// Walks all steps, reporting each as soon as it is over, and stops at the first wrong answer.
    func run(report: (Step) -> Void) async -> TryResult {
        let journey = Journey(self)
        var result = TryResult()
        for stage in journey.stages {
            guard stage.isNeeded() else { continue }
            var step = Step(number: result.steps.count + 1, title: stage.title)
            do {
                try await stage.walk(&step)
            } catch let failure as TryFailure {
                step.fail(failure.description)
            } catch {
                step.fail("\(error)")
            }
            result.steps.append(step)
            report(step)
            if !step.hasPassed { break }
        }
        await journey.caller.close()
        result.person = journey.person
        result.answer = journey.apiAnswer
        return result
    }

    /// An address such as ChatGPT makes up: a UUID for a plugin, 40 hexadecimal digits for a GPT.
    static func madeUpRedirectURI(_ profile: Profile) -> String {
        guard let pattern = profile.redirects.patterns.first else { return profile.redirects.exact.first ?? "" }
        let segment = profile == .gptAction ? hexadecimal(20) : uuid()
        return "https://" + pattern.hosts[0] + pattern.prefix + segment + pattern.suffix
    }

    static func uuid() -> String { UUID().uuidString.lowercased() }

    static func hexadecimal(_ count: Int) -> String {
        (0..<count).map { _ in
            let byte = UInt8.random(in: .min ... .max)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}
