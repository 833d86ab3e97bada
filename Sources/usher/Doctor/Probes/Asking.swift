// Asks a deployment everything, in stages: each needs to know what the one before it has found.

import Keys

/// How the world is looked at; a test looks at a world of its own.
struct Probes: Sendable {
    /// Sends one request; never throws, silence is an answer too.
    let ask: @Sendable (Call) async -> Sight
    /// Looks up a server's name and knocks at each of its addresses.
    let knock: @Sendable (Address) async -> Seen.Network
    let now: Now

    /// Everything that can be seen from outside.
    func look(at server: Address, resources: [Address]) async -> Seen {
        var seen = Seen(server: server, now: now())
        seen.resources = resources
        seen.network = await knock(server)
        await ask(seen.serverPlaces.map(Question.document), &seen)
        // Who does not answer this does not answer the rest either, and each silence takes its time.
        guard seen.isAnswering else { return seen }
        await lookForResource(&seen)
        await ask(seen.resourceQuestions, &seen)
        await ask(seen.resources.map { .resource($0.text, .tool) }, &seen)
        await ask(seen.challengedDocuments, &seen)
        await ask(seen.serverQuestions, &seen)
        await ask([.openAPI], &seen)
        return seen
    }

    /// A server that nobody said more about names its only resource itself.
    private func lookForResource(_ seen: inout Seen) async {
        guard seen.resources.isEmpty else { return }
        let root = Seen.rootPlace(seen.server)
        await ask([.document(root)], &seen)
        if let resource = seen.document(root)?["resource"]?.text.flatMap(Address.init) { seen.resources = [resource] }
    }

    private func ask(_ questions: [Question], _ seen: inout Seen) async {
        let calls = Set(questions).filter { seen.sights[$0] == nil }.compactMap { question in
            question.call(seen).map { (question, $0) }
        }
        let sights = await withTaskGroup(of: (Question, Sight).self) { group in
            for (question, call) in calls { group.addTask { (question, await ask(call)) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        seen.sights.merge(sights) { $1 }
    }
}

extension Seen {
    fileprivate var resourceQuestions: [Question] {
        resources.flatMap { resource in
            [.document(Self.resourcePlace(resource)), .document(Self.rootPlace(resource))]
                + [ResourceQuestion.initialize, .garbage, .wrongToken, .foreignOrigin].map { .resource(resource.text, $0) }
        }
    }

    /// Where the challenges say that the metadata is.
    fileprivate var challengedDocuments: [Question] {
        resources.compactMap { challenge(of: $0)?.parameters["resource_metadata"].flatMap(Address.init) }.map { .document($0.text) }
    }

    fileprivate var serverQuestions: [Question] {
        let crossing = [endpoint("token_endpoint")?.text, endpoint("registration_endpoint")?.text, authorizationServerPlace]
        let documents = resources.map(Self.resourcePlace).filter { answer(.document($0))?.status == 200 }
        return TokenQuestion.allCases.map(Question.token) + Clients.agents.map { .agent($0.name) }
            + (crossing.compactMap { $0 } + documents).map(Question.preflight)
            + ["revocation_endpoint", "introspection_endpoint", "userinfo_endpoint"].map(Question.endpoint)
            + [.authorization, .signIn, .registration, .keys, .unknownPath, .manifest]
    }

    /// How a call without a token was answered: the first one, or that of a tool if clients may look around before.
    func unauthenticated(_ resource: Address) -> Answer? {
        guard let tool = answer(.resource(resource.text, .tool)), tool.status == 401 else {
            return answer(.resource(resource.text, .initialize))
        }
        return tool
    }

    /// Whether a client may look around before it signs in.
    func isOpenAtFirst(_ resource: Address) -> Bool { answer(.resource(resource.text, .tool))?.status == 401 }

    func challenge(of resource: Address) -> ChallengeLine? {
        unauthenticated(resource)?.header("WWW-Authenticate").map(ChallengeLine.init)
    }
}
