// Finding a profile by the name that a person typed, and saying which one was probably meant.

extension Profile {
    /// Every profile, in the order in which they are listed to people.
    public static let all: [Profile] = [
        chatGPTPlugin, gptAction, chatGPTApp, claude, claudeCode, codex, visualStudioCode, cursor, inspector,
        cline, geminiCLI, goose, mcpRemote, openCode, zed, mcp, web, service,
    ]

    /// The profile with this name.
    public static func named(_ name: String) throws(UnknownProfile) -> Profile {
        guard let profile = all.first(where: { $0.name == name }) else { throw UnknownProfile(name: name) }
        return profile
    }
}

/// A name that no profile has.
public struct UnknownProfile: Error, Equatable, CustomStringConvertible {
    public let name: String

    /// The profile that was probably meant.
    public var suggestion: String? {
        let typed = name.lowercased()
        let near = Profile.all.map { (name: $0.name, distance: distance(typed, $0.name)) }
            .min { $0.distance < $1.distance }
        guard let near, near.distance <= max(1, near.name.count / 3) else { return nil }
        return near.name
    }

    public var description: String {
        let guess = suggestion.map { " Did you mean “\($0)”?" } ?? ""
        let names = Profile.all.map(\.name).joined(separator: ", ")
        return "There is no profile “\(name)”.\(guess) The profiles are: \(names)."
    }
}

/// How many letters must be added, left out or changed to turn one word into the other.
private func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (line, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = line + 1
        for column in right.indices {
            let above = row[column + 1]
            row[column + 1] = min(diagonal + (letter == right[column] ? 0 : 1), above + 1, row[column] + 1)
            diagonal = above
        }
    }
    return row[right.count]
}
