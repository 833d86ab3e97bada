// One connection attempt, for the operator: how it stands, whose fault it is, what to do, and every step.

import FoundationEssentials

/// A connection attempt.
public struct AttemptPage: Page {
    public static let template = "attempt"

    /// How it stands; one of them is true.
    public struct Standing: Sendable {
        public var isConnected: Bool
        public var isConnecting: Bool
        public var isFailed: Bool
        public var isAbandoned: Bool

        public init(isConnected: Bool = false, isConnecting: Bool = false, isFailed: Bool = false, isAbandoned: Bool = false) {
            self.isConnected = isConnected
            self.isConnecting = isConnecting
            self.isFailed = isFailed
            self.isAbandoned = isAbandoned
        }

        static let example = Standing(isConnected: true, isConnecting: true, isFailed: true, isAbandoned: true)
    }

    /// What came, or what was answered.
    public struct Item: Sendable {
        public var itemName: String
        public var itemValue: String

        public init(name: String, value: String) {
            itemName = name
            itemValue = value
        }
    }

    /// One step.
    public struct Step: Sendable {
        public var stepTitle: String
        public var at: Date
        public var outcome: String
        public var isRefused: Bool
        public var items: [Item]

        public init(title: String, at: Date, outcome: String, isRefused: Bool, items: [Item]) {
            stepTitle = title
            self.at = at
            self.outcome = outcome
            self.isRefused = isRefused
            self.items = items
        }
    }

    /// Why, whose fault, and what to do.
    public struct Advice: Sendable {
        public var sentence: String
        public var rule: String?
        public var fault: String
        public var cure: String
        public var command: String?
        public var checks: [String]

        public init(sentence: String, rule: String?, fault: String, cure: String, command: String?, checks: [String]) {
            self.sentence = sentence
            self.rule = rule
            self.fault = fault
            self.cure = cure
            self.command = command
            self.checks = checks
        }
    }

    public var attemptTitle: String
    public var headline: String
    public var last: Date
    public var standing: Standing
    public var advice: Advice?
    public var steps: [Step]
    /// Where the console is.
    public var back: String

    public init(
        title: String, headline: String, last: Date, standing: Standing, advice: Advice?, steps: [Step], back: String
    ) {
        attemptTitle = title
        self.headline = headline
        self.last = last
        self.standing = standing
        self.advice = advice
        self.steps = steps
        self.back = back
    }

    public static let example = AttemptPage(
        title: "Claude", headline: "authorization request refused", last: Date(timeIntervalSince1970: 1_763_900_000),
        standing: .example,
        advice: Advice(
            sentence: "The redirect URI is not registered for this client.", rule: "RFC 9700 §4.1.3", fault: "operator",
            cure: "If the address is the app's own, allow it.",
            command: "usher client allow-redirect client_7QmX2kDfa9 https://claude.ai/api/mcp/auth_callback",
            checks: ["Look at this first."]),
        steps: [
            Step(
                title: "authorization request", at: Date(timeIntervalSince1970: 1_763_900_000), outcome: "400 → a page",
                isRefused: true, items: [Item(name: "redirect_uri", value: "https://claude.ai/api/mcp/auth_callback")])
        ], back: "/admin")
}
