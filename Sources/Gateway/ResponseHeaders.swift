// Which answer headers come down. The upstream shares its origin with Usher's own pages, so besides hop-by-hop headers
// (RFC 9110 §7.6.1) everything by which an answer could speak for the whole origin stays behind: cookies,
// storage clearing, transport policy, alternative services, service worker scope.

import FoundationEssentials
import HTTPTypes
import NIOHTTP1

/// The rule for answers, made once for each route.
struct ResponseHeaders: Sendable {
    private static let dropped: Set<String> = [
        "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "proxy-authenticate",
        "proxy-authentication-info", "proxy-connection", "set-cookie", "set-cookie2", "clear-site-data",
        "strict-transport-security", "public-key-pins", "alt-svc", "service-worker-allowed", "server", "x-powered-by",
        "date", "x-accel-redirect", "x-accel-buffering", "x-sendfile",
    ]

    /// The route's path without a slash at its end.
    private let prefix: String
    private let origin: String
    private let basePath: String
    private let isSandboxed: Bool
    private let isOpen: Bool

    init(route: Route) {
        prefix = route.path == "/" ? "" : route.path
        var base = route.upstream.absoluteString
        while base.hasSuffix("/") { base.removeLast() }
        let afterScheme = base.firstRange(of: "://")?.upperBound ?? base.startIndex
        let pathStart = base[afterScheme...].firstIndex(of: "/") ?? base.endIndex
        origin = String(base[..<pathStart])
        basePath = String(base[pathStart...])
        isSandboxed = route.isSandboxed
        isOpen = route.isMCP
    }

    /// The fields of the answer that goes down.
    func forwarded(_ headers: HTTPHeaders) -> HTTPFields {
        var fields = HTTPFields()
        fields.reserveCapacity(headers.count + 2)
        let hopByHop = Set(headers[canonicalForm: "connection"].map { $0.lowercased() })
        for (rawName, value) in headers {
            guard let name = HTTPField.Name(rawName) else { continue }
            let canonicalName = name.canonicalName
            guard !Self.dropped.contains(canonicalName), hopByHop.isEmpty || !hopByHop.contains(canonicalName) else { continue }
            let isAddress = name == .location || name == .contentLocation
            fields.append(HTTPField(name: name, value: isAddress ? publicAddress(value) : value))
        }
        if isOpen { OpenDoor.open(&fields) }
        if isSandboxed { fields.append(HTTPField(name: .contentSecurityPolicy, value: "sandbox")) }
        return fields
    }

    /// An address below the upstream's base becomes the same place below the route; any other stays as it is.
    func publicAddress(_ address: String) -> String {
        let path: Substring
        if address.hasPrefix("/"), !address.hasPrefix("//") {
            path = address[...]
        } else if address.lowercased().hasPrefix(origin.lowercased()) {
            path = address.dropFirst(origin.count)
            guard path.isEmpty || path.first == "/" || path.first == "?" else { return address }
        } else {
            return address
        }
        guard path.hasPrefix(basePath) else { return address }
        let rest = path.dropFirst(basePath.count)
        guard rest.isEmpty || rest.first == "/" || rest.first == "?" else { return address }
        let result = prefix + rest
        return result.isEmpty || result.first == "?" ? "/" + result : result
    }
}
