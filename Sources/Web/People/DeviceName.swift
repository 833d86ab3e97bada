// What people call the thing in front of them, from what its browser says of itself (RFC 9110 §10.1.5).
// Browsers name each other, so the order decides: the most particular first.

import Identity

/// A browser and the system it runs on, as far as the header tells.
struct DeviceName: Equatable {
    let browser: String?
    let system: String?

    init(_ device: Device) {
        let text = device.userAgent ?? ""
        browser = Self.first(Self.browsers, in: text)
        system = Self.first(Self.systems, in: text)
    }

    /// Both in one line; `nil` if neither is known.
    var words: String? {
        let words = [browser, system].compactMap { $0 }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    private static let browsers = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chromium/", "Chromium"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ]
    private static let systems = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ]

    private static func first(_ names: [(mark: String, name: String)], in text: String) -> String? {
        names.first { text.contains($0.mark) }?.name
    }
}
