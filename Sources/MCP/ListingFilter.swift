// An answer on its way down, piece by piece: JSON as a whole, or Server-Sent Events (WHATWG HTML §9.2) one by one.
// Each event goes on as soon as it is complete, and byte for byte unless it is the list of tools.

/// Changes the lists of tools in an answer and lets everything else through.
public struct ListingFilter: Sendable {
    /// How an answer is written.
    public enum Format: Sendable { case json, events }

    /// What is larger than this is let through as it is.
    public static let largest = 4 * 1024 * 1024

    private let listing: ToolListing
    private let format: Format
    private var pending: [UInt8] = []
    /// How many bytes at the end of `pending` belong to the line that is not complete.
    private var lineLength = 0
    private var followsReturn = false
    private var isOpen = false

    public init(_ listing: ToolListing, format: Format) {
        self.listing = listing
        self.format = format
    }

    /// Takes a piece, and returns what can go on.
    public mutating func take(_ piece: some Sequence<UInt8>) -> [UInt8] {
        if isOpen { return Array(piece) }
        var output: [UInt8] = []
        switch format {
        case .json: pending += piece
        case .events: for byte in piece { take(byte, &output) }
        }
        if pending.count > Self.largest {
            isOpen = true
            output += pending
            pending = []
        }
        return output
    }

    /// What is left at the end.
    public mutating func finish() -> [UInt8] {
        defer { pending = [] }
        return format == .json && !isOpen ? listing.annotated(pending) ?? pending : pending
    }

    // A line ends with CR, LF or both; an empty one ends the event.
    private mutating func take(_ byte: UInt8, _ output: inout [UInt8]) {
        if byte == UInt8(ascii: "\n"), followsReturn {
            followsReturn = false
            // The second half of a line's end that has been counted.
            if pending.isEmpty { output.append(byte) } else { pending.append(byte) }
            return
        }
        pending.append(byte)
        followsReturn = byte == UInt8(ascii: "\r")
        guard followsReturn || byte == UInt8(ascii: "\n") else {
            lineLength += 1
            return
        }
        if lineLength == 0 {
            output += Event(pending).map { Self.filtered($0, by: listing) } ?? pending
            pending = []
        }
        lineLength = 0
    }

    private static func filtered(_ event: Event, by listing: ToolListing) -> [UInt8] {
        guard let text = listing.annotated(event.data) else { return event.bytes }
        return event.replacing(data: text)
    }
}

/// One Server-Sent Event that has data.
private struct Event {
    let bytes: [UInt8]
    let data: [UInt8]
    /// The lines with their ends.
    private let lines: [ArraySlice<UInt8>]

    init?(_ bytes: [UInt8]) {
        let lines = Self.lines(of: bytes)
        let data = lines.compactMap(Self.data)
        guard !data.isEmpty else { return nil }
        self.bytes = bytes
        self.lines = lines
        self.data = Array(data.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// The same event with other data, where the first line of data was. A line break in JSON is white space between
    /// two parts of it, so each line stays a line.
    func replacing(data text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var isReplaced = false
        for line in lines {
            guard Self.data(of: line) != nil else {
                output += line
                continue
            }
            guard !isReplaced else { continue }
            isReplaced = true
            let end = line.drop { !Self.isEnd($0) }
            for part in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
                output += "data: ".utf8 + Array(part) + end
            }
        }
        return output
    }

    private static func isEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            guard isEnd(byte) else { continue }
            if byte == UInt8(ascii: "\r"), position < bytes.count, bytes[position] == UInt8(ascii: "\n") { position += 1 }
            lines.append(bytes[start..<position])
            start = position
        }
        return lines
    }

    private static func data(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let content = line.prefix { !isEnd($0) }
        guard content.starts(with: "data".utf8) else { return nil }
        let rest = content.dropFirst(4)
        if rest.isEmpty { return rest }
        guard rest.first == UInt8(ascii: ":") else { return nil }
        let value = rest.dropFirst()
        return value.first == UInt8(ascii: " ") ? value.dropFirst() : value
    }
}
