// swift-tools-version: 6.1
import Foundation
import PackageDescription

// Arrows point one way: commands → web → engine → keys. Storage points at the engine, never back.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let jwtKit: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let tracing: Target.Dependency = .product(name: "Tracing", package: "swift-distributed-tracing")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")

let package = Package(
    name: "usher",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "usher", targets: ["usher"]),
        .library(name: "UsherVerifier", targets: ["UsherVerifier"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", exact: "2.1.1"),
        .package(url: "https://github.com/vapor/jwt-kit.git", exact: "5.7.1"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", exact: "1.7.3"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
        // For tests only: certificates of authorities that nobody trusts.
        .package(url: "https://github.com/apple/swift-certificates.git", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1.git", exact: "1.7.4"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV.git", exact: "0.10.0"),
    ],
    targets: [
        // The base: keys, JWTs, digests.
        .target(name: "Keys", dependencies: [crypto, cryptoExtras, jwtKit], swiftSettings: strict),

        // The engine: no web framework, no SQL, no clock, no randomness.
        .target(name: "OAuth", dependencies: ["Keys"], swiftSettings: strict),

        // What happened when somebody tried to connect: correlation, verdicts, cures. Pure, like the engine.
        .target(name: "Trace", dependencies: ["Keys"], swiftSettings: strict),

        // People: accounts, passwords, sessions, limits.
        .systemLibrary(
            name: "CArgon2", path: "Sources/CArgon2", pkgConfig: "libargon2",
            providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(
            name: "CCrypt", path: "Sources/CCrypt", pkgConfig: "libxcrypt",
            providers: [.apt(["libcrypt-dev"])]),
        .target(
            name: "Identity",
            dependencies: ["Keys", "CArgon2", "CCrypt", crypto, cryptoExtras, nioPosix],
            swiftSettings: strict),

        // What a running server tells its operator: numbers and spans.
        .target(name: "Telemetry", dependencies: ["Keys", metrics, tracing], swiftSettings: strict),

        // What MCP clients and servers say to each other, as bytes in and bytes out.
        .target(name: "MCP", dependencies: ["Keys"], swiftSettings: strict),

        // Mails: composed and sent.
        .systemLibrary(name: "CCurl", path: "Sources/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "Mail", dependencies: ["Keys", "Identity", "Telemetry", "CCurl", nioPosix, logging], swiftSettings: strict),

        // Storage: SQL written once, thin drivers below it.
        .target(name: "SQLStore", dependencies: ["OAuth", "Identity", "Trace", "Telemetry", tracing], swiftSettings: strict),
        .target(
            name: "SQLiteStore",
            dependencies: ["SQLStore", "Telemetry", metrics, grdb, .product(name: "GRDBSQLite", package: "GRDB.swift")],
            swiftSettings: strict),

        .systemLibrary(name: "CPostgres", path: "Sources/CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "PostgresStore", dependencies: ["SQLStore", "OAuth", "Telemetry", "CPostgres", metrics], swiftSettings: strict),

        // An API's OpenAPI document as tools.
        .target(name: "Tools", dependencies: ["Keys", "MCP", yams], swiftSettings: strict),

        // What a person sees, and how the engine meets HTTP.
        .systemLibrary(
            name: "CQREncode", path: "Sources/CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .target(
            name: "Pages", dependencies: ["CQREncode", mustache],
            resources: [.embedInCode("Templates"), .embedInCode("Assets")], swiftSettings: strict),
        .target(
            name: "Web",
            dependencies: [
                "OAuth", "Identity", "Trace", "Telemetry", "Pages", "MCP", "Tools", hummingbird, httpTypes, nioCore, logging, yams, tracing,
            ],
            swiftSettings: strict),
        .target(
            name: "Gateway",
            dependencies: [
                "Keys", "MCP", "Tools", "Trace", "Telemetry", hummingbird, asyncHTTPClient, httpTypes, nioCore, nioHTTP1, nioHTTPTypes,
                logging, tracing,
            ],
            swiftSettings: strict),

        // Documents of strangers, fetched in a way that no document can bend.
        .target(
            name: "Fetch", dependencies: ["OAuth", nioCore, nioHTTP1, nioPosix, nioSSL, nioTLS, logging],
            swiftSettings: strict),

        // Each AI client as data, and the plugin manifest those clients read.
        .target(name: "Profiles", dependencies: ["OAuth"], swiftSettings: strict),

        // For Swift backends behind the gateway.
        .target(
            name: "UsherVerifier", dependencies: ["Keys", hummingbird, asyncHTTPClient, httpTypes, nioCore, nioHTTP1, logging],
            swiftSettings: strict),

        // The commands, and the only place that builds the object graph.
        .executableTarget(
            name: "usher",
            dependencies: [
                "OAuth", "Identity", "Trace", "SQLiteStore", "PostgresStore", "Pages", "Web", "Gateway", "Tools", "Profiles", "Fetch",
                "Mail", "SQLStore", "Telemetry", "Keys", hummingbird, asyncHTTPClient, logging, nioCore, yams, grdb, metrics, tracing,
                httpTypes, nioSSL, nioHTTP1, nioPosix, nioTLS, argumentParser, .product(name: "SwiftCSV", package: "SwiftCSV"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "notes-demo",
            dependencies: [
                "UsherVerifier", hummingbird, httpTypes, argumentParser,
            ],
            path: "Examples/notes-demo", swiftSettings: strict),
        .executableTarget(
            name: "bench-static", dependencies: [hummingbird, logging, nioCore], path: "bench/static", swiftSettings: strict),

        // Tests. `TestKit` holds the fixed clock, the seeded randomness and the engine under test.
        .target(name: "TestKit", dependencies: ["OAuth", "Identity", "SQLiteStore"], path: "Tests/TestKit", swiftSettings: strict),
        .target(
            name: "AuthenticatorKit", dependencies: ["Keys", crypto, cryptoExtras], path: "Tests/AuthenticatorKit",
            swiftSettings: strict),
        .testTarget(name: "KeysTests", dependencies: ["Keys", "AuthenticatorKit", crypto, cryptoExtras], swiftSettings: strict),
        .testTarget(name: "MCPTests", dependencies: ["Keys", "MCP"], swiftSettings: strict),
        .testTarget(name: "OAuthTests", dependencies: ["OAuth", "TestKit"], swiftSettings: strict),
        .testTarget(name: "TraceTests", dependencies: ["Trace", "Keys", "TestKit"], swiftSettings: strict),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry", metrics, tracing], swiftSettings: strict),
        .testTarget(name: "IdentityTests", dependencies: ["Identity", "AuthenticatorKit"], swiftSettings: strict),
        .testTarget(
            name: "StoreTests", dependencies: ["SQLiteStore", "PostgresStore", "SQLStore", "TestKit", "AuthenticatorKit", "Trace", grdb],
            swiftSettings: strict),
        .testTarget(name: "ToolsTests", dependencies: ["Keys", "Tools", "MCP"], swiftSettings: strict),
        .testTarget(name: "MailTests", dependencies: ["Mail", "Identity", "Keys", "TestKit", logging], swiftSettings: strict),
        .testTarget(name: "PagesTests", dependencies: ["Pages"], swiftSettings: strict),
        .target(
            name: "WebTestKit",
            dependencies: [
                "Web", "OAuth", "Identity", "Pages", "Keys", "TestKit", hummingbird, hummingbirdTesting, httpTypes, logging,
                nioCore,
            ],
            path: "Tests/WebTestKit", swiftSettings: strict),
        .testTarget(
            name: "WebTests",
            dependencies: ["Web", "TestKit", "WebTestKit", "AuthenticatorKit", "Trace", "Keys", crypto, hummingbirdTesting, httpTypes],
            swiftSettings: strict),
        .testTarget(name: "QuirkTests", dependencies: ["WebTestKit", "TestKit", "Keys", "OAuth", "Web"], swiftSettings: strict),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "MCP", "Tools", "Trace", hummingbird, httpTypes, nioCore, hummingbirdTesting, asyncHTTPClient, nioHTTP1,
                nioPosix,
            ], swiftSettings: strict),
        .testTarget(
            name: "FetchTests",
            dependencies: [
                "Fetch", "OAuth", logging, nioCore, nioHTTP1, nioPosix, nioSSL, crypto,
                .product(name: "X509", package: "swift-certificates"), .product(name: "SwiftASN1", package: "swift-asn1"),
            ], swiftSettings: strict),
        .testTarget(name: "ProfilesTests", dependencies: ["Profiles"], swiftSettings: strict),
        .testTarget(
            name: "UsherVerifierTests",
            dependencies: ["UsherVerifier", "Keys", hummingbird, hummingbirdTesting, httpTypes], swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "usher", "OAuth", "Identity", "Profiles", "Keys", "Trace", "SQLStore", "SQLiteStore", hummingbird, httpTypes, logging,
                nioCore,
                argumentParser,
            ],
            swiftSettings: strict),
    ]
)

// Each folder has a README for its readers; the build need not look at them, nor at an example's own files.
for target in package.targets where target.type != .system {
    let folder = target.path ?? (target.type == .test ? "Tests/" : "Sources/") + target.name
    let files = FileManager.default.enumerator(atPath: Context.packageDirectory + "/" + folder)
    target.exclude += (files?.compactMap { $0 as? String } ?? []).filter { name in
        name.hasSuffix("README.md") || name.hasSuffix(".yaml")
    }
}
