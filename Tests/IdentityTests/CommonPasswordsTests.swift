// What everybody uses may not be chosen, wherever passwords are chosen; whoever has it already can still sign in.

import Keys
import Testing

@testable import Identity

@Suite("The most used passwords")
struct CommonPasswordsTests {
    private let world = World()

    @Test(
        "are refused, in whatever case",
        arguments: ["password", "12345678", "Password", "iLoveYou", "TRUSTNO1", "passw0rd", "qwertyuiop", "password123"])
    func refused(typed: String) async throws {
        #expect(throws: Password.Problem.tooCommon) { try Password(typed) }
        #expect(try await world.accounts.add(email: "ada@example.com", name: nil, password: typed) == .invalid([.passwordTooCommon]))
        let signUp = try await world.signUp.signUp(email: "ada@example.com", name: nil, password: typed, device: World.device)
        #expect(signUp == .invalid([.passwordTooCommon]))
        let account = try await world.person()
        #expect(try await world.accounts.setPassword(of: account.id, to: typed) == .invalid([.passwordTooCommon]))
        let signedIn = SignedIn(session: try await world.begin().session, account: account)
        let change = try await world.sessions.changePassword(
            of: signedIn, current: "correct horse", new: typed, device: World.device)
        #expect(change == .invalid([.passwordTooCommon]))
    }

    @Test(
        "are these and no others",
        arguments: ["password 1", " password", "correct horse", "passwort 8", "pässword", "aaaaaaaa", "passwordpasswordpassword1"])
    func others(typed: String) throws {
        _ = try Password(typed)
    }

    @Test("who came with one signs in with it, and with one that is short")
    func presented() async throws {
        for (address, text, typed) in [
            ("eve@example.com", "$pbkdf2-sha256$1000$c2FsdHNhbHRzYWx0$sYIePhT5IXESDKvnouJXtE5pTJ6Znbmef4vViYmc9Uc", "password"),
            ("bob@example.com", "$pbkdf2-sha256$1000$c2FsdHNhbHRzYWx0$F8095ae0dEUccWEUoYWv9Mo/RiDSMkEori0k0Hra2gA", "short"),
        ] {
            let hash = try ForeignHash(text)
            _ = try await world.accounts.take(email: address, name: nil, hash: hash, isEmailVerified: false, isDisabled: false)
            for _ in 0..<2 { _ = try await world.begin(address, typed) }
        }
    }
}
