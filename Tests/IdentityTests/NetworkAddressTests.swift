import Testing

@testable import Identity

@Suite("Network addresses")
struct NetworkAddressTests {
    @Test(
        "an IPv4 address stands for itself, an IPv6 address for its /64",
        arguments: [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("::ffff:c000:207", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "20010db800010002/64"),
            ("2001:DB8:1:2::", "20010db800010002/64"),
            ("2001:db8:1:3::", "20010db800010003/64"),
            ("fe80::1%eth0", "fe80000000000000/64"),
            ("::1", "0000000000000000/64"),
        ])
    func place(address: String, text: String) {
        #expect(NetworkAddress(address).text == text)
    }

    @Test(
        "addresses that cannot be read share one place",
        arguments: [nil, "", "unknown", "192.0.2", "192.0.2.256", "0x7f.1", "127.1", "192.0.2.7:80", "[::1]", "::g"])
    func unreadable(address: String?) {
        #expect(NetworkAddress(address).text == "unknown")
    }
}
