// Which people have signed in with this browser before, so that they are told of another one (OWASP ASVS 6.3.5).
// A cookie holds a mark for each of the last few; it opens nothing, and who lacks it only causes one mail more.

import Hummingbird
import Identity
import Keys
import Pages

extension Browser {
    private static let mostMarks = 5
    private static let lifetime: Duration = .seconds(400 * 86400)

    private func mark(_ user: UserID) -> String {
        Base64URL.encode(site.secret.code(over: "known browser \(user.value)".utf8, for: .mail).prefix(12))
    }

    private var marks: [Substring] { knownCookie?.split(separator: ".") ?? [] }

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
    /// Tells the person of a sign-in with a browser that they have not used before, and remembers it.
    func noteSignIn(_ user: UserID, isNew: Bool, _ browser: Browser, on response: inout Response) async throws {
        guard mail != nil else { return }
        if !isNew, !browser.knows(user), let account = try await identity.account(user) {
            try await notify(account, .newDevice, device: browser.device)
        }
        browser.remember(user, on: &response)
    }
}
