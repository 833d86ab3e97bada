// A tolerant reader for the few parts of a web page that matter to somebody who signs in: forms, links, a timed move
// to another address, and the words of an alert. Not a browser: no scripts, no styles.

/// What a page offers.
struct HTMLPage: Sendable, Equatable {
    private(set) var title = ""
    private(set) var headings: [String] = []
    private(set) var alerts: [String] = []
    private(set) var forms: [Form] = []
    private(set) var links: [String] = []
    /// Where `<meta http-equiv="refresh">` leads.
    private(set) var refresh: String?

    struct Form: Sendable, Equatable {
        /// Empty if the form goes to the page's own address.
        var action: String
        var method: String
        /// What would be sent without pressing a particular button.
        var fields: [Field] = []
        var buttons: [Field] = []

        struct Field: Sendable, Equatable {
            let name: String
            let value: String
        }

        func has(_ name: String) -> Bool { fields.contains { $0.name == name } }
        func hasButton(_ name: String, _ value: String) -> Bool { buttons.contains(Field(name: name, value: value)) }

        /// The fields as sent, some of them filled in.
        func filled(_ values: [String: String]) -> [(name: String, value: String)] {
            fields.map { ($0.name, values[$0.name] ?? $0.value) }
        }
    }

    /// What a person would be told, for the reason of a failure.
    var words: String {
        (alerts.isEmpty ? headings : alerts).first ?? (title.isEmpty ? "a page without a title" : title)
    }

    init(_ html: String) {
        var reader = HTMLReader(html)
        while let token = reader.next() { take(token, &reader) }
    }

    private mutating func take(_ token: HTMLReader.Token, _ reader: inout HTMLReader) {
        guard case .start(let tag, let attributes) = token else {
            if case .end("form") = token { isInForm = false }
            return
        }
        switch tag {
        case "title": title = reader.text(until: tag)
        case "h1", "h2": headings.append(reader.text(until: tag))
        case "meta": takeMeta(attributes)
        case "a": if let link = attributes["href"] { links.append(link) }
        case "form":
            forms.append(Form(action: attributes["action"] ?? "", method: attributes["method"]?.uppercased() ?? "GET"))
            isInForm = true
        case "input", "button": takeControl(tag, attributes)
        case "textarea": addField(attributes["name"], reader.text(until: tag))
        default: break
        }
        if attributes["role"] == "alert" {
            let words = reader.text(until: tag)
            if !words.isEmpty { alerts.append(words) }
        }
    }

    private var isInForm = false

    private mutating func takeMeta(_ attributes: [String: String]) {
        guard attributes["http-equiv"]?.lowercased() == "refresh", let content = attributes["content"],
            let range = content.lowercased().firstRange(of: "url=")
        else { return }
        refresh = String(content.dropFirst(content.lowercased().distance(from: content.startIndex, to: range.upperBound)))
            .trimming { $0.isWhitespace || $0 == "'" || $0 == "\"" }
    }

    private mutating func takeControl(_ tag: String, _ attributes: [String: String]) {
        guard isInForm, attributes["disabled"] == nil else { return }
        let type = attributes["type"]?.lowercased() ?? (tag == "button" ? "submit" : "text")
        switch type {
        case "submit", "image":
            guard let name = attributes["name"] else { return }
            forms[forms.count - 1].buttons.append(Form.Field(name: name, value: attributes["value"] ?? ""))
        case "button", "reset", "file": break
        case "checkbox", "radio":
            if attributes["checked"] != nil { addField(attributes["name"], attributes["value"] ?? "on") }
        default: addField(attributes["name"], attributes["value"] ?? "")
        }
    }

    private mutating func addField(_ name: String?, _ value: String) {
        guard isInForm, let name, !name.isEmpty else { return }
        forms[forms.count - 1].fields.append(Form.Field(name: name, value: value))
    }

    static func == (left: HTMLPage, right: HTMLPage) -> Bool {
        left.title == right.title && left.headings == right.headings && left.alerts == right.alerts
            && left.forms == right.forms && left.links == right.links && left.refresh == right.refresh
    }
}

extension String {
    fileprivate func trimming(_ isUnwanted: (Character) -> Bool) -> String {
        String(String(drop(while: isUnwanted).reversed()).drop(while: isUnwanted).reversed())
    }
}
