// docs/clients.md and the profiles say the same. After a change of a profile, `UPDATE=docs/clients.md` writes the page anew.

import Foundation
import Testing

@Suite("The page about clients")
struct ClientsPageTests {
    @Test("it is what the profiles say")
    func same() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let page = root.appending(path: "docs/clients.md")
        if ProcessInfo.processInfo.environment["UPDATE"] == "docs/clients.md" {
            try ClientsPage.text.write(to: page, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: page, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
        let expected = ClientsPage.text.split(separator: "\n", omittingEmptySubsequences: false)
        for (line, (left, right)) in zip(written, expected).enumerated() where left != right {
            Issue.record(
                "docs/clients.md:\(line + 1) says “\(left)”, the profiles say “\(right)”; write it anew with UPDATE=docs/clients.md")
            return
        }
        #expect(written.count == expected.count)
    }
}
