// How the operator's settings bound what is fetched.

import Fetch
import Logging

extension Fetcher {
    /// The fetcher of a server.
    init(_ configuration: Configuration, logger: Logger) {
        let fetch = configuration.fetch
        var policy = Policy()
        policy.certificateAuthorities = fetch.certificateAuthorities
        policy.hosts = fetch.hosts.compactMapValues { IPAddress($0) }
        policy.largestDocument = fetch.largestDocument
        policy.isOpened = { address in fetch.dangerouslyReachable.contains { $0.contains(address.description) } }
        // A server that only this machine reaches may read what only this machine has.
        policy.allowsLoopback = configuration.publicURL.isLoopback
        self.init(policy, logger: logger)
    }
}
