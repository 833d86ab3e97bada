import Identity
import Testing

@Suite("Devices")
struct DeviceTests {
    @Test("a user agent is cut to 256 characters and freed of controls")
    func userAgent() {
        #expect(Device(address: nil, userAgent: "Moz\u{0}illa/5.0\r\n\u{202e}(X11)").userAgent == "Mozilla/5.0 (X11)")
        let long = Device(address: nil, userAgent: String(repeating: "é", count: 100_000)).userAgent
        #expect(long == String(repeating: "é", count: 256))
    }

    @Test("nothing but white space is nothing")
    func empty() {
        #expect(Device(address: " ", userAgent: "\n\t") == Device(address: nil, userAgent: nil))
    }

    @Test("a user agent never begins or ends with a space, wherever it is cut")
    func edges() {
        let text = Device(address: nil, userAgent: String(repeating: "ab ", count: 1000)).userAgent
        #expect(text?.hasPrefix("ab ab") == true)
        #expect((text?.unicodeScalars.count ?? 0) <= 256)
    }
}
