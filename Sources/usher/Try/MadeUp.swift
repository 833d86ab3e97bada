// What a client makes up for itself: ports, numbers, `state`, the verifier of PKCE (RFC 7636 §4.1).

import FoundationEssentials
import Keys
import Profiles

/// The values of one run for the places of a profile's templates.
struct MadeUp: Sendable, Equatable {
    private let values: [Profile.Template.Place: String]

    /// - Parameter server: the URL that the person typed.
    init(server: String) {
        values = [
            // One that is free as a rule; nobody listens there.
            .port: String(Int.random(in: 49152...65535)),
            .uuid: Random.uuid(),
            .digits: Random.hexadecimal(20),
            .connector: Random.base64URL(9),
            .serverDigest: Base64URL.encode(Array(Digest(of: server).bytes.prefix(9))),
        ]
    }

    func fill(_ template: Profile.Template) -> String { template.filled { values[$0] ?? "" } }
}

/// Unpredictable texts as clients make them.
enum Random {
    static func uuid() -> String { UUID().uuidString.lowercased() }

    static func hexadecimal(_ count: Int) -> String {
        bytes(count).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    static func base64URL(_ count: Int) -> String { Base64URL.encode(bytes(count)) }

    static func base64(_ count: Int) -> String { Data(bytes(count)).base64EncodedString() }

    private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: .min ... .max) } }
}

extension Profile.State {
    /// A fresh one, if the client sends any.
    func fresh() -> String? {
        switch self {
        case .absent: nil
        // With every character that a careless server damages; RFC 6749 appendix A.5 allows them all.
        case .uuid: Random.uuid() + #"-+/=%2B&"'<x>~"#
        case .prefixedDigits: "oauth_s_" + Random.hexadecimal(16)
        case .base64URL(let bytes): Random.base64URL(bytes)
        case .base64(let bytes): Self.awkward(bytes)
        }
    }

    /// What ChatGPT's plugin editor sends: more than 500 characters.
    static func long() -> String { "openai_platform_oauth_relay__" + Random.base64URL(384) }

    /// Base64 in which all three of its awkward signs occur, so that a run means the same each time.
    private static func awkward(_ bytes: Int) -> String {
        while true {
            let text = Random.base64(bytes)
            if text.contains("+"), text.contains("/") { return text }
        }
    }
}

/// A verifier and its challenge (RFC 7636 §4.2).
struct ProofKeyPair: Sendable {
    let verifier = Random.base64URL(32)
    var challenge: String { Digest(of: verifier).base64URL }
}
