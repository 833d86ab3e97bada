// The end of a connection whose answer goes to an app on the device, such as `cursor://…`.
// The page sends the browser on by itself and says so; a browser that stays behind still shows something sensible.

/// Where a person learns that it worked.
public struct ConnectedPage: Page {
    public static let template = "connected"

    public var clientName: String
    /// The whole address that the answer goes to.
    public var link: String

    public init(clientName: String, link: String) {
        self.clientName = clientName
        self.link = link
    }

    public static let example = ConnectedPage(
        clientName: "Cursor", link: "cursor://anysphere.cursor-mcp/oauth/callback?code=code&state=state")
}
