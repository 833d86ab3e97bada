// The public keys that are given with `usher client add`, RFC 7591 §2: a file, or a URL where the client keeps them.

import ArgumentParser
import Foundation
import Keys
import OAuth

extension ClientOrder {
    /// What the options say; nil if they say nothing.
    static func keys(file: String?, url: String?) async throws -> ClientKeys? {
        guard file == nil || url == nil else { throw ValidationError("Give --jwks or --jwks-uri, not both.") }
        if let url {
            do throws(FetchProblem) { return .location(try DocumentURL(url).text) } catch {
                throw ValidationError("--jwks-uri: \(error.sentence)")
            }
        }
        guard let file else { return nil }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ValidationError("--jwks: there is no file \(file) that can be read.")
        }
        guard let set = try? await AssertionKeys(jwks: Array(data)), !set.isEmpty else {
            throw ValidationError(
                "--jwks: \(file) must be a JWK Set with a public key: EC on P-256, RSA of at least 2048 bits, or Ed25519.")
        }
        // Only what is public is kept, whatever else is in the file.
        return .inline(String(decoding: set.document, as: UTF8.self))
    }
}

extension ClientKeys {
    /// Where the keys are, if they are not here.
    var location: String? { if case .location(let url) = self { url } else { nil } }
}
