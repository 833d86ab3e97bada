// What is wrong with a plugin's settings or files, collected so that a person sees all of it at once.

/// Why a plugin cannot be served: one sentence for each thing to mend.
public struct PluginProblems: Error, Equatable, CustomStringConvertible {
    public let sentences: [String]
    public var description: String { sentences.joined(separator: "\n") }
}

/// Problems stop the start; advice is only said.
struct PluginRemarks {
    private(set) var problems: [String] = []
    private(set) var advice: [String] = []

    mutating func problem(_ place: String, _ sentence: String) { problems.append("\(place): \(sentence)") }
    mutating func advise(_ place: String, _ sentence: String) { advice.append("\(place): \(sentence)") }

    /// A problem on the open Internet, and only advice while one tries things out on one's own machine.
    mutating func problem(_ place: String, _ sentence: String, unless isTrial: Bool) {
        if isTrial { advise(place, sentence) } else { problem(place, sentence) }
    }
}
