// Accounts as the engine sees them: whether a person is there, and what tokens and userinfo say of them.
// Remembered between requests; a change is heard of through the engine's list of changes.

import Identity
import Keys
import OAuth
import Synchronization

/// People by identifier, read through to the accounts.
public final class Directory: People {
    private struct Memory {
        var people: [UserID: Person] = [:]
        var generation = 0
    }

    private let store: any IdentityStore
    private let memory = Mutex(Memory())
    private static let mostPeople = 10_000

    public init(store: any IdentityStore) { self.store = store }

    public func person(_ id: UserID) async throws -> Person? {
        let (known, generation) = memory.withLock { ($0.people[id], $0.generation) }
        if let known { return known }
        guard let account = try await store.account(id), !account.isDisabled else { return nil }
        let person = Person(
            id: id, name: account.name, email: account.email.isAbsent ? nil : account.email.text, emailVerified: account.isEmailVerified)
        memory.withLock { memory in
            guard memory.generation == generation else { return }
            if memory.people.count >= Self.mostPeople { memory.people.removeAll() }
            memory.people[id] = person
        }
        return person
    }

    /// To be called with every change.
    public func note(_ change: Change) {
        guard change.kind == .userEnded || change.kind == .userChanged else { return }
        memory.withLock { memory in
            memory.people[UserID(change.subject)] = nil
            memory.generation += 1
        }
    }
}
