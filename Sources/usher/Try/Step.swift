// One step of a try: what was sent, what came back, what was expected of it. Steps are values, so that the same run
// can be read by a person or printed as JSON.

/// One step, with everything a person needs to see why it passed or failed. Holds no secrets: they are masked on the way in.
struct Step: Sendable, Equatable {
    let number: Int
    let title: String
    private(set) var exchanges: [Exchange] = []
    private(set) var checks: [Check] = []
    /// What else a person should know.
    private(set) var notes: [String] = []
    private(set) var failure: String?

    /// One request and its answer, as they are shown.
    struct Exchange: Sendable, Equatable {
        let sent: [String]
        let received: [String]
    }

    /// Something that was expected, with the section that demands it.
    struct Check: Sendable, Equatable {
        let expectation: String
        let section: String
        /// What was found instead, if it was not as expected.
        let found: String?
        /// What to do about it.
        var cure: String?
    }

    init(number: Int, title: String) {
        self.number = number
        self.title = title
    }

    var hasPassed: Bool { failure == nil }

    mutating func record(_ exchange: Exchange) { exchanges.append(exchange) }
    mutating func note(_ sentence: String) { notes.append(sentence) }
    mutating func fail(_ reason: String) { failure = reason }

    /// Notes an expectation, and ends the try if it is not met.
    mutating func expect(
        _ isMet: Bool, _ expectation: String, _ section: String, found: @autoclosure () -> String, cure: String? = nil
    ) throws(TryFailure) {
        let found = isMet ? nil : found()
        checks.append(Check(expectation: expectation, section: section, found: found, cure: isMet ? nil : cure))
        if let found { throw TryFailure("expected that \(expectation) (\(section)), but \(found)" + (cure.map { "; \($0)" } ?? "")) }
    }
}

/// Why a try ended early: one sentence without a full stop.
struct TryFailure: Error, Equatable, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// What a whole try came to.
struct TryResult: Sendable, Equatable {
    var steps: [Step] = []
    /// Whom the API or the userinfo endpoint saw.
    var person: Person?
    /// The API's own words.
    var answer: String?
    /// Whether the client's calls are made to learn who somebody is.
    var isAboutPerson = true

    struct Person: Sendable, Equatable {
        let id: String?
        let email: String?

        var text: String {
            switch (email, id) {
            case (let email?, let id?): "\(email) (\(id))"
            case (let email?, nil): email
            case (nil, let id?): id
            case (nil, nil): "nobody"
            }
        }
    }

    /// Why it failed, naming the step.
    var failure: String? {
        steps.last { !$0.hasPassed }.map { "step \($0.number) (\($0.title)): \($0.failure ?? "")" }
    }
}
