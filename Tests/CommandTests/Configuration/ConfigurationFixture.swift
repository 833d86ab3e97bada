// A folder with a configuration file in it, for as long as a test needs it.

import Foundation

@testable import usher

/// A temporary folder; gone when the value is.
final class ConfigurationFixture {
    let directory: String

    init(_ yaml: String? = nil, files: [String] = []) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("usher-config-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        directory = folder.path
        if let yaml { try write(yaml, to: "usher.yaml") }
        for file in files { try write("-", to: file) }
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func write(_ text: String, to name: String) throws { try writeBytes(Array(text.utf8), to: name) }

    func writeBytes(_ bytes: [UInt8], to name: String) throws {
        let path = directory + "/" + name
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    func load(
        file: String? = nil, environment: [String: String] = [:], overrides: Overrides = Overrides()
    ) throws(ConfigurationError) -> LoadedConfiguration {
        try Configuration.load(file: file, environment: environment, overrides: overrides, directory: directory)
    }

    /// The lines of the error that loading ends with; none if it loads.
    func complaints(environment: [String: String] = [:], overrides: Overrides = Overrides()) -> [String] {
        do {
            _ = try load(environment: environment, overrides: overrides)
            return []
        } catch {
            return error.lines
        }
    }
}

/// A complete configuration, with every key that a file may have.
let completeYAML = """
    public_url: https://api.example.com/usher
    listen: 0.0.0.0:8080
    database: sqlite:state/usher.db
    resources:
      notes:
        path: /notes
        upstream: http://127.0.0.1:9000/v1
        identifier: https://api.example.com/notes
        aliases: [ https://api.example.com ]
        name: My notes
        scopes: { "notes:read": Read your notes, "notes:write": Change your notes }
        default_scopes: [ "notes:read" ]
        implied_scopes: { "notes:write": [ "notes:read" ] }
        rules:
          - { methods: [GET, HEAD], path: /**, scope: "notes:read" }
          - path: /status/*
            public: true
          - { path: /**, scope: "notes:write" }
        timeout: 90
        plugin:
          name: Notes
          description: Keeps your notes.
          description_for_model: "Reads notes.\\nAsk \\"politely\\"."
          openapi: notes.openapi.yaml
          contact: support@example.com
          legal: https://example.com/legal?now
          logo: logo.png
          verification_tokens: { openai: "abc: def" }
          content_type: application/x-www-form-urlencoded
      tasks:
        path: /tasks
        upstream: http://127.0.0.1:9001
        kind: mcp
        scopes: { "tasks:write": Change your tasks, "tasks:all": Change all tasks }
        tools: { delete_task: "tasks:write tasks:all", search: anybody }
        sign_in: per_tool
    branding: { name: 'Acme: "home" # 1', logo: logo.png, color: "#0a7d5c" }
    templates: templates
    sign_up: closed
    sign_in: { mfa: required, passkeys: true, mail: true }
    mail:
      url: smtps://clerk@smtp.example.com
      from: clerk@example.com
      name: Acme
      password_file: tls/key.pem
      certificate_authorities: tls/authorities.pem
      dangerously_unencrypted: true
    registration: { dynamic: false, metadata_documents: false, always_secret: true }
    lifetimes: { code: 30, access_token: 15m, refresh_token: 7d, grant: 90d, session: 1d, session_absolute: 2d, refresh_grace: 0, unused_client: 2h }
    keys: { rotate_every: 30d }
    limits: { sign_in_per_account: 5/15m, sign_in_per_address: 30/1m, sign_up_per_address: 3/1h, token_failures: 9/30s, registrations_per_address: 7/1m, registrations: 70/1m }
    trusted_proxies: [ 10.0.0.0/8, "::1" ]
    fetch:
      certificate_authorities: tls/authorities.pem
      hosts: { client.example.com: 198.51.100.7 }
      largest_document: 20480
      dangerously_reachable: [ 10.1.2.0/24 ]
    tls: { certificate: tls/certificate.pem, key: tls/key.pem }
    log: { level: debug, format: json, requests: true }
    admin_listen: 127.0.0.1:9464
    shutdown: { drain: 5s }
    tracing: { otlp: "http://127.0.0.1:4318/v1/traces", sample: 0.25 }
    insecure_http: false
    """

let completeFiles = [
    "notes.openapi.yaml", "logo.png", "templates/page.mustache", "tls/certificate.pem", "tls/key.pem", "tls/authorities.pem",
]
