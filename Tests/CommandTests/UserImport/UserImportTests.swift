// People of other systems: what each format holds is taken, what cannot be taken is told with its line, and nothing else is lost.

import Foundation
import Identity
import Keys
import SQLStore
import SQLiteStore
import Testing

@testable import usher

@Suite("Importing people")
struct UserImportTests {
    private static let bcrypt = "$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2"

    /// Imports a file into a database, perhaps twice.
    private func imported(
        _ content: String, _ format: PeopleFormat? = nil, times: Int = 1
    ) async throws -> (report: UserImportReport, accounts: [String: Account]) {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("usher-test-\(UUID().uuidString)").path
        try Data(content.utf8).write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        let store = try await SQLBackedStore(SQLiteDatabase(inMemory: ()))
        let passwords = Passwords(Argon2Parameters(memory: 8, passes: 1, lanes: 1), randomness: SystemRandomness())
        let accounts = Accounts(
            store: store, passwords: passwords, now: { Timestamp(seconds: 1_800_000_000) }, randomness: SystemRandomness())
        var report = try await UserImport(accounts).run(PeopleFile(path, format))
        for _ in 1..<times { report = try await UserImport(accounts).run(PeopleFile(path, format)) }
        let all = try await store.accounts(after: nil, limit: 1000)
        return (report, Dictionary(uniqueKeysWithValues: all.map { ($0.email.text, $0) }))
    }

    @Test("a table is read by the names of its columns, whatever their order, quotes and ends of lines")
    func table() async throws {
        let (report, accounts) = try await imported(
            "\u{feff}Password Hash;NAME;E-Mail;Email_Verified;plan;disabled\r\n"
                + "\(Self.bcrypt);\"Lovelace; \"\"Ada\"\"\";ada@example.com;yes;gold;\r\n\r\n"
                + "  ;;bob@example.com;;;TRUE\r\n")
        #expect(report.format == .csv && report.added == 2 && report.untaken.isEmpty && report.ignoredColumns == ["plan"])
        #expect(report.withoutPassword == 1)
        let (ada, bob) = (try #require(accounts["ada@example.com"]), try #require(accounts["bob@example.com"]))
        #expect(ada.name == "Lovelace; \"Ada\"" && ada.passwordHash?.text == Self.bcrypt && ada.isEmailVerified && !ada.isDisabled)
        #expect(bob.name == nil && bob.passwordHash == nil && !bob.isEmailVerified && bob.isDisabled)
    }

    @Test("what cannot be taken of a table is told with its line, and the lines around it are taken")
    func badLines() async throws {
        let long = String(repeating: "n", count: 101)
        let (report, accounts) = try await imported(
            """
            email,password_hash,name,email_verified
            a@example.com,,"two
            lines",
            nobody,,,
            ,,Nobody,
            b@example.com,plain,,
            c@example.com,$2b$31$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2,,
            d@example.com,$2b$05$abc,,
            e@example.com,,,maybe
            f@example.com,,,true,more
            g@example.com,,\(long),
            h@example.com,,"never closed,
            i@example.com,,"x" y,
            A@Example.com,,Again,
            z@example.com,,Last,
            """)
        #expect(accounts.keys.sorted() == ["a@example.com", "z@example.com"])
        #expect(report.added == 2 && report.present == 1)
        #expect(report.untaken.map(\.line) == [4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
        let words = [
            "none", "no e-mail", "not known", "too long or", "not whole", "neither", "more fields", "name is too", "quotation", "quotation",
        ]
        for (entry, word) in zip(report.untaken, words) { #expect(entry.sentence.contains(word), "\(entry)") }
        // Nothing of a hash, or of what may be a password, is told.
        #expect(!report.lines.joined().contains("plain") && !report.lines.joined().contains("$2b$"))
        #expect(!String(decoding: report.json.encoded, as: UTF8.self).contains("plain"))
    }

    @Test("the second time nobody is added")
    func twice() async throws {
        let lines = (0..<250).map { "p\($0)@example.com,\(Self.bcrypt)" }
        let (report, accounts) = try await imported((["email,password_hash"] + lines).joined(separator: "\n"), times: 2)
        #expect(report.added == 0 && report.present == 250 && accounts.count == 250)
    }

    @Test("Auth0's lines are taken, with bcrypt and with what Auth0 was given by the system before it")
    func auth0() async throws {
        let phc = "$pbkdf2-sha256$i=1000,l=32$c2FsdHNhbHRzYWx0$F7o7+5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY"
        let pbkdf2 = "{\"value\":\"\(phc)\",\"encoding\":\"utf8\"}"
        let hex = "24ba1e465022573cff7e605badbddaed092e79c0eeef013a474cc71c4e430bb8"
        let (report, accounts) = try await imported(
            """
            {"_id":{"$oid":"60425dc43519d90068f82973"},"email":"a@example.com","email_verified":true,"passwordHash":"\(Self.bcrypt)","tenant":"t","name":"a@example.com"}
            {"user_id":"auth0|1","email":"b@example.com","name":"Bob","blocked":true,"custom_password_hash":{"algorithm":"pbkdf2","hash":\(pbkdf2)}}

            {"email":"c@example.com","custom_password_hash":{"algorithm":"scrypt","hash":{"value":"\(hex)","encoding":"hex"},"salt":{"value":"c2FsdHNhbHRzYWx0","encoding":"base64"},"keylen":32,"cost":1024,"blockSize":8,"parallelization":1}}
            {"email":"d@example.com","custom_password_hash":{"algorithm":"md5","hash":{"value":"5f4dcc3b5aa765d61d8327deb882cf99","encoding":"hex"}}}
            not json
            {"email_verified":true}
            {"email":"e@example.com","mfa_factors":[{"totp":{"secret":"x"}}]}
            """)
        #expect(report.format == .auth0 && report.added == 4 && report.hadSecondFactor == 1 && report.withoutPassword == 1)
        #expect(report.untaken.map(\.line) == [5, 6, 7])
        let (a, b, c) = (accounts["a@example.com"], accounts["b@example.com"], accounts["c@example.com"])
        #expect(a?.passwordHash?.text == Self.bcrypt && a?.name == nil && a?.isEmailVerified == true)
        #expect(b?.name == "Bob" && b?.isDisabled == true && b?.passwordHash?.text.hasPrefix("$pbkdf2-sha256$i=1000$") == true)
        #expect(c?.passwordHash?.text == "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0$JLoeRlAiVzz/fmBbrb3a7QkuecDu7wE6R0zHHE5DC7g")
    }

    @Test("what Auth0's import takes, an array, is taken too")
    func array() async throws {
        let (report, accounts) = try await imported(
            "[\n {\"email\": \"a@example.com\", \"password_hash\": \"\(Self.bcrypt)\"},\n\n 7,\n {\"email\": 7}\n]")
        #expect(report.format == .auth0 && report.added == 1 && report.untaken.map(\.line) == [4, 5])
        #expect(accounts["a@example.com"]?.passwordHash?.text == Self.bcrypt)
    }

    @Test("the people of a Keycloak realm are taken, with PBKDF2 and Argon2, of new and old versions")
    func keycloak() async throws {
        func quoted(_ json: String) -> String { "\"\(json.replacing("\"", with: "\\\""))\"" }
        func credential(_ value: String, _ data: String) -> String {
            let secret = quoted(#"{"value":"\#(value)","salt":"c2FsdHNhbHRzYWx0","additionalParameters":{}}"#)
            return #"[{"type":"password","secretData":\#(secret),"credentialData":\#(quoted(data))}]"#
        }
        let pbkdf2 = credential(
            "F7o7+5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY=",
            #"{"hashIterations":1000,"algorithm":"pbkdf2-sha256","additionalParameters":{}}"#)
        let argon2 = credential(
            "aLaJqQFb5f1CILsf1cTEp4693N1unODGCdcToVVKvPA=",
            #"{"hashIterations":2,"algorithm":"argon2","additionalParameters":{"hashLength":["32"],"memory":["64"],"#
                + #""type":["id"],"version":["1.3"],"parallelism":["1"]}}"#)
        let absurd = credential(
            "F7o7+5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY=", #"{"hashIterations":2147483647,"algorithm":"pbkdf2-sha512"}"#)
        let (report, accounts) = try await imported(
            """
            {
              "realm": "house", "enabled": true, "accessTokenLifespan": 0.5, "loginTheme": null,
              "users": [
                { "username": "ada", "email": "a@example.com", "emailVerified": true, "enabled": true, "firstName": "Ada", "lastName": "Lovelace",
                  "credentials": \(pbkdf2) },
                { "username": "b@example.com", "enabled": false, "credentials": \(argon2) },
                { "username": "c", "email": "c@example.com", "enabled": true, "credentials": [
                  {"type": "otp"},
                  {"type": "password", "hashedSaltedValue": "JfNU29qvQkW1UgahO6OQ0oP6O0I=", "salt": "c2FsdHNhbHRzYWx0", "hashIterations": 1000, "algorithm": "pbkdf2"} ] },
                { "username": "d", "email": "d@example.com", "credentials": \(absurd) },
                { "username": "nobody" },
                { "username": "service-account-x", "serviceAccountClientId": "x" }
              ]
            }
            """)
        #expect(report.format == .keycloak && report.added == 3 && report.hadSecondFactor == 1, "\(report.lines)")
        #expect(report.untaken.map(\.line) == [10, 11, 12])
        let (a, b, c) = (accounts["a@example.com"], accounts["b@example.com"], accounts["c@example.com"])
        #expect(a?.name == "Ada Lovelace" && a?.isEmailVerified == true && a?.isDisabled == false)
        #expect(a?.passwordHash?.text == "$pbkdf2-sha256$i=1000$c2FsdHNhbHRzYWx0$F7o7+5VTVzFAO998X6s3AHrDsJVdMiIlgndIMe19NvY")
        #expect(b?.isDisabled == true && b?.passwordHash?.text.hasPrefix("$argon2id$v=19$m=64,t=2,p=1$") == true)
        #expect(c?.passwordHash?.text == "$pbkdf2-sha1$i=1000$c2FsdHNhbHRzYWx0$JfNU29qvQkW1UgahO6OQ0oP6O0I")
    }

    @Test(
        "a file that is none of them, or of which it is not certain, is refused as a whole",
        arguments: [
            ("", nil), ("\n\n", nil), ("name,hash\nAda,x", nil), ("email,mail\na@example.com,b@example.com", nil), ("{\"a\":1}", nil),
            ("[{\"email\":\"a@example.com\"}]", nil), ("{\"users\":[", nil), ("email\na@example.com", .keycloak),
            ("email\na@example.com", .auth0), ("{\"realm\":\"r\"}", .keycloak),
        ] as [(String, PeopleFormat?)])
    func refused(content: String, format: PeopleFormat?) async {
        await #expect(throws: Failure.self) { _ = try await imported(content, format) }
    }
}
