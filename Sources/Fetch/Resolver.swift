// From a name to addresses (RFC 1034 §3.7): the operator's own list first, then what the system knows.

import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds the addresses of a name.
public protocol Resolver: Sendable {
    /// All of them, in the order in which they should be tried. Ends early when its task is cancelled.
    func addresses(of name: String) async throws -> [IPAddress]
}

/// A name without an address.
struct UnknownName: Error {
    let code: Int32
}

/// The system's resolver, on threads of its own: it blocks, and nobody can tell for how long.
public struct SystemResolver: Resolver {
    // Started with the first lookup and never stopped, like the process itself.
    private static let threads: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        return threads
    }()

    public init() {}

    public func addresses(of name: String) async throws -> [IPAddress] {
        let lookup = Lookup()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard lookup.begin(continuation) else { return }
                Self.threads.submit { _ in
                    // Whoever waited has gone: the thread is better used for the next.
                    guard lookup.isWanted else { return }
                    lookup.end(with: Result { try Self.lookUp(name) })
                }
            }
        } onCancel: {
            lookup.end(with: .failure(CancellationError()))
        }
    }

    private static func lookUp(_ name: String) throws -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_flags = AI_ADDRCONFIG
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(name, nil, &hints, &found)
        guard code == 0 else { throw UnknownName(code: code) }
        defer { freeaddrinfo(found) }
        var addresses: [IPAddress] = []
        var entry = found
        while let current = entry {
            // An address comes once for each kind of socket.
            if let address = current.pointee.ai_addr.flatMap({ IPAddress($0) }), !addresses.contains(address) {
                addresses.append(address)
            }
            entry = current.pointee.ai_next
        }
        return addresses
    }
}
