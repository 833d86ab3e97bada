// People as the engine looks them up: remembered, but never for longer than they are there.

import Identity
import Keys
import OAuth
import TestKit
import Testing
import Web

@Suite("The directory")
struct DirectoryTests {
    @Test("hears of a person who is disabled, enabled again or removed", arguments: ["disable", "enable", "remove"])
    func changes(change: String) async throws {
        let world = try await EngineWorld()
        let directory = Directory(store: world.store)
        await world.server.changes.listen { directory.note($0) }
        let person = try await world.person()
        #expect(try await directory.person(person.id)?.email == "ada@example.com")
        switch change {
        case "remove": _ = try await world.store.remove(person.id, at: world.clock.time)
        default: _ = try await world.store.disable(person.id, at: world.clock.time)
        }
        try await world.server.changes.catchUp()
        #expect(try await directory.person(person.id) == nil)
        if change == "enable" {
            _ = try await world.store.enable(person.id, at: world.clock.time)
            try await world.server.changes.catchUp()
            #expect(try await directory.person(person.id)?.id == person.id)
        }
    }

    @Test("knows nobody who is not there")
    func nobody() async throws {
        let world = try await EngineWorld()
        #expect(try await Directory(store: world.store).person(UserID("user_nobody")) == nil)
    }
}
