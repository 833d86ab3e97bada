// Parameters as a client would write them: an ordered list of names and values that a test can vary.

import Keys
import OAuth

/// A form, or a query.
public struct Form: Sendable, ExpressibleByDictionaryLiteral {
    public struct Field: Sendable {
        public let name: String
        public let value: String
    }

    public private(set) var fields: [Field] = []

    public init() {}

    public init(dictionaryLiteral elements: (String, String?)...) {
        for (name, value) in elements { add(name, value) }
    }

    /// Adds a field even if there is one of that name already; `nil` adds nothing.
    public mutating func add(_ name: String, _ value: String?) {
        if let value { fields.append(Field(name: name, value: value)) }
    }

    /// The form with some fields replaced; `nil` leaves a field out.
    public func with(_ changes: [String: String?]) -> Form {
        var form = self
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
            form.fields.removeAll { $0.name == name }
            form.add(name, value)
        }
        return form
    }

    /// The form with one more field, which may repeat another.
    public func repeating(_ name: String, _ value: String) -> Form {
        var form = self
        form.add(name, value)
        return form
    }

    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Encoded for a query or a body (RFC 6749 appendix B).
    public var text: String {
        fields.map { "\(FormEncoding.encode($0.name))=\(FormEncoding.encode($0.value))" }.joined(separator: "&")
    }

    /// As a JSON object, as plugins send it.
    public var json: [UInt8] {
        var members: JSON.Members = [:]
        for field in fields { members[field.name] = .string(field.value) }
        return JSON.object(members).encoded
    }

    public var parameters: Parameters { get throws { try Parameters(formEncoded: text) } }
}

/// Credentials in an `Authorization` header.
public enum Authorization {
    /// RFC 6749 §2.3.1: both halves form-encoded.
    public static func basic(_ id: String, _ secret: String) -> String {
        raw("\(FormEncoding.encode(id)):\(FormEncoding.encode(secret))")
    }

    /// Whatever stands in `pair`, as clients send it that do not encode.
    public static func raw(_ pair: String) -> String { "Basic " + base64(Array(pair.utf8)) }

    private static func base64(_ bytes: [UInt8]) -> String {
        let text = Base64URL.encode(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return String(text) + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }
}
