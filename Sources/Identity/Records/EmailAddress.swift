// E-mail addresses as people type them and as accounts are found by them (RFC 5321 §4.5.3.1, Unicode UAX #15).
// Only the shape is checked, in one pass: whether an address works is known once mail has reached it.

import Foundation
import Keys

/// An e-mail address: how it was typed, and the key that finds its account.
public struct EmailAddress: Hashable, Sendable {
    /// As typed, without the white space around it. Mail goes here, never to the key.
    public let text: String
    /// The same for every spelling of one address.
    public let key: EmailKey

    /// Reads what somebody typed; `nil` if it is no address.
    public init?(_ typed: String) {
        // The longest path of RFC 5321 holds 254 bytes of address. Checked first, so that nothing long is normalised.
        guard typed.utf8.count <= 1024 else { return nil }
        let text = Self.trimmed(typed)
        guard (3...254).contains(text.utf8.count), text.unicodeScalars.allSatisfy(Self.isAllowed) else { return nil }
        let parts = text.unicodeScalars.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        // Lower-casing can undo a composition, so the form is made last.
        let key = text.precomposedStringWithCanonicalMapping.lowercased().precomposedStringWithCanonicalMapping
        guard key.utf8.count <= 254 else { return nil }
        self.text = text
        self.key = EmailKey(stored: key)
    }

    /// An address read back from storage.
    public init(stored text: String, key: EmailKey) {
        self.text = text
        self.key = key
    }

    /// The place of an address that nobody has given, or nobody has verified. No typed address finds it: it has no `@`.
    public static func absent(for user: UserID) -> EmailAddress {
        EmailAddress(stored: "", key: EmailKey(stored: user.value))
    }

    /// Whether there is no address: then nothing may be sent, and nothing said of one.
    public var isAbsent: Bool { text.isEmpty }

    private static func trimmed(_ typed: String) -> String {
        let scalars = typed.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    /// White space, controls and invisible characters could break a mail header or fool a reader.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.properties.isWhitespace && !scalar.isControlOrInvisible
    }
}

/// The canonical spelling of an e-mail address: composed (NFC) and in lower case.
public struct EmailKey: Hashable, Sendable {
    public let value: String

    /// A key read back from storage; fresh ones come from `EmailAddress`.
    public init(stored value: String) { self.value = value }
}
