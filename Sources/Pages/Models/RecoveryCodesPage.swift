// The recovery codes, shown once.

/// What a person writes down.
public struct RecoveryCodesPage: Page {
    public static let template = "recovery-codes"

    public var codes: [String]
    /// Where it goes on.
    public var next: String

    public init(codes: [String], next: String) {
        self.codes = codes
        self.next = next
    }

    public static let example = RecoveryCodesPage(
        codes: ["0123ab-4567cd-89efgh-jkmnpq", "rstvwx-yz0123-456789-abcdef"], next: "/account")
}
