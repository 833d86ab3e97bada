// The person's part in a real browser: the address to open is shown, and the address where the browser ended is pasted back.
// That works with any redirect URI, whether or not somebody listens there.

import Foundation

enum BrowserPerson {
    /// Shows the address, opens it where there is a desktop, and reads one line.
    static func ask(_ address: String) async throws(TryFailure) -> String {
        Terminal.say("Open this address, sign in and allow:\n\n  \(address)\n")
        Terminal.say("Your browser then ends at a page of the client's that does not work. Paste its whole address here:")
        open(address)
        let line = await Terminal.line() ?? ""
        let landing = String(line.filter { !$0.isWhitespace })
        guard !landing.isEmpty else { throw TryFailure("no address was pasted") }
        return landing
    }

    private static func open(_ address: String) {
        let environment = ProcessInfo.processInfo.environment
        #if os(macOS)
            let opener = "/usr/bin/open"
        #else
            let opener = "/usr/bin/xdg-open"
            guard environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil else { return }
        #endif
        guard FileManager.default.isExecutableFile(atPath: opener) else { return }
        let process = Process()
        process.executableURL = URL(filePath: opener)
        process.arguments = [address]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try? process.run()  // A convenience: the address is on the screen already.
    }
}

/// Speaking with the person at the terminal: results on standard output, all else beside it.
enum Terminal {
    /// To standard output at once, so that the steps can be followed through a pipe.
    static func print(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

    static func say(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }

    /// One line of standard input, read on a thread of its own because reading waits.
    static func line() async -> String? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: readLine()) }
        }
    }
}
