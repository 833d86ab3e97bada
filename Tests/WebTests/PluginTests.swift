// A plugin as a whole: its files, its logo, and everything that is wrong said at once.

import FoundationEssentials
import Testing

@testable import Web

@Suite("A hosted plugin")
struct PluginTests {
    private let document = ["notes.openapi.yaml": Array(PluginSample.document.utf8)]

    @Test("a right plugin loads without a remark")
    func loads() throws {
        let plugin = try PluginSample.inFolder(document) { try Plugin.load(PluginSample.settings(), baseFolder: $0) }
        #expect(plugin.advice.isEmpty)
        #expect(String(decoding: plugin.openAPIYAML, as: UTF8.self).contains("https://api.example.com/notes"))
        #expect(plugin.logo.type == "image/svg+xml")
        #expect(String(decoding: plugin.logo.bytes, as: UTF8.self).contains(">N</text>"))
    }

    @Test("all that is wrong is said at once")
    func together() throws {
        let settings = PluginSample.settings {
            $0.name = ""
            $0.contactEmail = "nobody"
            $0.logoFile = "missing.png"
            $0.openAPIFile = "missing.yaml"
        }
        let error = #expect(throws: PluginProblems.self) {
            try PluginSample.inFolder([:]) { try Plugin.load(settings, baseFolder: $0) }
        }
        let places = try #require(error).sentences.compactMap { $0.split(separator: ":").first.map(String.init) }
        for place in ["name", "contact", "logo", "openapi"] {
            #expect(places.contains("resources.notes.plugin.\(place)"), "\(place) in \(places)")
        }
    }

    @Test(
        "a logo is recognised by its first bytes, not by its name",
        arguments: [
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], "image/png"),
            ([0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"),
            (Array("RIFF....WEBPVP8 ".utf8), "image/webp"),
            (Array("\n<svg xmlns='http://www.w3.org/2000/svg'/>".utf8), "image/svg+xml"),
            (Array("<?xml version='1.0'?><!-- a --><svg/>".utf8), "image/svg+xml"),
        ] as [([UInt8], String)])
    func logo(bytes: [UInt8], type: String) throws {
        var files = document
        files["logo.bin"] = bytes
        let settings = PluginSample.settings { $0.logoFile = "logo.bin" }
        let plugin = try PluginSample.inFolder(files) { try Plugin.load(settings, baseFolder: $0) }
        #expect(plugin.logo == Plugin.Picture(type: type, bytes: bytes))
    }

    @Test(
        "a logo that is no picture or too big is refused",
        arguments: [("<html><svg></svg></html>", 0), ("GIF89a", 0), ("", 0), ("<svg>", Logo.limit)])
    func wrongLogo(start: String, padding: Int) throws {
        var files = document
        files["logo.png"] = Array(start.utf8) + [UInt8](repeating: 0x20, count: padding)
        let settings = PluginSample.settings { $0.logoFile = "logo.png" }
        let error = #expect(throws: PluginProblems.self) {
            try PluginSample.inFolder(files) { try Plugin.load(settings, baseFolder: $0) }
        }
        #expect(error?.sentences.count == 1)
        #expect(error?.description.hasPrefix("resources.notes.plugin.logo: ") == true)
    }
}
