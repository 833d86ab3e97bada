// Something that happened, as the web layer and the gateway report it: a step, and what may tie it to an attempt.

import Keys

/// A step on its way to its attempt.
public struct Event: Sendable {
    public var step: Step
    /// Who the client says it is.
    public var client: ClientID?
    public var grant: GrantID?
    /// Names one request on its way through sign-in and consent.
    public var flow: String?
    /// Names an authorization request that is surely the same when it comes again from the same browser.
    public var request: String?
    /// Whether the client was registered in this step.
    public var isBirth: Bool
    public var address: String
    public var userAgent: String?
    public var resource: String?

    public init(
        _ step: Step, client: ClientID? = nil, grant: GrantID? = nil, flow: String? = nil, request: String? = nil,
        isBirth: Bool = false, address: String, userAgent: String?, resource: String? = nil
    ) {
        self.step = step
        self.client = client
        self.grant = grant
        self.flow = flow
        self.request = request
        self.isBirth = isBirth
        self.address = address
        self.userAgent = userAgent
        self.resource = resource
    }

    /// What ties it to one attempt for sure.
    public var strongLinks: [Link] {
        var links: [Link] = []
        if let grant { links.append(.grant(grant)) }
        if let flow { links.append(.flow(flow)) }
        if let request { links.append(.request("\(request) \(address)")) }
        if let client { links.append(.born(client)) }
        return links
    }

    /// Where it came from.
    public var place: Link { .place(SafeText.line(address, limit: 64), Self.family(userAgent)) }

    /// The products that a user agent names, without their versions.
    static func family(_ userAgent: String?) -> String {
        let products = SafeText.line(userAgent ?? "", limit: 200).split(separator: " ")
            .compactMap { word in word.contains("/") ? word.prefix { $0 != "/" } : nil }
        return products.isEmpty ? SafeText.line(userAgent ?? "", limit: 40) : products.joined(separator: " ")
    }
}
