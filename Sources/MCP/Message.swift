// JSON-RPC 2.0 as the Model Context Protocol uses it, revisions 2025-03-26 to 2026-07-28: requests, notifications,
// responses, and batches of them. Read so that no other reader can find another message in the same bytes:
// a body that could be taken in two ways is refused, and whoever passes it on passes on the very bytes that were read.

import Keys

/// The name of a request (JSON-RPC 2.0 §4), as it came.
public enum MessageID: Sendable, Hashable {
    case string(String)
    /// As it is spelled.
    case number(String)

    public var value: Value {
        switch self {
        case .string(let text): .string(text)
        case .number(let text): .number(text)
        }
    }
}

/// One message.
public enum Message: Sendable {
    case request(id: MessageID, method: String, params: JSONText?)
    case notification(method: String, params: JSONText?)
    /// An answer; without `id` it is an error that belongs to no request.
    case response(id: MessageID?, JSONText)

    public var id: MessageID? {
        switch self {
        case .request(let id, _, _): id
        case .notification: nil
        case .response(let id, _): id
        }
    }

    public var method: String? {
        switch self {
        case .request(_, let method, _), .notification(let method, _): method
        case .response: nil
        }
    }

    public var params: JSONText? {
        switch self {
        case .request(_, _, let params), .notification(_, let params): params
        case .response: nil
        }
    }
}

/// Why a body is no message.
public enum MessageProblem: Error, Sendable, Equatable {
    case json(JSONProblem)
    /// It is JSON, but no message. The sentence may be published.
    case invalid(String)
    /// It came with headers that say something else.
    case headerMismatch(String)

    /// JSON-RPC 2.0 §5.1.
    public var code: ErrorCode {
        switch self {
        case .json(.malformed), .json(.notUTF8), .json(.byteOrderMark): .parseError
        case .json, .invalid: .invalidRequest
        case .headerMismatch: .headerMismatch
        }
    }

    public var sentence: String {
        switch self {
        case .json(let problem): problem.sentence
        case .invalid(let sentence), .headerMismatch(let sentence): sentence
        }
    }
}

/// What one body holds.
public struct Messages: Sendable {
    public let list: [Message]
    /// Only revision 2025-03-26 knows batches.
    public let isBatch: Bool

    public init(reading body: [UInt8]) throws(MessageProblem) {
        let text: JSONText
        do { text = try JSONText(reading: body) } catch { throw .json(error) }
        isBatch = text.kind == .array
        guard isBatch else {
            list = [try Message(reading: text)]
            return
        }
        var list: [Message] = []
        for element in text.elements { list.append(try Message(reading: element)) }
        // JSON-RPC 2.0 §6.
        guard !list.isEmpty else { throw .invalid("The batch is empty.") }
        self.list = list
    }
}

extension Message {
    private static let names = ["jsonrpc", "id", "method", "params", "result", "error"]

    init(reading text: JSONText) throws(MessageProblem) {
        guard text.kind == .object else { throw .invalid("A message is a JSON object.") }
        let members = text.members
        try Spelling.check(members.map(\.name), known: Self.names)
        func member(_ name: String) -> JSONText? { members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value }
        guard member("jsonrpc")?.string == "2.0" else { throw .invalid("A message says \"jsonrpc\": \"2.0\".") }
        let isAnswer = member("result") != nil || member("error") != nil
        guard let method = member("method") else {
            guard isAnswer, member("params") == nil else { throw .invalid("A message has a method, a result or an error.") }
            guard member("result") == nil || member("error") == nil else { throw .invalid("A response has a result or an error.") }
            self = .response(id: try Self.id(member("id"), orNull: true), text)
            return
        }
        guard !isAnswer else { throw .invalid("A message is a request or a response, not both.") }
        guard let name = method.string, Spelling.isPlain(name) else { throw .invalid("A method is a string without control characters.") }
        let params = member("params")
        guard params == nil || params?.kind == .object || params?.kind == .array else { throw .invalid("Params are an object.") }
        guard let id = member("id") else {
            self = .notification(method: name, params: params)
            return
        }
        guard let id = try Self.id(id, orNull: false) else { throw .invalid("An id is a string or a number.") }
        self = .request(id: id, method: name, params: params)
    }

    private static func id(_ text: JSONText?, orNull: Bool) throws(MessageProblem) -> MessageID? {
        switch text?.kind {
        case .string?: return (text?.string).map { .string($0) }
        case .number?: return (text?.text).map { .number($0) }
        case .null? where orNull, nil: return nil
        default: throw .invalid("An id is a string or a number.")
        }
    }
}

/// Names that some readers take for others: several of them compare member names without regard to case.
enum Spelling {
    /// Refuses names that are a known one, or one another, but for the case of their letters.
    static func check(_ names: [String], known: [String]) throws(MessageProblem) {
        var seen: Set<String> = []
        for name in names {
            let plain = folded(name)
            let isKnown = known.contains { $0.utf8.elementsEqual(name.utf8) }
            guard seen.insert(plain).inserted, isKnown || !known.contains(plain) else {
                throw .invalid("The member \"\(plain.filter { isPlain(String($0)) })\" can be taken for another one.")
            }
        }
    }

    /// Lower case, without space around it. Two further characters become letters of ASCII when their case is folded.
    static func folded(_ name: String) -> String {
        let mapped = name.unicodeScalars.map { scalar in
            switch scalar {
            case "\u{17F}": "s"
            case "\u{212A}": "k"
            default: String(scalar)
            }
        }
        let text = mapped.joined().lowercased()
        let kept = text.drop { $0.isWhitespace }
        return String(kept.reversed().drop { $0.isWhitespace }.reversed())
    }

    /// Whether a name has no control character: a reader in C would take a zero byte for its end.
    static func isPlain(_ name: String) -> Bool {
        !name.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }
}
