// Reads what makes an API an MCP server too: `mcp`, and the document that says which tools it has.

extension Reader {
    /// The document whose operations are tools; nil if the API is no MCP server, or something is wrong and was reported.
    mutating func readToolDocument(_ section: Section) -> String? {
        let document = value(section, "openapi", existingFile)
        guard value(section, "mcp", yesOrNo) == true, let setting = section.setting["mcp"] else { return nil }
        if section.setting["kind"]?.text == "mcp" {
            report(setting, section.place + ["mcp"], "nothing here, as an API of the kind mcp is an MCP server already")
        } else if section.setting["openapi"] == nil {
            let cure = "`openapi: notes.openapi.yaml` beside it, as the tools are the operations of that document"
            report(setting, section.place + ["mcp"], cure)
        }
        return document
    }

    /// The address of an MCP server is a name of its API in OAuth, so it can be no other's.
    mutating func checkToolServers(_ sections: [Section], _ publicURL: String) {
        for section in sections where section.setting["mcp"]?.text == "true" {
            guard let path = section.setting["path"]?.text else { continue }
            let address = publicURL + (path == "/" ? "" : path) + "/mcp"
            for other in sections where other.place != section.place {
                guard let setting = other.setting["identifier"], setting.text == address else { continue }
                report(
                    setting, other.place + ["identifier"], "another one, as it is the MCP address of `\(spelled(section.place))`")
            }
        }
    }
}
