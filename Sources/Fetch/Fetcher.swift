// Fetches documents of strangers (draft-ietf-oauth-client-id-metadata-document §4 and §6) in a way that no document
// can bend: https, judged addresses, no redirects, little size, little time, few at once.

import Logging
import NIOCore
import NIOPosix
import NIOSSL
import OAuth

/// The one place from which Usher fetches what somebody else has named.
public actor Fetcher: DocumentSource {
    /// What the operator decides.
    public struct Policy: Sendable {
        public var largestDocument = 10 * 1024
        /// For all of it: name, connection, answer.
        public var timeLimit: Duration = .seconds(5)
        /// Only if this server's own address is loopback.
        public var allowsLoopback = false
        /// Names whose address is not asked for.
        public var hosts: [String: IPAddress] = [:]
        /// Dangerous: special addresses that may be reached all the same.
        public var isOpened: @Sendable (IPAddress) -> Bool = { _ in false }
        /// A PEM file of certificate authorities that are trusted besides the system's.
        public var certificateAuthorities: String?
        /// How many fetches may be under way; who comes then is told to come later.
        public var mostAtOnce = 32

        public init() {}
    }

    private typealias Flight = Task<Result<FetchedDocument, FetchProblem>, Never>

    private let policy: Policy
    private let check: AddressCheck
    private let logger: Logger
    private var flights: [DocumentURL: Flight] = [:]
    private var tls: NIOSSLContext?

    public init(_ policy: Policy = Policy(), resolver: any Resolver = SystemResolver(), logger: Logger) {
        self.policy = policy
        self.logger = logger
        check = AddressCheck(
            resolver: resolver, hosts: policy.hosts, allowsLoopback: policy.allowsLoopback, isOpened: policy.isOpened)
    }

    /// The document at `url`. Who asks for what is being fetched waits for that fetch.
    public func document(at url: DocumentURL) async throws(FetchProblem) -> FetchedDocument {
        if let flight = flights[url] { return try await flight.value.get() }
        guard flights.count < policy.mostAtOnce else {
            throw FetchProblem(.unreachable, "Too many documents are being fetched; try again in a moment.")
        }
        let flight = Flight {
            let result = await self.result(of: url)
            self.land(url)
            return result
        }
        flights[url] = flight
        return try await flight.value.get()
    }

    private func land(_ url: DocumentURL) { flights[url] = nil }

    private func result(of url: DocumentURL) async -> Result<FetchedDocument, FetchProblem> {
        do {
            return .success(try await fetch(url))
        } catch {
            logger.info(
                "a document was not fetched",
                metadata: ["host": "\(url.host)", "reason": "\(error.sentence)", "detail": "\(error.detail ?? "none")"])
            return .failure(error)
        }
    }

    private func fetch(_ url: DocumentURL) async throws(FetchProblem) -> FetchedDocument {
        let tls = try await context()
        let deadline = NIODeadline.now() + TimeAmount(policy.timeLimit)
        let addresses = try await judged(url.host)
        let exchange = Exchange(url: url, tls: tls, largestDocument: policy.largestDocument, deadline: deadline)
        return try await answer(exchange, addresses, deadline)
    }

    /// The addresses of a host, or a problem in time.
    private func judged(_ host: String) async throws(FetchProblem) -> [JudgedAddress] {
        let (check, limit) = (check, policy.timeLimit)
        let first = await withTaskGroup(of: Result<[JudgedAddress], FetchProblem>.self) { group in
            group.addTask {
                do throws(FetchProblem) { return .success(try await check.addresses(of: host)) } catch { return .failure(error) }
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return .failure(Exchange.tooSlow)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(Exchange.tooSlow)
        }
        return try first.get()
    }

    /// Tries the addresses one after the other, until one can be connected to.
    private func answer(
        _ exchange: Exchange, _ addresses: [JudgedAddress], _ deadline: NIODeadline
    ) async throws(FetchProblem) -> FetchedDocument {
        let tried = addresses.prefix(4)
        var last = "no address"
        for address in tried where NIODeadline.now() < deadline {
            do {
                return try await exchange.document(from: address, connectingFor: tried.count == 1 ? .seconds(60) : .seconds(2))
            } catch let problem as FetchProblem {
                throw problem
            } catch {
                last = "\(error)"
            }
        }
        guard NIODeadline.now() < deadline else { throw Exchange.tooSlow }
        throw FetchProblem(.unreachable, "The document's server cannot be reached.", detail: last)
    }

    /// Made with the first fetch, since reading the system's authorities takes time and memory.
    private func context() async throws(FetchProblem) -> NIOSSLContext {
        if let tls { return tls }
        let file = policy.certificateAuthorities
        do {
            // Not on the threads of Swift's own pool: files are read.
            let context = try await NIOThreadPool.singleton.runIfActive {
                var configuration = TLSConfiguration.makeClientConfiguration()
                configuration.minimumTLSVersion = .tlsv12
                configuration.applicationProtocols = ["http/1.1"]
                if let file { configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))] }
                return try NIOSSLContext(configuration: configuration)
            }
            tls = context
            return context
        } catch {
            throw FetchProblem(.unreachable, "This server cannot fetch documents at the moment.", detail: "TLS: \(error)")
        }
    }
}
