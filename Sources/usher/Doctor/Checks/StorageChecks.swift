// The files that hold the state: there, whole, and for nobody else's eyes.

import Keys
import OAuth
import Profiles

extension Check {
    private static let files = "docs/operations.md: Files"

    static let storage: [Check] = [
        .failure("secret-missing", .machine, files, Clients.everyone) { seen in
            installed(seen) { inside, _ in
                guard case .missing(let path) = inside.secret, inside.hasDatabase else { return [] }
                return [
                    Finding(
                        "\(path) is missing, but the database is there.",
                        cure: "Put back the secret that belongs to it, or set USHER_SECRET: without it the signing keys stay closed.")
                ]
            }
        },
        .warning("secret-mode", .machine, files) { seen in
            installed(seen) { inside, _ in
                guard case .file(let path, let mode) = inside.secret else { return [] }
                return readable(path, mode)
            }
        },
        .warning("database-mode", .machine, files) { seen in
            installed(seen) { inside, _ in
                guard case .open(let path, let mode, _) = inside.database else { return [] }
                return readable(path, mode)
            }
        },
        .failure("database", .machine, files, Clients.everyone) { seen in
            installed(seen) { inside, _ in
                switch inside.database {
                case .broken(let path, let reason):
                    [Finding("The database \(path) does not open: \(reason)", cure: "Mend that, or restore a backup with `usher restore`.")]
                case .newer(let path, let version):
                    [
                        Finding(
                            "The database \(path) has version \(version), which is newer than this program.",
                            cure: "Use the newer program, or restore a backup that this one has made.")
                    ]
                default: []
                }
            }
        },
        .note("database-old", .machine, files) { seen in
            installed(seen) { inside, _ in
                guard case .old(let path, let version) = inside.database else { return [] }
                return [
                    Finding(
                        "The database \(path) has version \(version); the next start brings it to this program's.",
                        cure: "Make a copy first with `usher backup`.")
                ]
            }
        },
        .warning("database-in-memory", .machine, files) { seen in
            installed(seen) { inside, _ in
                guard case .memory = inside.database else { return [] }
                let cure = "Set `database: sqlite:usher.db`."
                return [Finding("The database is in memory: a stop forgets people, clients and keys.", cure: cure)]
            }
        },
        .warning("disk-space", .machine, files) { seen in
            installed(seen) { inside, _ in
                guard let free = inside.freeSpace, free < 512 << 20 else { return [] }
                return [
                    Finding(
                        "\(free >> 20) MiB are free where the database is.", cure: "Make room: nobody can sign in once the disk is full.")
                ]
            }
        },
        .failure("signing-keys", .machine, "RFC 7517 §5", Clients.everyone) { seen in
            contents(seen) { contents in
                guard contents.secretFits else {
                    return [
                        Finding(
                            "The secret does not open the signing keys of the database.",
                            cure: "Put back the secret that belongs to this database.")
                    ]
                }
                return []
            }
        },
        .warning("retiring-keys", .machine, "RFC 7517 §5") { seen in
            contents(seen) { contents in
                guard !contents.keys.isEmpty else { return [] }
                let soon = seen.now + .seconds(86400)
                return SigningAlgorithm.allCases.compactMap { algorithm in
                    let keys = contents.keys.filter { $0.algorithm == algorithm }
                    guard keys.allSatisfy({ $0.retiresAt.map { $0 < soon } ?? false }) else { return nil }
                    return Finding(
                        "No signing key for \(algorithm.rawValue) is left after \(keys.compactMap(\.retiresAt).max().map(Output.time) ?? "now").",
                        cure: "Make new ones with `usher key rotate`.")
                }
            }
        },
        .warning("clock-behind", .machine, "RFC 7519 §4.1.6") { seen in
            contents(seen) { contents in
                guard let newest = contents.keys.map(\.createdAt).max(), newest > seen.now + .seconds(60) else { return [] }
                return [
                    Finding(
                        "The clock of this machine stands before \(Output.time(newest)), when its newest signing key was made.",
                        cure: "Set it, and let NTP keep it.")
                ]
            }
        },
    ]

    static func contents(_ seen: Seen, _ look: (Inside.Contents) -> [Finding]) -> [Finding]? {
        guard case .open(_, _, let contents)? = seen.inside?.database else { return nil }
        return look(contents)
    }

    private static func readable(_ path: String, _ mode: Int) -> [Finding] {
        guard mode & 0o077 != 0 else { return [] }
        return [
            Finding(
                "\(path) can be read by others (mode \(String(mode, radix: 8))).", cure: "Close it: `chmod 600 \(path)`.")
        ]
    }
}

extension Inside {
    fileprivate var hasDatabase: Bool {
        switch database {
        case .memory, .absent: false
        default: true
        }
    }
}
