// Which endpoint a path belongs to, for numbers and spans: a short list of names, whatever is asked for. No hashing and no copies: paths of
// the same length are compared octet by octet.

import OAuth

/// Endpoints by path.
public struct EndpointTable: Sendable {
    /// The names, by position.
    public static let names = Name.allCases.map(\.rawValue)

    enum Name: String, CaseIterable {
        case authorize, consent, token, introspect, revoke, userinfo, jwks, register, metadata, account, admin, health, gateway, other
        case signIn = "sign_in"
        case signUp = "sign_up"
        case upstreamToken = "upstream_token"

        var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    private struct Place {
        let path: [UInt8]
        let index: Int
    }

    private static let longest = 96
    /// Whole paths, by their length.
    private var exact: [[Place]] = Array(repeating: [], count: longest + 1)
    /// Beginnings, the first that fits decides.
    private var prefixes: [Place] = []
    private let other = Name.other.index

    /// - Parameter routes: the paths of the gateway's resources.
    public init(_ address: PublicAddress, routes: [String]) {
        let base = address.basePath
        for (path, name) in Self.paths {
            add(base + path, name)
            // CLIENTS M12: some also at the root of the host.
            if !base.isEmpty { add(path, name) }
        }
        for path in ["/health", "/ready"] { add(path, .health) }
        let below: [(String, Name)] = [
            ("/.well-known", .metadata), (base + Endpoint.registration.path, .register), (base + AccountRoutes.path, .account),
            (base + AdminRoutes.path, .admin), (base + SignInRoutes.path, .signIn),
            (base + UpstreamTokenRoutes.folder, .upstreamToken),
        ]
        prefixes = (below + routes.sorted { $0.utf8.count > $1.utf8.count }.map { ($0 == "/" ? "" : $0, .gateway) }).map {
            Place(path: Array($0.0.utf8), index: $0.1.index)
        }
    }

    private static let paths: [(String, Name)] = [
        (Endpoint.authorization.path, .authorize), (AuthorizationRoutes.resumption, .authorize), (AuthorizationRoutes.decision, .consent),
        (Endpoint.token.path, .token), (Endpoint.introspection.path, .introspect), (Endpoint.revocation.path, .revoke),
        (Endpoint.userInfo.path, .userinfo), (Endpoint.keys.path, .jwks), (Endpoint.registration.path, .register),
        (SignInRoutes.path, .signIn), (SignUpRoutes.path, .signUp),
    ]

    private mutating func add(_ path: String, _ name: Name) {
        guard path.utf8.count <= Self.longest else { return }
        exact[path.utf8.count].append(Place(path: Array(path.utf8), index: name.index))
    }

    /// The position of the endpoint that a request's target belongs to.
    func index(of target: String) -> Int {
        var target = target
        return target.withUTF8 { octets in
            let path = octets[..<(octets.firstIndex(of: UInt8(ascii: "?")) ?? octets.endIndex)]
            if path.count <= Self.longest {
                for place in exact[path.count] where path.elementsEqual(place.path) { return place.index }
            }
            for place in prefixes where path.starts(with: place.path) {
                if path.count == place.path.count || path[path.startIndex + place.path.count] == UInt8(ascii: "/") { return place.index }
            }
            return other
        }
    }
}
