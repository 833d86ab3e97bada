// What is wrong with a template, where, and how to mend it.
// Shown to the operator at start; never to a visitor.

/// A template that cannot be used.
public struct TemplateError: Error, Equatable, CustomStringConvertible {
    /// The file, or the name of an embedded template.
    public var file: String
    public var line: Int?
    public var problem: String
    public var cure: String

    public var description: String {
        let place = line.map { "\(file), line \($0)" } ?? file
        return "\(place): \(problem); \(cure)"
    }
}
