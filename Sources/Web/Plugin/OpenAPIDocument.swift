// The OpenAPI document of a plugin (OpenAPI 3.0 and 3.1), read from YAML or JSON and served with what only Usher knows:
// the public address of the resource, and where ChatGPT's users sign in.

import FoundationEssentials
import Yams

struct OpenAPIDocument {
    static let limit = 4 << 20
    let yaml: [UInt8]
    let json: [UInt8]

    static func load(_ settings: PluginSettings, baseFolder: String, _ remarks: inout PluginRemarks) -> OpenAPIDocument? {
        let place = "resources.\(settings.id).plugin.openapi"
        do throws(PluginFile.Unreadable) {
            let bytes = try PluginFile.read(settings.openAPIFile, in: baseFolder, atMost: limit)
            return make(settings, text: String(decoding: bytes, as: UTF8.self), &remarks)
        } catch {
            remarks.problem(place, error.sentence)
            return nil
        }
    }

    static func make(_ settings: PluginSettings, text: String, _ remarks: inout PluginRemarks) -> OpenAPIDocument? {
        do {
            guard var root = try Yams.compose(yaml: text), root.mapping != nil else {
                remarks.problem("\(settings.openAPIFile):1", "an OpenAPI document is a mapping that begins with `openapi: 3.1.0`.")
                return nil
            }
            OpenAPIChecks.check(root, file: settings.openAPIFile, &remarks)
            OpenAPIAddresses.correct(&root, settings)
            let yaml = try Yams.serialize(node: root, indent: 2, width: -1, allowUnicode: true)
            return OpenAPIDocument(yaml: Array(yaml.utf8), json: root.json)
        } catch let error as YamlError {
            let (line, sentence) = error.lineAndSentence
            remarks.problem(line.map { "\(settings.openAPIFile):\($0)" } ?? settings.openAPIFile, sentence)
            return nil
        } catch {
            remarks.problem(settings.openAPIFile, "is neither YAML nor JSON (\(error)).")
            return nil
        }
    }
}

extension YamlError {
    /// Where the text stops being YAML, and why.
    fileprivate var lineAndSentence: (Int?, String) {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            (mark.line, "this is not valid YAML: \(problem).")
        case .duplicatedKeysInMapping(let names, let context):
            (context.mark.line, "these names appear twice in one mapping: \(names.joined(separator: ", ")).")
        case .reader(let problem, _, _, _): (nil, "cannot be read as text: \(problem).")
        default: (nil, "cannot be read or written as YAML.")
        }
    }
}
