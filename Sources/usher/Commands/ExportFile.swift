// The file of an export: written under another name until it is whole, and read line by line.

import Foundation
import Keys
import SQLStore

/// A file that an export goes into.
struct ExportFile: ExportSink {
    private let path: String
    private let part: String
    private let descriptor: Int32

    /// - Throws: if there is such a file already, or there can be none.
    init(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Failure("\(path) is there already. Choose another name; an export overwrites nothing.")
        }
        self.path = path
        part = path + ".part"
        unlink(part)
        descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path, "cannot be written") }
    }

    func restart() throws {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw Self.failure(path, "cannot be written") }
    }

    func write(_ bytes: [UInt8]) throws {
        var left = bytes[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path, "cannot be written") }
            left = left.dropFirst(count)
        }
    }

    func finish() throws {
        guard fsync(descriptor) == 0 else { throw Self.failure(path, "cannot be written") }
        // A link replaces nothing; where a file system has none, the name was free a moment ago.
        guard link(part, path) == 0 || (errno != EEXIST && rename(part, path) == 0) else {
            throw Self.failure(path, "cannot be written")
        }
        Self.sync(folderOf: path)
    }

    /// Takes away what is not whole.
    func close() {
        _ = Foundation.close(descriptor)
        unlink(part)
    }

    fileprivate static func failure(_ path: String, _ what: String) -> Failure {
        Failure("\(path) \(what): \(String(cString: strerror(errno))).")
    }

    /// Has the names in a folder on the disk, too.
    fileprivate static func sync(folderOf path: String) {
        let folder = open((path as NSString).deletingLastPathComponent.nonEmpty ?? ".", O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        _ = Foundation.close(folder)
    }
}

/// A file that an import comes from.
struct ExportedFile: ExportSource {
    let path: String

    func open() throws -> any ExportReader { try LineReader(path) }

    /// Whose the move in the file is, as the note beside it says.
    func claim(for name: String) throws -> String {
        let note = path + ".imported"
        let temporary = note + ".\(getpid())"
        guard
            FileManager.default.createFile(atPath: temporary, contents: Data((name + "\n").utf8), attributes: [.posixPermissions: 0o600])
        else {
            throw Failure("\(note) cannot be written: that a move was imported is noted beside it. Copy it into a folder of this user's.")
        }
        defer { unlink(temporary) }
        guard link(temporary, note) == 0 || errno == EEXIST else { throw ExportFile.failure(note, "cannot be written") }
        ExportFile.sync(folderOf: note)
        return try String(contentsOfFile: note, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Reads a file line by line.
private final class LineReader: ExportReader {
    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// Longer than any row; a file that is something else must not fill the memory.
    private static let longest = 32 << 20
    private static let chunk = 1 << 18

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ExportFile.failure(path, "cannot be read") }
    }

    deinit { close(descriptor) }

    func next() throws -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return Array(buffer[start..<end])
            }
            guard !isAtEnd else {
                defer { start = buffer.count }
                return start < buffer.count ? Array(buffer[start...]) : nil
            }
            searched = buffer.count - start
            try fill()
            guard buffer.count <= Self.longest else { throw ImportProblem.noExport }
        }
    }

    private func fill() throws {
        buffer.removeFirst(start)
        start = 0
        var chunk = [UInt8](repeating: 0, count: Self.chunk)
        let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 || errno == EINTR else { throw ExportFile.failure(path, "cannot be read") }
        if count == 0 { isAtEnd = true }
        if count > 0 { buffer += chunk[..<count] }
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
