// Fetching metadata and key sets over HTTP (RFC 9110): small, quick, and from nowhere but the given URL.
// Behind a protocol, so that tests hand in documents and a backend may use its own HTTP client.

import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Where documents come from.
public protocol Documents: Sendable {
    /// The document at `url`.
    ///
    /// Must not follow redirects, and must bound size and time: all calls that need keys wait for it.
    func document(at url: String) async throws -> [UInt8]
}

/// Why a document is not there. A `Documents` of your own should throw `status` for answers other than 200.
public enum DocumentProblem: Error, Sendable {
    /// The server answered, with another status than 200.
    case status(UInt, url: String)
    /// The server did not answer in time, or not with all of it.
    case tooSlow(url: String)
}

/// Documents over HTTP: 200 only, no redirects, at most 64 KiB, at most 5 seconds.
public struct HTTPDocuments: Documents {
    /// The longest document that is read.
    public static let sizeLimit = 64 * 1024
    private let timeLimit: Duration

    // Shared and never shut down, like the threads it runs on: a verifier lives as long as its process.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        // A redirect could lead anywhere, private addresses included.
        configuration.redirectConfiguration = .disallow
        configuration.timeout = HTTPClient.Configuration.Timeout(connect: .seconds(5))
        return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }()

    /// - Parameter timeLimit: the time for the whole of one document.
    public init(timeLimit: Duration = .seconds(5)) { self.timeLimit = timeLimit }

    public func document(at url: String) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { try await fetch(url) }
            // A server that sends a byte now and then never goes idle, so the whole is timed.
            group.addTask {
                try await Task.sleep(for: timeLimit)
                throw DocumentProblem.tooSlow(url: url)
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    private func fetch(_ url: String) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "accept", value: "application/json")
        let response = try await Self.client.execute(request, deadline: .distantFuture)
        guard response.status == .ok else { throw DocumentProblem.status(UInt(response.status.code), url: url) }
        return Array(buffer: try await response.body.collect(upTo: Self.sizeLimit))
    }
}
