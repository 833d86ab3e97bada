// Being a client: the whole way of each profile, from its first request to a refreshed token, with the person's part done
// here too or in a browser. What the client sends, in which order and what it refuses is data (`Profiles`).

import FoundationEssentials
import NIOCore
import Profiles

/// One try, ready to run. Everything in it is as the client would have it: addresses, a secret, and no way to see inside the server.
struct Try: Sendable {
    let profile: Profile
    /// The authorization server; an MCP client finds it by itself, and a try then sees that it is this one.
    let server: Address?
    /// What a person types into an MCP client, or the identifier of the API of a service or a web application.
    let resource: Address?
    /// The client's identifier, and its secret if it has one. Without it the client finds an identifier as it does.
    var credentials: Credentials?
    /// The way to an identifier that is to be taken, whatever the client itself would prefer.
    var way: Way?
    /// Where the server sends the person back. Nobody needs to listen there: the answer is read and never followed.
    var redirectURI: String?
    /// What a person typed as scope; by default what the client finds out.
    var scope: String?
    /// An address of the API to call with the token; by default found out.
    var api: Address?
    /// The tool of an MCP server to call; by default one that changes nothing.
    var tool: String?
    var method: Profile.AuthenticationMethod
    /// By default what the manifest says, or the profile's first.
    var contentType: Profile.ContentType?
    let person: Person
    /// Sends the code a second time at the end, which must cost the client its tokens.
    var isReplaying = false
    /// How long to wait for each answer; by default as long as the client does.
    var timeLimit: TimeAmount?
    /// What this client has made up for itself.
    let madeUp: MadeUp

    struct Credentials: Sendable, Equatable {
        let id: String
        var secret: String?
    }

    /// A way to a client identifier (MCP authorization, Client Registration).
    enum Way: String, Sendable, CaseIterable {
        case preregistered, document, dynamic
    }

    /// Who does the person's part.
    enum Person: Sendable {
        /// The emulator itself fills in the pages' forms.
        case password(email: String, password: String)
        /// Shows somebody the address to open, and is given the address at which their browser ended.
        case browser(@Sendable (String) async throws(TryFailure) -> String)

        var isBrowser: Bool { if case .browser = self { true } else { false } }
    }

    init(profile: Profile, server: Address?, resource: Address? = nil, credentials: Credentials? = nil, person: Person) {
        self.profile = profile
        self.server = server
        self.resource = resource
        self.credentials = credentials
        self.method = profile.authenticationMethods[0]
        self.person = person
        self.madeUp = MadeUp(server: resource?.text ?? server?.text ?? "")
    }

    /// What must be so for the client to go on. A plugin reads no metadata: there it is what the server's other clients need.
    var demands: Set<Profile.Demand> {
        profile.family == .mcp ? profile.connection.demands : [.noNull, .exactIssuer, .issuerInAnswer]
    }

    /// Where a client that was registered before wants its answers.
    var preregisteredCallback: String { redirectURI ?? madeUp.fill(profile.connection.registrations[0].callback) }

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
        await journey.close()
        result.person = journey.person
        result.answer = journey.apiAnswer
        result.isAboutPerson = profile.family == .plugin || profile.family == .web
        return result
    }
}
