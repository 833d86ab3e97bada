// All clients by identifier: registered ones from the store, and those whose identifier is the URL of their metadata
// (draft-ietf-oauth-client-id-metadata-document, MCP authorization) from their document. A document is kept as long
// as its server says, within bounds; a failure is kept not at all, and neither is anything old used instead of it.

import Keys
import Synchronization

/// Clients, whatever way they are known.
final class ClientDirectory: ClientLookup {
    private struct Entry {
        let client: Client
        /// What was stored of it when it was read.
        let stored: Client?
        let readAt: Timestamp
        let expiresAt: Timestamp

        /// Another server may have read a newer one since, and stored that.
        func isCurrent(at now: Timestamp, beside known: Client?) -> Bool {
            guard now < expiresAt else { return false }
            guard let known, !known.isSame(as: client), stored.map({ !known.isSame(as: $0) }) ?? true else { return true }
            return now < readAt + ClientDirectory.ages.lowerBound
        }
    }

    private let registered: ClientCache
    private let store: any ClientStore
    private let documents: any DocumentSource
    private let settings: Settings
    private let limiter: RateLimiter
    private let now: Now
    private let changed: @Sendable () async throws -> Void
    private let kept = Mutex<[ClientID: Entry]>([:])

    private static let mostKept = 1000
    private static let ages = Duration.seconds(60)...Duration.seconds(86400)
    /// For a server that says nothing about it.
    private static let usualAge: Duration = .seconds(600)

    init(
        registered: ClientCache, store: any ClientStore, documents: any DocumentSource, settings: Settings,
        limiter: RateLimiter, now: @escaping Now, changed: @escaping @Sendable () async throws -> Void
    ) {
        self.registered = registered
        self.store = store
        self.documents = documents
        self.settings = settings
        self.limiter = limiter
        self.now = now
        self.changed = changed
    }

    func client(_ id: ClientID, for address: String) async throws -> Client? {
        // Identifiers that we make never begin so.
        guard ClientDocument.isName(of: id) else { return try await registered.client(id, for: address) }
        let known = try await registered.client(id, for: address)
        // The operator may have added one under such a name all the same.
        if let known, known.registration != .document { return known }
        if let entry = kept.withLock({ $0[id] }), entry.client.id.value.utf8.elementsEqual(id.value.utf8),
            entry.isCurrent(at: now(), beside: known)
        {
            return entry.client
        }
        return settings.registration.acceptsDocuments ? try await read(id, known, for: address) : nil
    }

    private func read(_ id: ClientID, _ known: Client?, for address: String) async throws -> Client {
        let url = try Self.url(of: id)
        // Strangers must not make us fetch one document after the other; what somebody is connected to is no stranger.
        if known == nil {
            guard try await limiter.count(address, at: now()) == nil else {
                throw ClientDocumentProblem("Too many apps that nobody here has used were asked for from one place.", isTemporary: true)
            }
        }
        let (client, age) = try await fetch(url, id)
        try await note(client, after: known)
        keep(client, beside: known, for: age)
        return client
    }

    private static func url(of id: ClientID) throws(ClientDocumentProblem) -> DocumentURL {
        do throws(FetchProblem) { return try DocumentURL(id.value) } catch { throw ClientDocumentProblem(error) }
    }

    private func fetch(_ url: DocumentURL, _ id: ClientID) async throws(ClientDocumentProblem) -> (Client, Duration) {
        let reader = ClientDocument(settings: settings, now: now)
        let document: FetchedDocument
        do throws(FetchProblem) { document = try await documents.document(at: url) } catch {
            // Well-known apps that cannot be reached from everywhere: their own words, of a while ago.
            guard let pinned = settings.registration.pinnedDocuments[id.value] else { throw ClientDocumentProblem(error) }
            return (try await reader.client(id, Array(pinned.utf8)), Self.ages.lowerBound)
        }
        return (try await reader.client(id, document.bytes), .keeping(document.maxAge, usually: Self.usualAge, within: Self.ages))
    }

    // What people have agreed to was another app if its name, addresses, scope or keys were others.
    private func note(_ client: Client, after known: Client?) async throws {
        guard let known, !client.isSame(as: known) else { return }
        try await store.keep(document: client, askingAgain: !client.meansTheSame(as: known), at: now())
        try await changed()
    }

    private func keep(_ client: Client, beside known: Client?, for age: Duration) {
        let now = now()
        kept.withLock { kept in
            if kept.count >= Self.mostKept {
                kept = kept.filter { now < $0.value.expiresAt }
                if kept.count >= Self.mostKept { kept.removeAll() }
            }
            kept[client.id] = Entry(client: client, stored: known, readAt: now, expiresAt: now + age)
        }
    }
}

extension Client {
    /// Whether a consent to `other` is a consent to this
    /// (draft-ietf-oauth-client-id-metadata-document §6, changed metadata).
    fileprivate func meansTheSame(as other: Client) -> Bool {
        name == other.name && Set(redirectURIs) == Set(other.redirectURIs) && scopes == other.scopes && keys == other.keys
            && authenticationMethods == other.authenticationMethods
    }

    /// Whether nothing in the document has changed.
    fileprivate func isSame(as other: Client) -> Bool {
        var other = other
        (other.createdAt, other.lastGrantedAt) = (createdAt, lastGrantedAt)
        return self == other
    }
}
