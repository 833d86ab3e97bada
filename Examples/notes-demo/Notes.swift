// The notes of all people, in memory and bounded: each person has a notebook of their own, found by their id.

import FoundationEssentials
import UsherVerifier

struct Note: Sendable, Encodable {
    let id: Int
    let text: String
    let createdAt: Date

    private enum CodingKeys: String, CodingKey {
        case id, text
        case createdAt = "created_at"
    }
}

/// What may go wrong with a note.
enum NoteProblem: String, Error {
    case empty = "A note needs text."
    case tooLong = "A note may have at most 10 KiB."
    case tooMany = "There is room for 1,000 notes: delete some first."
    case unknown = "There is no such note."
}

/// Every person's notes.
actor Notes {
    static let most = 1000
    static let longest = 10 * 1024

    private struct Notebook {
        var notes: [Note] = []
        var lastID = 0
    }

    private var notebooks: [UserID: Notebook] = [:]

    func all(of person: UserID) -> [Note] { notebooks[person]?.notes ?? [] }

    func add(_ text: String, for person: UserID, at now: Date) throws(NoteProblem) -> Note {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= Self.longest else { throw .tooLong }
        var notebook = notebooks[person, default: Notebook()]
        guard notebook.notes.count < Self.most else { throw .tooMany }
        notebook.lastID += 1
        let note = Note(id: notebook.lastID, text: text, createdAt: now)
        notebook.notes.append(note)
        notebooks[person] = notebook
        return note
    }

    func delete(_ id: Int, of person: UserID) throws(NoteProblem) {
        // Only the person's own notebook is looked into, so another person's note is simply not there.
        guard let index = notebooks[person]?.notes.firstIndex(where: { $0.id == id }) else { throw .unknown }
        notebooks[person]?.notes.remove(at: index)
    }
}
