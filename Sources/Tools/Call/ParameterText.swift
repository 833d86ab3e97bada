// How a parameter's value is written: OpenAPI 3.1 §4.8.12.3 (styles), RFC 6570 for what they are made of.

import MCP

/// What is wrong with the arguments of a call, in a sentence that helps a model to do better.
public struct ArgumentProblem: Error, Sendable, Equatable {
    public let sentence: String
    init(_ sentence: String) { self.sentence = sentence }
}

extension Parameter {
    /// The value in a path or in a header: plain, or a list with commas.
    func simpleText(_ value: Value, _ write: (String) throws(ArgumentProblem) -> String) throws(ArgumentProblem) -> String {
        if style == .json { return try write(String(decoding: value.encoded, as: UTF8.self)) }
        switch value {
        case .array(let values):
            var texts: [String] = []
            for value in values { texts.append(try write(try plain(value))) }
            return try joined(texts)
        case .object(let members):
            var texts: [String] = []
            for member in members {
                let (name, text) = (try write(member.name), try write(try plain(member.value)))
                texts += explodes ? ["\(name)=\(text)"] : [name, text]
            }
            return try joined(texts)
        default: return try write(try plain(value))
        }
    }

    private func joined(_ texts: [String]) throws(ArgumentProblem) -> String {
        guard place != .path || !texts.isEmpty else { throw ArgumentProblem("“\(argument)” is part of a path and may not be empty.") }
        return texts.joined(separator: ",")
    }

    /// The value in a query: `name=value` pairs, encoded.
    func queryPairs(_ value: Value) throws(ArgumentProblem) -> [String] {
        func pair(_ name: String, _ text: String) -> String { "\(PercentEncoding.encoded(name))=\(text)" }
        if style == .json { return [pair(name, PercentEncoding.encoded(String(decoding: value.encoded, as: UTF8.self)))] }
        switch value {
        case .array(let values):
            guard style != .deepObject else { throw ArgumentProblem("“\(argument)” must be an object.") }
            var texts: [String] = []
            for value in values { texts.append(PercentEncoding.encoded(try plain(value))) }
            if explodes { return texts.map { pair(name, $0) } }
            return texts.isEmpty ? [] : [pair(name, texts.joined(separator: separator))]
        case .object(let members):
            var pairs: [String] = []
            var list: [String] = []
            for member in members {
                for value in try items(member.value) {
                    let text = PercentEncoding.encoded(value)
                    pairs.append(style == .deepObject ? pair("\(name)[\(member.name)]", text) : pair(member.name, text))
                    list += [PercentEncoding.encoded(member.name), text]
                }
            }
            if explodes || style == .deepObject { return pairs }
            return list.isEmpty ? [] : [pair(name, list.joined(separator: separator))]
        default: return [pair(name, PercentEncoding.encoded(try plain(value)))]
        }
    }

    private var separator: String {
        switch style {
        case .spaceDelimited: "%20"
        case .pipeDelimited: "%7C"
        default: ","
        }
    }

    /// A member of a deep object may be a list.
    private func items(_ value: Value) throws(ArgumentProblem) -> [String] {
        guard style == .deepObject, case .array(let values) = value else { return [try plain(value)] }
        var texts: [String] = []
        for value in values { texts.append(try plain(value)) }
        return texts
    }

    private func plain(_ value: Value) throws(ArgumentProblem) -> String {
        guard let text = value.plainText else {
            throw ArgumentProblem(
                "“\(argument)” may hold only text, numbers, true and false inside of it, because it is sent in a \(place.rawValue).")
        }
        return text
    }
}

extension Value {
    /// The text of a plain value; a number keeps its digits, but an integer that is written `2.0` is `2`.
    var plainText: String? {
        switch self {
        case .string(let text): text
        case .number(let digits): Self.withoutEmptyFraction(digits)
        case .boolean(let value): value ? "true" : "false"
        case .null, .array, .object, .verbatim: nil
        }
    }

    static func withoutEmptyFraction(_ digits: String) -> String {
        guard let point = digits.firstIndex(of: "."), digits[point...].dropFirst().allSatisfy({ $0 == "0" }) else { return digits }
        return String(digits[..<point])
    }
}
