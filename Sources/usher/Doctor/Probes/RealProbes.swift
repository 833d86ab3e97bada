// The probes of the real world: the emulators' HTTP client, the system's resolver, and a TLS handshake with each address.

import AsyncHTTPClient
import Foundation
import Keys
import NIOCore

extension Probes {
    /// Longer than the ten seconds of the strictest client, so that a slow answer is told from none.
    private static let patience: TimeAmount = .seconds(15)

    /// Runs with probes of the real world.
    ///
    /// - Parameters:
    ///   - network: what is known of the server's name and addresses.
    ///   - trustsAnybody: whether to look behind a certificate that is not to be trusted.
    static func real<Result>(
        network: Seen.Network = Seen.Network(), trustsAnybody: Bool, _ body: (Probes) async -> Result
    ) async -> Result {
        let caller = HTTPCaller(timeLimit: patience, trustsAnybody: trustsAnybody)
        let result = await body(Probes(ask: { await sight(of: $0, caller) }, knock: { _ in network }, now: Installation.now))
        await caller.close()
        return result
    }

    private static func sight(of call: Call, _ caller: HTTPCaller) async -> Sight {
        let start = ContinuousClock.now
        do {
            let answer = try await caller.answer(to: call)
            return Sight(address: call.address, answer: answer, took: .now - start, at: Installation.now())
        } catch {
            return Sight(address: call.address, silence: cause(of: error), took: .now - start, at: Installation.now())
        }
    }

    static func cause(of error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where [.connectTimeout, .readTimeout, .deadlineExceeded].contains(error):
            "no answer within \(patience.nanoseconds / 1_000_000_000) seconds"
        case let error as HTTPClientError: error.shortDescription.lowercased()
        case ChannelError.connectTimeout: "no connection within \(patience.nanoseconds / 1_000_000_000) seconds"
        case let error as IOError where error.errnoCode == ECONNREFUSED: "connection refused"
        case is NIOTooManyBytesError: "an answer of more than 4 MiB"
        default: "no connection"
        }
    }
}
