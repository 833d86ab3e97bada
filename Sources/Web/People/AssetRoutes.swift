// The stylesheet and the operator's logo. The stylesheet's path changes with its content, so it may be kept for ever.

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
        let stylesheet = site.pages.stylesheet
        routes.on(stylesheet.path, [.get]) { _, _ in
            .encoded(
                stylesheet.body, type: "text/css; charset=utf-8",
                headers: [.cacheControl: "public, max-age=31536000, immutable"])
        }
        guard let logo = site.logo else { return }
        routes.on(Self.logoPath, [.get]) { _, _ in
            .encoded(logo.bytes, type: logo.type, headers: [.cacheControl: "public, max-age=3600"])
        }
    }
}
