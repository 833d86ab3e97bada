// Requests and answers as they are shown, and the bytes of a request's body.

import Keys

extension Call.Body {
    var mediaType: String {
        switch self {
        case .form, .page: "application/x-www-form-urlencoded"
        case .json, .document: "application/json"
        case .text(_, let mediaType): mediaType
        }
    }

    var bytes: [UInt8] {
        switch self {
        case .form(let fields), .page(let fields): return Array(Percent.form(fields).utf8)
        case .json(let fields):
            var members: JSON.Members = [:]
            for field in fields { members[field.name] = .string(field.value) }
            return JSON.object(members).encoded
        case .document(let document): return document.encoded
        case .text(let text, _): return Array(text.utf8)
        }
    }

    fileprivate var shown: [String] {
        switch self {
        case .form(let fields), .json(let fields): [mediaType] + fields.map { "  " + Masking.field($0.name, $0.value) }
        case .page(let fields): fields.map { "  " + Masking.formField($0.name, $0.value) }
        case .document(let document): [mediaType, "  " + (JSONAnswer(document.encoded).map { Masking.json($0) } ?? "").shortened(to: 600)]
        case .text(let text, _): [mediaType, "  \(text.utf8.count) bytes"]
        }
    }
}

extension Call {
    private static let shownHeaders: Set<String> = ["authorization", "cookie", "mcp-protocol-version", "mcp-session-id"]

    var shown: [String] {
        ["\(method) \(Masking.url(address))"]
            + headers.filter { Self.shownHeaders.contains($0.name.lowercased()) }
            .map { "\($0.name): \(Masking.header($0.name, $0.value))" } + (body?.shown ?? [])
    }
}

extension Answer {
    private static let shownHeaders: Set<String> = [
        "location", "www-authenticate", "cache-control", "set-cookie", "retry-after", "mcp-session-id",
    ]

    var shown: [String] {
        ["\(status) \(mediaType)"]
            + headers.filter { Self.shownHeaders.contains($0.name.lowercased()) }
            .map { "\($0.name): \(Masking.header($0.name, $0.value))" } + shownBody
    }

    private var shownBody: [String] {
        if body.isEmpty { return [] }
        if mediaType.hasSuffix("json"), let json { return [Masking.json(json).shortened(to: 600)] }
        if mediaType == "text/event-stream" {
            let events = MCPReply.events(String(decoding: body, as: UTF8.self)).compactMap { JSONAnswer(Array($0.utf8)) }
            return events.map { "event: " + Masking.json($0).shortened(to: 600) }
        }
        if mediaType == "text/html" { return ["“\(HTMLPage(String(decoding: body, as: UTF8.self)).words)”"] }
        return ["\(body.count) bytes"]
    }
}

extension String {
    func shortened(to length: Int) -> String { count > length ? prefix(length) + "…" : self }
}
