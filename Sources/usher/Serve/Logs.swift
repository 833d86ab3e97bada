// Where the log goes and how it looks: text for people, one JSON object a line for machines. To standard error.

import Foundation
import Keys
import Logging
import Web

enum Logs {
    /// Sets up logging for the process; to be called once.
    static func start(_ log: Configuration.Log) -> Logger {
        let level = Logger.Level(rawValue: log.level.rawValue) ?? .info
        LoggingSystem.bootstrap { label in
            var handler: any LogHandler = log.format == .json ? JSONLogHandler(label: label) : TextLogHandler(label: label)
            handler.logLevel = level
            return handler
        }
        return Logger(label: "usher")
    }

    /// What the identifier of a request is called in the log, whatever the server calls it.
    private static let requestID = "request_id"

    static func key(_ key: String) -> String { key == RequestID.key ? requestID : key }

    /// The server's own identifier of a request is replaced by one that is written out more quickly; one that a proxy chose is kept.
    static func value(_ value: Logger.Metadata.Value?, for key: String) -> Logger.Metadata.Value? {
        if key == RequestID.key, case .stringConvertible? = value { return .stringConvertible(RequestNumber()) }
        return value
    }
}

/// One line for people. What belongs to a request is made into text when something is said, which is seldom, and not
/// whenever a request comes.
struct TextLogHandler: LogHandler {
    private let printer: StreamLogHandler
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]

    init(label: String) { printer = StreamLogHandler.standardError(label: label) }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[Logs.key(key)] }
        set { metadata[Logs.key(key)] = Logs.value(newValue, for: key) }
    }

    func log(event: LogEvent) {
        var printer = printer
        printer.metadata = metadata
        printer.log(event: event)
    }
}

/// One JSON object a line; whatever strangers sent is escaped, so that a line stays a line.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]

    init(label: String) { self.label = label }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[Logs.key(key)] }
        set { metadata[Logs.key(key)] = Logs.value(newValue, for: key) }
    }

    func log(event: LogEvent) { FileHandle.standardError.write(Data(line(event, at: Date()))) }

    /// The line, with its end.
    func line(_ event: LogEvent, at time: Date) -> [UInt8] {
        var members: JSON.Members = [
            "time": .string(time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))),
            "level": .string(event.level.rawValue), "label": .string(label), "message": .string("\(event.message)"),
        ]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            members[key] = .string("\(value)")
        }
        return JSON.object(members).encoded + [UInt8(ascii: "\n")]
    }
}
