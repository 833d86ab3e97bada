// The operator's name, logo and colour: refused when wrong, readable when right.

import Testing

@testable import Pages

@Suite struct BrandingTests {
    @Test(
        "a colour is # and six hexadecimal digits", arguments: ["red", "#fff", "17624f", "#17624g", "#17624f0", "#+1762f", "#１７６２４f", ""])
    func wrongColor(text: String) {
        let error = #expect(throws: BrandingError.self) { try Branding(name: "Fieldnotes", color: text) }
        #expect(error?.description.contains("“\(text)”") == true)
        #expect(error?.cure.contains("#17624f") == true)
    }

    @Test("a logo is a path on this server", arguments: ["https://cdn.example/logo.svg", "//cdn.example/logo.svg", "logo.svg", ""])
    func wrongLogo(text: String) {
        #expect(throws: BrandingError.self) { try Branding(name: "Fieldnotes", logo: text) }
    }

    @Test("a name has something to read", arguments: ["", " \n"])
    func wrongName(text: String) {
        #expect(throws: BrandingError.self) { try Branding(name: text) }
    }
}
