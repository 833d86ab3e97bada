// Mailed secrets and waiting mails in a store, races included.

import Identity
import Keys
import OAuth
import SQLStore
import Testing

@Suite("Mailed secrets, in a store")
struct MailSecretsTests {
    private let callers = 100

    private func secret(
        _ name: String, _ purpose: MailPurpose = .signIn, of user: UserID? = nil, browser: String? = "browser", email: String = "a"
    ) -> MailSecret {
        MailSecret(
            link: Digest(of: name), purpose: purpose, email: EmailKey(stored: email), user: user,
            code: browser.map { _ in Digest(of: "code of \(name)") }, browser: browser.map { Digest(of: $0) },
            sealed: [1, 2, 3], expiresAt: noon + .seconds(900))
    }

    private func mail(_ name: String) -> WaitingMail {
        WaitingMail(id: MailID(name), sealed: [9], queuedAt: noon, expiresAt: noon + .seconds(900))
    }

    private func shown(_ name: String, browser: String = "browser", _ purpose: MailPurpose = .signIn) -> ShownMailCode {
        ShownMailCode(code: Digest(of: "code of \(name)"), browser: Digest(of: browser), purpose: purpose)
    }

    @Test("a link is looked at as often as one likes, and spent once; nothing else of it works then", arguments: StoreKind.all)
    func link(kind: StoreKind) async throws {
        try await kind.use { store in
            let issued = secret("one")
            try await store.issue(issued, in: mail("one"))
            #expect(try await store.mailSecret(issued.link, for: .signIn, at: noon) == issued)
            #expect(try await store.mailSecret(issued.link, for: .reset, at: noon) == nil)
            #expect(try await store.spend(issued.link, for: .reset, at: noon) == nil)
            #expect(try await store.spend(issued.link, for: .signIn, at: noon + .seconds(900)) == nil)
            #expect(try await store.spend(issued.link, for: .signIn, at: noon) == issued)
            #expect(try await store.spend(issued.link, for: .signIn, at: noon) == nil)
            #expect(try await store.mailSecret(issued.link, for: .signIn, at: noon) == nil)
            #expect(try await store.spend(shown("one"), at: noon) == .none)
        }
    }

    @Test("a code works in the browser that asked, for its purpose, in its time, and once", arguments: StoreKind.all)
    func code(kind: StoreKind) async throws {
        try await kind.use { store in
            let issued = secret("one")
            try await store.issue(issued, in: mail("one"))
            #expect(try await store.spend(shown("one", browser: "another"), at: noon) == .none)
            #expect(try await store.spend(shown("one", .signUp), at: noon) == .none)
            #expect(try await store.spend(shown("one"), at: noon + .seconds(900)) == .none)
            #expect(try await store.spend(shown("two"), at: noon) == .wrong(left: 4))
            #expect(try await store.spend(shown("one"), at: noon) == .spent(issued))
            #expect(try await store.spend(shown("one"), at: noon) == .none)
            #expect(try await store.spend(issued.link, for: .signIn, at: noon) == nil)
        }
    }

    @Test("the right code after five wrong ones is too late, and the link still works", arguments: StoreKind.all)
    func tries(kind: StoreKind) async throws {
        try await kind.use { store in
            let issued = secret("one")
            try await store.issue(issued, in: mail("one"))
            for left in (0..<5).reversed() { #expect(try await store.spend(shown("two"), at: noon) == .wrong(left: left)) }
            #expect(try await store.spend(shown("one"), at: noon) == .none)
            #expect(try await store.spend(issued.link, for: .signIn, at: noon) == issued)
        }
    }

    @Test("a newer code of the same browser ends the older one; one of another browser or purpose does not", arguments: StoreKind.all)
    func newer(kind: StoreKind) async throws {
        try await kind.use { store in
            try await store.issue(secret("one"), in: mail("one"))
            try await store.issue(secret("other", browser: "another"), in: mail("other"))
            try await store.issue(secret("up", .signUp), in: mail("up"))
            try await store.issue(secret("two"), in: mail("two"))
            #expect(try await store.spend(Digest(of: "one"), for: .signIn, at: noon) == nil)
            #expect(try await store.spend(shown("two"), at: noon) == .spent(secret("two")))
            #expect(try await store.spend(shown("other", browser: "another"), at: noon) == .spent(secret("other", browser: "another")))
            #expect(try await store.spend(shown("up", .signUp), at: noon) == .spent(secret("up", .signUp)))
        }
    }

    @Test("of a hundred who open one link exactly one gets it", arguments: StoreKind.all)
    func linkRace(kind: StoreKind) async throws {
        try await kind.use { store in
            for round in 0..<(kind.isQuick ? 200 : 20) {
                let issued = secret("\(round)")
                try await store.issue(issued, in: mail("\(round)"))
                let got = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<callers { group.addTask { try await store.spend(issued.link, for: .signIn, at: noon) != nil } }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(got == 1)
            }
        }
    }

    @Test("of a hundred tries at once five are looked at, and the right code is spent once at most", arguments: StoreKind.all)
    func codeRace(kind: StoreKind) async throws {
        try await kind.use { store in
            for round in 0..<(kind.isQuick ? 200 : 20) {
                let issued = secret("\(round)")
                try await store.issue(issued, in: mail("\(round)"))
                let outcomes = try await withThrowingTaskGroup(of: CodeOutcome.self) { group in
                    for caller in 0..<callers {
                        // Some of them know the code.
                        group.addTask { try await store.spend(shown(caller % 10 == 0 ? "\(round)" : "wrong"), at: noon) }
                    }
                    return try await group.reduce(into: [CodeOutcome]()) { $0.append($1) }
                }
                let spent = outcomes.filter { $0 == .spent(issued) }.count
                let wrong = outcomes.filter { if case .wrong = $0 { true } else { false } }.count
                #expect(spent <= 1)
                #expect(spent == 1 ? wrong < MailSecret.mostTries : wrong == MailSecret.mostTries)
                #expect(try await (store.spend(issued.link, for: .signIn, at: noon) != nil) == (spent == 0))
            }
        }
    }

    @Test("a new password ends sessions and other mailed secrets of the person, and is set once", arguments: StoreKind.all)
    func reset(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let key = home.account.email.key.value
            for name in ["one", "two"] {
                try await store.issue(secret(name, .reset, of: home.user, browser: nil, email: key), in: mail(name))
            }
            #expect(try await store.begin(home.samples.session(of: home.user), proof: home.account.passwordHash!, rehash: nil, ending: nil))
            let hash = PasswordHash(stored: "$argon2id$new")
            #expect(try await store.resetPassword(spending: Digest(of: "one"), for: .invitation, to: hash, at: noon) == nil)
            let account = try await store.resetPassword(spending: Digest(of: "one"), for: .reset, to: hash, at: noon)
            #expect(account?.passwordHash == hash && account?.isEmailVerified == true)
            #expect(try await store.account(home.user) == account)
            #expect(try await store.sessions(of: home.user, at: noon).isEmpty)
            let another = PasswordHash(stored: "$argon2id$another")
            #expect(try await store.resetPassword(spending: Digest(of: "one"), for: .reset, to: another, at: noon) == nil)
            #expect(try await store.resetPassword(spending: Digest(of: "two"), for: .reset, to: another, at: noon) == nil)
            #expect(try await store.account(home.user)?.passwordHash == hash)
            #expect(try await store.heard(after: 0).contains("user-changed \(home.user)"))
        }
    }

    @Test("a password that is set or changed ends what was mailed before", arguments: StoreKind.all)
    func otherPassword(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let old = try #require(home.account.passwordHash)
            let new = PasswordHash(stored: "$argon2id$new")
            for isSet in [false, true] {
                let name = "reset \(isSet)"
                try await store.issue(
                    secret(name, .reset, of: home.user, browser: nil, email: home.account.email.key.value), in: mail(name))
                let session = home.samples.session(of: home.user)
                let isDone =
                    isSet
                    ? try await store.setPassword(of: home.user, to: old)
                    : try await store.changePassword(of: home.user, from: old, to: new, beginning: session)
                #expect(isDone)
                #expect(try await store.mailSecret(Digest(of: name), for: .reset, at: noon) == nil)
            }
        }
    }

    @Test("whoever made an account with somebody else's address keeps nothing in it", arguments: StoreKind.all)
    func taken(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            for isVerified in [true, false] {
                var account = try home.samples.account("\(isVerified)@example.com")
                account.isEmailVerified = isVerified
                #expect(try await store.add(account, beginning: nil, ending: nil) == .added)
                let grant = home.samples.grant(of: home.client.id, account.id)
                try await store.begin(grant)
                try await store.record(home.samples.consent(account.id, home.client.id))
                let name = "reset \(isVerified)"
                let identity = LinkedIdentity(
                    issuer: "https://site.example", subject: name, user: account.id, label: "Eve", createdAt: noon, lastUsedAt: noon)
                #expect(try await store.link(identity))
                let passkey = try home.samples.passkey(of: account.id, seed: isVerified ? 1 : 2)
                #expect(try await store.add(passkey, atMost: 5) == .added)
                try await store.issue(
                    secret(name, .reset, of: account.id, browser: nil, email: account.email.key.value), in: mail(name))
                let hash = PasswordHash(stored: "$argon2id$new")
                #expect(try await store.resetPassword(spending: Digest(of: name), for: .reset, to: hash, at: noon) != nil)
                #expect(try await store.connections(of: account.id).isEmpty == !isVerified)
                #expect(try await (store.grant(grant.id)?.revokedAt == nil) == isVerified)
                #expect(try await store.identities(of: account.id).isEmpty == !isVerified)
                #expect(try await store.passkeys(of: account.id).isEmpty == !isVerified)
            }
        }
    }

    @Test(
        "nothing is set for somebody who is disabled, has another address, or has no account; and the link is kept",
        arguments: StoreKind.all)
    func resetRefused(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            let hash = PasswordHash(stored: "$argon2id$new")
            try await store.issue(secret("other", .reset, of: home.user, browser: nil, email: "other"), in: mail("other"))
            #expect(try await store.resetPassword(spending: Digest(of: "other"), for: .reset, to: hash, at: noon) == nil)
            try await store.issue(secret("nobody", .reset, browser: nil), in: mail("nobody"))
            #expect(try await store.resetPassword(spending: Digest(of: "nobody"), for: .reset, to: hash, at: noon) == nil)
            try await store.issue(
                secret("disabled", .reset, of: home.user, browser: nil, email: home.account.email.key.value), in: mail("disabled"))
            #expect(try await store.disable(home.user, at: noon))
            #expect(try await store.resetPassword(spending: Digest(of: "disabled"), for: .reset, to: hash, at: noon) == nil)
            #expect(try await store.account(home.user)?.passwordHash == home.account.passwordHash)
            #expect(try await store.mailSecret(Digest(of: "disabled"), for: .reset, at: noon) != nil)
            #expect(try await !store.noteVerified(home.account.email.key, of: home.user, at: noon))
        }
    }

    @Test("an address is confirmed only while it is the account's", arguments: StoreKind.all)
    func verified(kind: StoreKind) async throws {
        try await kind.use { store in
            let home = try await Household(store)
            var ben = try home.samples.account("ben@example.com")
            ben.isEmailVerified = false
            #expect(try await store.add(ben, beginning: nil, ending: nil) == .added)
            #expect(try await !store.noteVerified(home.account.email.key, of: ben.id, at: noon))
            #expect(try await store.account(ben.id)?.isEmailVerified == false)
            #expect(try await store.noteVerified(ben.email.key, of: ben.id, at: noon))
            #expect(try await store.account(ben.id)?.isEmailVerified == true)
        }
    }
}

@Suite("Mails that wait, in a store")
struct MailQueueTests {
    private func mail(_ name: String, at time: Timestamp = noon) -> WaitingMail {
        WaitingMail(id: MailID(name), sealed: Array(name.utf8), queuedAt: time, expiresAt: noon + .seconds(900))
    }

    @Test("the oldest is claimed first, by one at a time, and again when the claim is over", arguments: StoreKind.all)
    func claim(kind: StoreKind) async throws {
        try await kind.use { store in
            try await store.queue(mail("two", at: noon + .seconds(1)))
            try await store.queue(mail("one"))
            let (now, lease) = (noon + .seconds(10), noon + .seconds(100))
            let first = try #require(try await store.claimMail(at: now, until: lease))
            #expect(first.id.value == "one" && first.attempts == 1 && first.sealed == Array("one".utf8))
            #expect(try await store.claimMail(at: now, until: lease)?.id.value == "two")
            #expect(try await store.claimMail(at: now, until: lease) == nil)
            #expect(try await store.waitingMails() == 2)
            try await store.postpone(first, until: noon + .seconds(20))
            let again = try #require(try await store.claimMail(at: noon + .seconds(20), until: lease))
            #expect(again.id.value == "one" && again.attempts == 2)
            // Whoever held it before has no say any more.
            try await store.postpone(first, until: noon)
            #expect(try await store.claimMail(at: noon + .seconds(20), until: lease) == nil)
            try await store.remove(mail: again.id)
            #expect(try await store.waitingMails() == 1)
            #expect(try await store.claimMail(at: lease, until: lease + .seconds(1))?.id.value == "two")
        }
    }

    @Test("what is too old is not sent, and is swept with the secrets that are too old", arguments: StoreKind.all)
    func old(kind: StoreKind) async throws {
        try await kind.use { store in
            let end = noon + .seconds(900)
            let secret = MailSecret(
                link: Digest(of: "s"), purpose: .reset, email: EmailKey(stored: "a"), user: nil, code: nil, browser: nil, sealed: nil,
                expiresAt: end)
            try await store.issue(secret, in: mail("one"))
            try await store.queue(mail("two"))
            #expect(try await store.claimMail(at: end, until: end + .seconds(60)) == nil)
            #expect(try await store.sweepMail(at: end - .seconds(1), limit: 10) == (0, 0))
            #expect(try await store.sweepMail(at: end, limit: 1) == (1, 1))
            #expect(try await store.sweepMail(at: end, limit: 10) == (1, 0))
        }
    }

    @Test("of a hundred who claim at once each gets a mail of its own", arguments: StoreKind.all)
    func race(kind: StoreKind) async throws {
        try await kind.use { store in
            for round in 0..<(kind.isQuick ? 20 : 3) {
                for number in 0..<60 { try await store.queue(mail("\(round) \(number)")) }
                let claimed = try await withThrowingTaskGroup(of: MailID?.self) { group in
                    for _ in 0..<100 {
                        group.addTask { try await store.claimMail(at: noon + .seconds(10), until: noon + .seconds(100))?.id }
                    }
                    return try await group.reduce(into: [MailID]()) { if let id = $1 { $0.append(id) } }
                }
                #expect(claimed.count == 60)
                #expect(Set(claimed).count == 60)
                for id in claimed { try await store.remove(mail: id) }
            }
        }
    }
}
