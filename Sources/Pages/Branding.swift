// Whose pages these are: the operator's name, logo and colour.
// Checked when it is made, so that a wrong value stops the start and not a sign-in.

/// The name, logo and colour that the pages carry.
public struct Branding: Sendable {
    public let name: String
    /// A path that this server answers with the image.
    public let logo: String?
    let color: Color

    /// - Parameters:
    ///   - name: what people call the service.
    ///   - logo: a path on this server, such as `/assets/logo.svg`; the pages load nothing from elsewhere.
    ///   - color: `#rrggbb`; text on it, and links in it, get whatever shade stays readable.
    public init(name: String, logo: String? = nil, color: String? = nil) throws(BrandingError) {
        guard name.contains(where: { !$0.isWhitespace }) else {
            throw BrandingError(problem: "the name is empty", cure: "give the name that people know the service by")
        }
        if let logo, !logo.hasPrefix("/") || logo.hasPrefix("//") {
            throw BrandingError(
                problem: "the logo “\(logo)” is not a path on this server",
                cure: "write a path that starts with one slash, such as /assets/logo.svg")
        }
        guard let parsed = Color(color ?? "#17624f") else {
            throw BrandingError(
                problem: "the colour “\(color ?? "")” is not a colour",
                cure: "write # and six hexadecimal digits, such as #17624f")
        }
        self.name = name
        self.logo = logo
        self.color = parsed
    }

    /// Stands for the logo where there is none.
    var initial: String {
        name.first { $0.isLetter || $0.isNumber }.map { $0.uppercased() } ?? "•"
    }
}

/// A name, logo or colour that cannot be used.
public struct BrandingError: Error, Equatable, CustomStringConvertible {
    public var problem: String
    public var cure: String

    public var description: String { "branding: \(problem); \(cure)" }
}
