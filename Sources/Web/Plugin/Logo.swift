// The picture that ChatGPT shows beside a plugin: the operator's file, recognised by its first bytes, or a plain letter.

import FoundationEssentials

enum Logo {
    static let limit = 1 << 20

    static func load(_ settings: PluginSettings, baseFolder: String, _ remarks: inout PluginRemarks) -> Plugin.Picture? {
        guard let file = settings.logoFile else { return drawn(for: settings.name) }
        let place = "resources.\(settings.id).plugin.logo"
        let bytes: [UInt8]
        do {
            bytes = try PluginFile.read(file, in: baseFolder, atMost: limit)
        } catch {
            remarks.problem(place, error.sentence)
            return nil
        }
        guard let type = type(of: bytes) else {
            remarks.problem(place, "“\(file)” is not a PNG, JPEG, WebP or SVG picture.")
            return nil
        }
        return Plugin.Picture(type: type, bytes: bytes)
    }

    static func type(of bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if bytes.starts(with: Array("RIFF".utf8)), bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) { return "image/webp" }
        let start = String(decoding: bytes.prefix(1024), as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        let isMarkup = start.hasPrefix("<svg") || ((start.hasPrefix("<?xml") || start.hasPrefix("<!")) && start.contains("<svg"))
        return isMarkup ? "image/svg+xml" : nil
    }

    private static func drawn(for name: String) -> Plugin.Picture {
        let letter = name.first { $0.isLetter || $0.isNumber }.map { $0.uppercased() } ?? "U"
        let picture = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128" width="128" height="128">\
            <rect width="128" height="128" rx="24" fill="#1f5f5b"/>\
            <text x="64" y="88" font-family="sans-serif" font-size="72" fill="#fff" text-anchor="middle">\(letter)</text></svg>
            """
        return Plugin.Picture(type: "image/svg+xml", bytes: Array(picture.utf8))
    }
}

/// Reading one file of the operator's, with a limit.
enum PluginFile {
    struct Unreadable: Error { let sentence: String }

    static func read(_ file: String, in baseFolder: String, atMost limit: Int) throws(Unreadable) -> [UInt8] {
        let path = path(file, in: baseFolder)
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw Unreadable(sentence: "the file “\(path)” cannot be read.")
        }
        guard data.count <= limit else {
            throw Unreadable(sentence: "the file “\(path)” has \(data.count) bytes; the limit is \(limit).")
        }
        return Array(data)
    }

    static func path(_ file: String, in baseFolder: String) -> String {
        if file.hasPrefix("/") { return file }
        return baseFolder.hasSuffix("/") || baseFolder.isEmpty ? baseFolder + file : "\(baseFolder)/\(file)"
    }
}
