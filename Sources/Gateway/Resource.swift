// A route with everything about it that can be worked out before the first request.

import FoundationEssentials
import NIOCore
import Telemetry

/// A route, prepared.
struct Resource: Sendable {
    let route: Route
    let requestHeaders: RequestHeaders
    let responseHeaders: ResponseHeaders
    let timeout: TimeAmount
    let publicHost: String
    let publicScheme: String
    var meters: CallMeters?
    /// The upstream's address without a slash at its end.
    private let base: String
    private let baseHasPath: Bool

    init(_ route: Route, _ instruments: Instruments = .none) {
        meters = instruments.meters.map { CallMeters(resource: route.id, $0) }
        self.route = route
        requestHeaders = RequestHeaders(further: route.forwardHeaders, hidesOrigin: route.isMCP)
        responseHeaders = ResponseHeaders(route: route)
        timeout = .milliseconds(
            max(1, route.timeout.components.seconds * 1000 + route.timeout.components.attoseconds / 1_000_000_000_000_000))
        publicScheme = route.metadataURL.scheme ?? "http"
        publicHost = (route.metadataURL.host() ?? "") + (route.metadataURL.port.map { ":\($0)" } ?? "")
        var base = route.upstream.absoluteString
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
        baseHasPath = !(route.upstream.path().isEmpty || route.upstream.path() == "/")
    }

    /// Where a call goes. Target and base are checked already, so they are put together as they are:
    /// taking them apart again could only change the spelling that the rules have seen.
    func address(of target: RequestTarget) -> String {
        if target.path.isEmpty, !baseHasPath { return base + "/" + target.query }
        return base + target.path + target.query
    }
}
