// What the SQL of the store promises to every driver below it.

import Foundation
import Testing

@Suite("SQL statements")
struct DatabaseTests {
    /// The texts between quotation marks in the store's sources that have parameters.
    private func statements() throws -> [String] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appendingPathComponent("Sources/SQLStore")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return try files.filter { $0.pathExtension == "swift" }.flatMap { file in
            let text = try String(contentsOf: file, encoding: .utf8)
            let code = text.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.drop(while: { $0 == " " }).hasPrefix("//") }.joined(separator: "\n")
            let literal = #/"""(?<long>(?s:.*?))"""|"(?<short>[^"\n]+)"/#
            return code.matches(of: literal).map { String($0.output.long ?? $0.output.short ?? "") }
        }.filter { !Self.numbers(in: $0).isEmpty }
    }

    private static func numbers(in statement: String) -> [Int] {
        statement.matches(of: #/\$([1-9][0-9]*)/#).compactMap { Int($0.output.1) }
    }

    // SQLite numbers parameters in the order of their first appearance, whatever they are called.
    @Test("parameters appear in the order of their numbers")
    func order() throws {
        let statements = try statements()
        #expect(statements.count > 35)
        for statement in statements {
            var first: [Int] = []
            for number in Self.numbers(in: statement) where !first.contains(number) { first.append(number) }
            #expect(first == Array(1...first.count), "\(statement)")
        }
    }

    @Test("no value is written into a statement")
    func noValues() throws {
        for statement in try statements() {
            // Only lists of columns and of places may be interpolated.
            for match in statement.matches(of: #/\\\(([^)]*)\)/#) {
                #expect(["columns", "list", "qualified", "places"].contains { match.output.1.hasSuffix($0) }, "\(statement)")
            }
        }
    }
}
