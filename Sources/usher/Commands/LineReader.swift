// Files that are read line by line, never more than one in memory.

import Foundation
import SQLStore

/// Reads a file line by line.
final class LineReader: ExportReader {
    private let path: String
    private let tooLong: (any Error)?
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// Longer than any line that is meant; a file that is something else must not fill the memory.
    private static let longest = 32 << 20
    private static let chunk = 1 << 18

    /// - Parameter tooLong: what is thrown at a line without an end; it ends there otherwise.
    init(_ path: String, tooLong: (any Error)?) throws {
        (self.path, self.tooLong) = (path, tooLong)
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(file: path, "cannot be read") }
    }

    deinit { close(descriptor) }

    func next() throws -> [UInt8]? {
        var searched = start
        while true {
            if let end = lineBreak(from: searched) {
                defer { start = end + 1 }
                return Array(buffer[start..<end])
            }
            guard !isAtEnd else {
                defer { start = buffer.count }
                return start < buffer.count ? Array(buffer[start...]) : nil
            }
            searched = buffer.count - start
            try fill()
            guard buffer.count <= Self.longest else {
                if let tooLong { throw tooLong }
                defer { start = buffer.count }
                return buffer
            }
        }
    }

    private func lineBreak(from place: Int) -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, place < bytes.count else { return nil }
            return memchr(start + place, Int32(UInt8(ascii: "\n")), bytes.count - place).map { UnsafeRawPointer($0) - start }
        }
    }

    private func fill() throws {
        buffer.removeFirst(start)
        start = 0
        var chunk = [UInt8](repeating: 0, count: Self.chunk)
        let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 || errno == EINTR else { throw Failure(file: path, "cannot be read") }
        if count == 0 { isAtEnd = true }
        if count > 0 { buffer += chunk[..<count] }
    }
}
