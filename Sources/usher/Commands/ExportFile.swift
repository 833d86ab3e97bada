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
        guard descriptor >= 0 else { throw Failure(file: path, "cannot be written") }
    }

    func restart() throws {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw Failure(file: path, "cannot be written") }
    }

    func write(_ bytes: [UInt8]) throws {
        var left = bytes[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure(file: path, "cannot be written") }
            left = left.dropFirst(count)
        }
    }

    func finish() throws {
        guard fsync(descriptor) == 0 else { throw Failure(file: path, "cannot be written") }
        // A link replaces nothing; where a file system has none, the name was free a moment ago.
        guard link(part, path) == 0 || (errno != EEXIST && rename(part, path) == 0) else {
            throw Failure(file: path, "cannot be written")
        }
        Self.sync(folderOf: path)
    }

    /// Takes away what is not whole.
    func close() {
        _ = Foundation.close(descriptor)
        unlink(part)
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

    func open() throws -> any ExportReader { try LineReader(path, tooLong: ImportProblem.noExport) }

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
        guard link(temporary, note) == 0 || errno == EEXIST else { throw Failure(file: note, "cannot be written") }
        ExportFile.sync(folderOf: note)
        return try String(contentsOfFile: note, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
