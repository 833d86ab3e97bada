// The one script: passkeys cannot be asked for without. Like the stylesheet it has a path that changes with its content.

/// Makes the script.
enum Script {
    static let passkeys: (path: String, body: [UInt8]) = {
        let body = PackageResources.passkeys_js
        return ("/assets/passkeys.\(Stylesheet.digest(of: body)).js", body)
    }()
}
