// The people of a world: the accounts of its store, as the engine sees them.

import Identity
import Keys
import OAuth

/// Looks people up among accounts; who is disabled is not found.
public struct AccountPeople: People {
    private let store: any IdentityStore

    public init(_ store: any IdentityStore) { self.store = store }

    public func person(_ id: UserID) async throws -> Person? {
        guard let account = try await store.account(id), !account.isDisabled else { return nil }
        return Person(
            id: account.id, name: account.name, email: account.email.text, emailVerified: account.isEmailVerified)
    }
}
