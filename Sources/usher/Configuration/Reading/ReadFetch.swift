// Reads `fetch`: how far Usher may go to read what strangers have named.

extension Reader {
    mutating func readFetch(_ section: Section?) -> Configuration.Fetch? {
        guard let section else { return nil }
        let authorities = value(section, "certificate_authorities", existingFile)
        let hosts = named(section, "hosts", fetchedHost, ipAddress)
        let largest = value(section, "largest_document", documentSize)
        let reachable = values(section, "dangerously_reachable", AddressRange.init)
        guard let largest else { return nil }
        return Configuration.Fetch(
            certificateAuthorities: authorities, hosts: Dictionary(hosts) { first, _ in first }, largestDocument: largest,
            dangerouslyReachable: reachable)
    }
}

private func fetchedHost(_ text: String) throws(Refusal) -> String {
    guard let url = try? HTTPURL("https://\(text)/", allowsQuery: false), url.host == text, text == text.lowercased() else {
        throw Refusal("a host name in lower case, without port, such as client.example.com")
    }
    return text
}

private func ipAddress(_ text: String) throws(Refusal) -> String {
    guard AddressRange.bytes(of: text) != nil else { throw Refusal("an IP address, such as 198.51.100.7 or 2001:db8::7") }
    return text
}

private func documentSize(_ text: String) throws(Refusal) -> Int {
    guard let size = Int(text), (1024...1_048_576).contains(size) else { throw Refusal("a number of bytes from 1024 to 1048576") }
    return size
}
