// Which people have signed in with this browser before. Whoever guesses at their passwords elsewhere does not keep them
// waiting here (OWASP, device cookies), and they are told of a sign-in with another browser (OWASP ASVS 6.3.5).
// A cookie holds a mark for each of the last few; it opens nothing.

import Hummingbird
import Identity
import Keys
import Pages

extension Browser {
    private static let mostMarks = 5
    private static let lifetime: Duration = .seconds(400 * 86400)

    private func mark(_ user: UserID) -> String {
        Base64URL.encode(site.secret.code(over: user.value.utf8, for: .knownBrowsers).prefix(16))
    }

    private var marks: [Substring] { knownCookie?.split(separator: ".") ?? [] }

    /// Whether a person has signed in here before; `nil` if nobody has.
    var acquaintance: ((UserID) -> Bool)? {
        guard knownCookie != nil else { return nil }
        return { knows($0) }
    }

    /// Whether this person has signed in here before.
    func knows(_ user: UserID) -> Bool {
        let mark = mark(user)
        return marks.contains { constantTimeEqual($0.utf8, mark.utf8) }
    }

    /// Remembers this person, and forgets who was here longest ago.
    func remember(_ user: UserID, on response: inout Response) {
        let mark = mark(user)
        let all = [mark] + marks.map(String.init).filter { $0 != mark && $0.utf8.count == mark.utf8.count }
        setKnownCookie(all.prefix(Self.mostMarks).joined(separator: "."), maxAge: Self.lifetime, on: &response)
    }
}

extension Site {
    /// Tells the person of a sign-in with a browser that they have not used before.
    func noteSignIn(_ user: UserID, isNew: Bool, _ browser: Browser) async throws {
        guard mail != nil, !isNew, !browser.knows(user), let account = try await identity.account(user) else { return }
        try await notify(account, .newDevice, device: browser.device)
    }
}
