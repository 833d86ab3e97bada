// Where the log goes and how it looks: text for people, one JSON object a line for machines. To standard error.

import Foundation
import Keys
import Logging

enum Logs {
    /// Sets up logging for the process; to be called once.
    static func start(_ log: Configuration.Log) -> Logger {
        let level = Logger.Level(rawValue: log.level.rawValue) ?? .info
        LoggingSystem.bootstrap { label in
            var handler: any LogHandler =
                log.format == .json ? JSONLogHandler(label: label) : StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        return Logger(label: "usher")
    }
}

/// One JSON object a line; whatever strangers sent is escaped, so that a line stays a line.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]

    init(label: String) { self.label = label }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var members: JSON.Members = [
            "time": .string(Date().formatted(.iso8601)), "level": .string(event.level.rawValue), "label": .string(label),
            "message": .string("\(event.message)"),
        ]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            members[key] = .string("\(value)")
        }
        FileHandle.standardError.write(Data(JSON.object(members).encoded + [UInt8(ascii: "\n")]))
    }
}
