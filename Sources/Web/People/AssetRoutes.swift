// The stylesheet, the script and the operator's logo. The paths of the first two change with their content, so they may be kept for ever.

import HTTPTypes
import Hummingbird
import Pages

extension Site.Asset {
    /// A picture of at most 1 MiB, known by its first bytes; `nil` if the file is nothing of the kind.
    public init?(pictureFile path: String) {
        guard let bytes = try? PluginFile.read(path, in: "/", atMost: Logo.limit), let type = Logo.type(of: bytes) else {
            return nil
        }
        self.init(type: type, bytes: bytes)
    }
}

struct AssetRoutes {
    let site: Site

    /// Where the logo is served.
    static let logoPath = "/assets/logo"

    func add(to routes: some RouterMethods<WebContext>) {
        func serve(_ asset: (path: String, body: [UInt8]), _ type: String) {
            routes.on(asset.path, [.get]) { _, _ in
                .encoded(asset.body, type: type, headers: [.cacheControl: "public, max-age=31536000, immutable"])
            }
        }
        serve(site.pages.stylesheet, "text/css; charset=utf-8")
        if site.passkeys != nil { serve(site.pages.script, "text/javascript; charset=utf-8") }
        guard let logo = site.logo else { return }
        routes.on(Self.logoPath, [.get]) { _, _ in
            .encoded(logo.bytes, type: logo.type, headers: [.cacheControl: "public, max-age=3600"])
        }
    }
}
