// A person as another system has written them down, whatever its format.

import Identity
import Keys

/// Somebody who is to have an account here.
struct ImportedPerson: Sendable {
    var email: String
    var name: String?
    /// `nil` if they signed in there without a password.
    var hash: ForeignHash?
    var isEmailVerified = false
    var isDisabled = false
    /// Whether they had a second factor there, which cannot come along.
    var hadSecondFactor = false
}

/// Where in a file a person stands, and the person, or why there is none.
struct ImportedEntry: Sendable {
    /// Counted from 1.
    let line: Int
    let person: Result<ImportedPerson, Untaken>
}

/// Why somebody cannot be taken. The sentence holds nothing of a hash.
struct Untaken: Error, Sendable, Equatable {
    let sentence: String
    init(_ sentence: String) { self.sentence = sentence }

    static let noEmail = Untaken("there is no e-mail address")
}

/// The people of a file, one after the other.
protocol ImportedPeople {
    /// The next entry; `nil` after the last.
    mutating func next() throws -> ImportedEntry?
}

extension ImportedEntry {
    /// An entry whose person is read by `body`.
    init(line: Int, _ body: () throws -> ImportedPerson) throws {
        do {
            self.init(line: line, person: .success(try body()))
        } catch let untaken as Untaken {
            self.init(line: line, person: .failure(untaken))
        } catch let problem as ForeignHash.Problem {
            self.init(line: line, person: .failure(Untaken(problem.sentence)))
        }
    }
}

extension ForeignHash.Problem {
    var sentence: String {
        switch self {
        case .unknown: "the form of its password hash is not known here; bcrypt, scrypt, PBKDF2 and Argon2 are"
        case .damaged: "its password hash is not whole"
        case .tooDear: "its password hash would take too long or too much memory to check"
        }
    }
}
