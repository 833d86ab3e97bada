// What was seen on this machine: the configuration, its files, the database, and whether the server that it describes runs.

import Keys
import OAuth

/// The installation on this machine, as far as it is one. Nothing in it was changed by looking.
struct Inside: Sendable {
    /// The configuration by the name of its file.
    var file: String
    /// Why the configuration cannot be used; then nothing else is known.
    var mistakes: [String] = []
    var configuration: Configuration?
    /// Options that are switched on although their name or meaning warns of them.
    var relaxed: [Relaxed] = []
    var secret = SecretSeen.unneeded
    var database = DatabaseSeen.memory
    /// In bytes, where the database is.
    var freeSpace: Int64?
    var upstreams: [UpstreamSeen] = []
    /// The answer of the running server at its listen address; `nil` if its port is not known.
    var ready: Sight?
    /// The issuer that the running server says it is.
    var runningIssuer: String?

    struct Relaxed: Sendable, Equatable {
        let key: String
        let meaning: String
    }

    enum SecretSeen: Sendable, Equatable {
        case unneeded, inEnvironment
        case file(path: String, mode: Int)
        case missing(path: String)
    }

    enum DatabaseSeen: Sendable {
        case memory
        case absent(path: String)
        /// Not opened, as its secret is missing.
        case closed(path: String)
        /// It does not open, for this reason.
        case broken(path: String, reason: String)
        case old(path: String, version: Int)
        case newer(path: String, version: Int)
        case open(path: String, mode: Int, Contents)
    }

    struct Contents: Sendable {
        var hasAdministrator: Bool
        var keys: [StoredKey]
        var clients: [Client]
        /// Whether the secret opens the signing keys.
        var secretFits: Bool
    }

    struct UpstreamSeen: Sendable, Equatable {
        let resource: String
        let address: String
        /// Why there was no answer.
        var silence: String?
    }
}
