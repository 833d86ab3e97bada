// What is left to sign in with. Whoever takes a way in away holds the account's row, so two of them never overlap.

import Identity
import Keys

extension SQLConnection {
    /// Makes others wait who change this person's ways in, until this transaction is over.
    ///
    /// - Returns: whether the account is there and not disabled.
    func hold(_ user: UserID) throws -> Bool {
        try run("UPDATE accounts SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NULL", [.name(user)]) == 1
    }

    /// How many ways in of the kinds that count a person has.
    func waysIn(of user: UserID, counting ways: WaysIn) throws -> Int {
        var count = 0
        if ways.password {
            count += try rows("SELECT 1 FROM accounts WHERE id = $1 AND password_hash IS NOT NULL", [.name(user)]).count
        }
        if ways.passkeys { count += try rows("SELECT 1 FROM passkeys WHERE user_id = $1", [.name(user)]).count }
        if ways.mail {
            count += try rows("SELECT 1 FROM accounts WHERE id = $1 AND is_email_verified = 1", [.name(user)]).count
        }
        if !ways.issuers.isEmpty {
            count += try all("SELECT issuer FROM identities WHERE user_id = $1", [.name(user)]) { try $0.text() }
                .count(where: ways.issuers.contains)
        }
        return count
    }

    /// Whether a person who loses a way in has another one that counts; without `ways` it does not matter.
    ///
    /// - Parameter counts: whether the one to lose counts itself.
    func isWayInLeft(to user: UserID, losing counts: (WaysIn) -> Bool, of ways: WaysIn?) throws -> Bool {
        guard let ways else { return true }
        return try waysIn(of: user, counting: ways) > (counts(ways) ? 1 : 0)
    }
}
