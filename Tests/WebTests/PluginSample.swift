// A plugin that is right in every way, for tests to spoil one thing at a time.

import FoundationEssentials

@testable import Web

enum PluginSample {
    static let document = """
        openapi: 3.1.0
        info:
          title: Notes
          version: "1.0"
        servers:
          - url: http://127.0.0.1:9000
        paths:
          /notes:
            get:
              operationId: listNotes
              summary: All notes
              parameters:
                - name: limit
                  in: query
                  description: How many at most
                  schema: { type: integer, default: 10, maximum: 99.5 }
              responses:
                "200": { description: OK }
            post:
              operationId: addNote
              responses:
                "201": { description: Created }
        """

    static func settings(_ change: (inout PluginSettings) -> Void = { _ in }) -> PluginSettings {
        var settings = PluginSettings(
            id: "notes", name: "Notes", description: "Keeps your notes.", contactEmail: "support@example.com",
            legalURL: "https://www.example.com/legal", openAPIFile: "notes.openapi.yaml",
            scopes: [
                .init(name: "notes:read", meaning: "Read your notes"),
                .init(name: "notes:write", meaning: "Change your notes"),
            ],
            publicURL: "https://api.example.com", resourceURL: "https://api.example.com/notes",
            authorizationEndpoint: "https://api.example.com/authorize", tokenEndpoint: "https://api.example.com/token")
        change(&settings)
        return settings
    }

    /// A folder of its own with these files in it, gone when the body ends.
    static func inFolder<Result>(_ files: [String: [UInt8]], _ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "usher-plugin-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
        return try body(folder.path(percentEncoded: false))
    }

    /// What is said about an OpenAPI document.
    static func remarks(about text: String) -> PluginRemarks {
        var remarks = PluginRemarks()
        _ = OpenAPIDocument.make(settings(), text: text, &remarks)
        return remarks
    }
}
