// The claims of a token that another site has signed (RFC 7519 §4.1), read strictly: a claim of another type than it should
// have is a claim that is wrong.

import Keys

/// Claims whose signature is right.
struct ForeignClaims: Sendable {
    let text: JSONText

    func string(_ name: String) -> String? { text[name]?.string }

    /// RFC 7519 §2: a NumericDate may have a fraction.
    func time(_ name: String) -> Timestamp? {
        guard let value = text[name], value.kind == .number, let seconds = Double(value.text), seconds.magnitude < 1e12 else {
            return nil
        }
        return Timestamp(milliseconds: Int64(seconds * 1000))
    }

    /// RFC 7519 §4.1.3: one string, or an array of them.
    var audience: [String] {
        guard let value = text["aud"] else { return [] }
        if let one = value.string { return [one] }
        let all = value.elements.map(\.string)
        return all.contains(nil) ? [] : all.compactMap { $0 }
    }

    /// OpenID Connect Core §5.1. Apple sends it as text.
    var isEmailVerified: Bool { text["email_verified"]?.boolean == true || string("email_verified") == "true" }

    /// The person, as the claims describe them.
    func person(issuer: String) throws(ForeignRefusal) -> ForeignPerson {
        guard let subject = string("sub"),
            let person = ForeignPerson(
                issuer: issuer, subject: subject, email: string("email"), isEmailVerified: isEmailVerified, name: string("name"))
        else {
            throw ForeignRefusal("sub is missing, no text, or not between 1 and \(ForeignPerson.longestSubject) bytes long")
        }
        return person
    }
}
