// The limits of ai-plugin.json: lengths from OpenAI's manifest schema, the shorter ones from its documents as advice.
// Lengths count Unicode scalars, as JSON Schema's maxLength does.

enum PluginLimits {
    static func check(_ settings: PluginSettings, _ remarks: inout PluginRemarks) {
        let place = "resources.\(settings.id).plugin"
        checkIdentifier(settings.id, &remarks)
        checkNames(settings, place, &remarks)
        checkDescriptions(settings, place, &remarks)
        checkContact(settings, place, &remarks)
    }

    private static func checkIdentifier(_ id: String, _ remarks: inout PluginRemarks) {
        let isPlain = id.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        if id.isEmpty || !isPlain {
            remarks.problem(
                "resources.\(id)", "a resource with a plugin needs a name of letters, digits, - and _, because it is part of an address.")
        }
    }

    private static func checkNames(_ settings: PluginSettings, _ place: String, _ remarks: inout PluginRemarks) {
        checkText(settings.name, atMost: 50, "\(place).name", &remarks)
        if (21...50).contains(length(settings.name)) {
            remarks.advise("\(place).name", "ChatGPT shows about 20 characters; this has \(length(settings.name)).")
        }
        checkText(settings.modelName, atMost: 50, "\(place).name_for_model", &remarks)
        if settings.modelName.contains(where: \.isWhitespace) {
            remarks.problem("\(place).name_for_model", "must not contain spaces; write \(quoted(underscored(settings.modelName))).")
        }
    }

    private static func checkDescriptions(_ settings: PluginSettings, _ place: String, _ remarks: inout PluginRemarks) {
        checkText(settings.description, atMost: 120, "\(place).description", &remarks)
        if (101...120).contains(length(settings.description)) {
            remarks.advise("\(place).description", "ChatGPT shows about 100 characters; this has \(length(settings.description)).")
        }
        if settings.descriptionForModel != nil {
            checkText(settings.modelDescription, atMost: 8000, "\(place).description_for_model", &remarks)
        }
    }

    private static func checkContact(_ settings: PluginSettings, _ place: String, _ remarks: inout PluginRemarks) {
        if PluginDomains.host(ofEmail: settings.contactEmail) == nil {
            remarks.problem(
                "\(place).contact", "must be an e-mail address such as support@example.com, not \(quoted(settings.contactEmail)).")
        }
        if PluginDomains.host(ofURL: settings.legalURL) == nil {
            remarks.problem(
                "\(place).legal", "must be the whole URL of a page such as https://example.com/legal, not \(quoted(settings.legalURL)).")
        }
    }

    private static func checkText(_ text: String, atMost limit: Int, _ place: String, _ remarks: inout PluginRemarks) {
        if text.allSatisfy(\.isWhitespace) {
            remarks.problem(place, "is missing; the manifest cannot be without it.")
        } else if length(text) > limit {
            remarks.problem(place, "may have at most \(limit) characters; this has \(length(text)).")
        }
    }

    /// What is wrong with a verification token, or nothing. The key names the service that made it.
    static func problem(verificationToken token: String, service: String) -> String? {
        guard !service.isEmpty, service.utf8.allSatisfy(isLetterOrDigit) else {
            return "The name of a verification token may have only letters and digits, as in “openai”; this is \(quoted(service))."
        }
        guard (1...500).contains(token.utf8.count), token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "A verification token has 1 to 500 visible ASCII characters; the one for “\(service)” does not."
        }
        return nil
    }

    private static func length(_ text: String) -> Int { text.unicodeScalars.count }
    private static func quoted(_ text: String) -> String { "“\(text)”" }
    private static func underscored(_ text: String) -> String { String(text.map { $0.isWhitespace ? "_" : $0 }) }
    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
