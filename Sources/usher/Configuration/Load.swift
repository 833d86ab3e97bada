// From a file, the environment and flags to one checked value. Precedence: flag, environment, file, default.

import FoundationEssentials

/// A configuration and where each value of it came from.
struct LoadedConfiguration: Sendable {
    var configuration: Configuration
    /// The file that was read, as it was named; nil if there was none.
    let file: String?
    /// Everything that is in force, defaults included, as text.
    let settings: Setting
}

extension Configuration {
    /// Loads the configuration. Without `file` and without `USHER_CONFIG` it is `usher.yaml` in `directory`, if there is one.
    static func load(
        file: String?, environment: [String: String], overrides: Overrides = Overrides(), directory: String
    ) throws(ConfigurationError) -> LoadedConfiguration {
        let source = try Source(file: file, environment: environment, directory: directory)
        var settings = Setting(.map([]), .file(line: 1, column: 1))
        if let text = source.text {
            do { settings = try Setting(yaml: text) } catch {
                throw ConfigurationError(file: source.name, problems: [error.problem])
            }
        }
        if case .nothing = settings.value { settings.value = .map([]) }
        settings.expandMail()
        var problems = settings.overlay(environment: environment, overrides: overrides)
        problems += settings.checkShape()
        settings.complete(source.folders)
        var reader = Reader()
        let configuration = reader.configuration(Reader.Section(place: [], setting: settings, origin: settings.origin))
        problems += reader.problems
        // A default that is wrong follows from something that was written, so it is blamed only if nothing else is.
        let written = problems.filter { $0.origin != .standard }
        if !written.isEmpty { problems = written }
        guard problems.isEmpty, let configuration else { throw ConfigurationError(file: source.name, problems: problems) }
        return LoadedConfiguration(configuration: configuration, file: source.name, settings: settings)
    }
}

/// The file that was chosen, and its text.
private struct Source {
    var name: String?
    var text: String?
    var folders: Folders

    init(file: String?, environment: [String: String], directory: String) throws(ConfigurationError) {
        folders = Folders(file: directory, working: directory)
        let variable = environment["USHER_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let name = file ?? variable ?? "usher.yaml"
        let origin: Origin = file != nil ? .flag("--config") : .environment("USHER_CONFIG")
        let path = Folders.join(directory, name)
        guard FileManager.default.fileExists(atPath: path) else {
            if file == nil, variable == nil { return }
            let cure = "expected a configuration file; `usher init` writes one"
            throw ConfigurationError(file: name, problems: [Problem(origin, "found no file `\(name)`; \(cure)")])
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(
                file: name, problems: [Problem(origin, "`\(name)` cannot be read; expected a file that Usher may read")])
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ConfigurationError(
                file: name, problems: [Problem(.file(line: 1, column: 1), "found bytes that are not text; expected UTF-8")])
        }
        self.name = name
        self.text = text
        folders = Folders(file: Folders.join(path, ".."), working: directory)
    }
}
