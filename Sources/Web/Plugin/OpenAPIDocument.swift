// The OpenAPI document of a plugin (OpenAPI 3.0 and 3.1), read from YAML or JSON and served with what only Usher knows:
// the public address of the resource, and where ChatGPT's users sign in.

import MCP
import Tools
import Yams

struct OpenAPIDocument {
    let yaml: [UInt8]
    let json: [UInt8]

    static func load(_ settings: PluginSettings, baseFolder: String, _ remarks: inout PluginRemarks) -> OpenAPIDocument? {
        let place = "resources.\(settings.id).plugin.openapi"
        do throws(PluginFile.Unreadable) {
            let bytes = try PluginFile.read(settings.openAPIFile, in: baseFolder, atMost: OpenAPIText.limit)
            return make(settings, text: String(decoding: bytes, as: UTF8.self), &remarks)
        } catch {
            remarks.problem(place, error.sentence)
            return nil
        }
    }

    static func make(_ settings: PluginSettings, text: String, _ remarks: inout PluginRemarks) -> OpenAPIDocument? {
        do {
            var document = try OpenAPIText(text, file: settings.openAPIFile)
            OpenAPIChecks.check(document.root, file: settings.openAPIFile, &remarks)
            OpenAPIAddresses.correct(&document.root, settings)
            let yaml = try Yams.serialize(node: document.root, indent: 2, width: -1, allowUnicode: true)
            return OpenAPIDocument(yaml: Array(yaml.utf8), json: Value(document.root).encoded)
        } catch let problem as OpenAPIProblem {
            remarks.problem(problem.place, problem.sentence)
            return nil
        } catch {
            remarks.problem(settings.openAPIFile, "cannot be written as YAML (\(error)).")
            return nil
        }
    }
}
