// How password hashes are written: PHC strings (Argon2, passlib, Auth0), crypt(5), and the forms of Django and Werkzeug.
// What is kept is written in one way only: crypt(5)'s, otherwise a PHC string.

import Keys

extension ForeignHash {
    /// Reads a hash as another system has written it.
    public init(_ text: String) throws(Problem) {
        // Longer than any that is whole; and what is compared to it is no longer than that.
        guard text.utf8.count <= 1024 else { throw .damaged }
        guard let first = text.utf8.first else { throw .unknown }
        let form = first == UInt8(ascii: "$") ? try Self.dollars(text) : try Self.framework(text)
        try self.init(form)
    }

    /// As it is stored.
    var text: String {
        switch form {
        case .argon2(let type, let parameters, let salted):
            "$\(type.rawValue)$v=19$m=\(parameters.memory),t=\(parameters.passes),p=\(parameters.lanes)$\(salted.text)"
        case .bcrypt(_, let text), .unixScrypt(_, _, _, let text): text
        case .scrypt(let logN, let r, let p, let salted): "$scrypt$ln=\(logN),r=\(r),p=\(p)$\(salted.text)"
        case .pbkdf2(let function, let rounds, let salted): "$pbkdf2-\(function.rawValue)$i=\(rounds)$\(salted.text)"
        }
    }

    // MARK: PHC strings and crypt(5)

    private static func dollars(_ text: String) throws(Problem) -> Form {
        let fields = text.split(separator: "$", omittingEmptySubsequences: false).dropFirst().map(String.init)
        guard let name = fields.first, fields.count >= 3 else { throw .unknown }
        if ["2a", "2b", "2y"].contains(name) { return try bcrypt(text, fields) }
        if name == "7" { return try unixScrypt(text, fields) }
        if let type = Argon2Type(rawValue: name) { return try argon2(type, fields) }
        // Without a name of its function it is passlib's for SHA-1.
        if name == "pbkdf2" { return try pbkdf2(.sha1, fields) }
        if name.hasPrefix("pbkdf2-"), let function = DigestFunction(rawValue: String(name.dropFirst(7))) {
            return try pbkdf2(function, fields)
        }
        guard name == "scrypt", fields.count == 4 else { throw .unknown }
        let values = assignments(fields[1])
        guard let logN = values["ln"], let r = values["r"], let p = values["p"] else { throw .damaged }
        return .scrypt(logN: logN, r: r, p: p, try Salted(fields[2], fields[3]))
    }

    private static func bcrypt(_ text: String, _ fields: [String]) throws(Problem) -> Form {
        guard fields.count == 3, fields[1].utf8.count == 2, fields[1].first != "+", let cost = Int(fields[1]), fields[2].isCrypt(53) else {
            throw .damaged
        }
        return .bcrypt(cost: cost, text)
    }

    // The logarithm of N in one character, r and p in five each, the least significant first; then the salt.
    private static func unixScrypt(_ text: String, _ fields: [String]) throws(Problem) -> Form {
        guard fields.count == 3, fields[1].utf8.count > 11, fields[1].isCrypt(nil), fields[2].isCrypt(43) else { throw .damaged }
        let digits = fields[1].utf8.prefix(11).compactMap { cryptAlphabet.firstIndex(of: $0) }
        func number(_ range: Range<Int>) -> Int { digits[range].reversed().reduce(0) { $0 << 6 | $1 } }
        return .unixScrypt(logN: digits[0], r: number(1..<6), p: number(6..<11), text)
    }

    private static func argon2(_ type: Argon2Type, _ fields: [String]) throws(Problem) -> Form {
        // Version 1.3 of the algorithm, the only one since 2016.
        guard fields.count == 5, fields[1] == "v=19" else { throw .damaged }
        let values = assignments(fields[2]).compactMapValues { UInt32(exactly: $0) }
        guard let memory = values["m"], let passes = values["t"], let lanes = values["p"] else { throw .damaged }
        let parameters = Argon2Parameters(memory: memory, passes: passes, lanes: lanes)
        return .argon2(type, parameters, try Salted(fields[3], fields[4]))
    }

    // `i=1000,l=32`, or the number alone.
    private static func pbkdf2(_ function: DigestFunction, _ fields: [String]) throws(Problem) -> Form {
        guard fields.count == 4, let rounds = Int(fields[1]) ?? assignments(fields[1])["i"] else { throw .damaged }
        return .pbkdf2(function, rounds: rounds, try Salted(fields[2], fields[3]))
    }

    private static func assignments(_ text: String) -> [String: Int] {
        var values: [String: Int] = [:]
        for assignment in text.split(separator: ",") {
            let pair = assignment.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { values[String(pair[0])] = Int(pair[1]) }
        }
        return values
    }

    // MARK: Django and Werkzeug

    private static func framework(_ text: String) throws(Problem) -> Form {
        let fields = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        // Django puts a name before what is a whole hash by itself.
        if ["argon2", "bcrypt"].contains(fields[0]), fields.count > 1 {
            let rest = fields.dropFirst().joined(separator: "$")
            return try dollars(fields[0] == "bcrypt" ? rest : "$" + rest)
        }
        if fields[0].hasPrefix("pbkdf2_"), let function = DigestFunction(rawValue: String(fields[0].dropFirst(7))) {
            guard fields.count == 4, let rounds = Int(fields[1]) else { throw .damaged }
            return .pbkdf2(function, rounds: rounds, try Salted(text: fields[2], base64: fields[3]))
        }
        if fields[0] == "scrypt" {
            guard fields.count == 6, let n = Int(fields[1]), let r = Int(fields[3]), let p = Int(fields[4]) else { throw .damaged }
            return .scrypt(logN: try logarithm(n), r: r, p: p, try Salted(text: fields[2], base64: fields[5]))
        }
        return try werkzeug(fields)
    }

    private static func werkzeug(_ fields: [String]) throws(Problem) -> Form {
        let method = fields[0].split(separator: ":").map(String.init)
        guard fields.count == 3, let name = method.first, ["pbkdf2", "scrypt"].contains(name) else { throw .unknown }
        guard let key = bytes(hexadecimal: fields[2]) else { throw .damaged }
        let salted = Salted(salt: Array(fields[1].utf8), key: key)
        if name == "scrypt" {
            guard method.count == 4, let n = Int(method[1]), let r = Int(method[2]), let p = Int(method[3]) else { throw .damaged }
            return .scrypt(logN: try logarithm(n), r: r, p: p, salted)
        }
        guard method.count == 3, let rounds = Int(method[2]) else { throw .damaged }
        guard let function = DigestFunction(rawValue: method[1]) else { throw .unknown }
        return .pbkdf2(function, rounds: rounds, salted)
    }

    /// The logarithm of scrypt's N, which is a power of two.
    static func logarithm(_ n: Int) throws(Problem) -> Int {
        guard n > 1, n.nonzeroBitCount == 1 else { throw .damaged }
        return n.trailingZeroBitCount
    }

    /// Bytes in base 16.
    public static func bytes(hexadecimal text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// Bytes in base 64, with padding or without, also as passlib writes it.
    public static func bytes(base64 text: String) -> [UInt8]? {
        var characters = text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "+"), UInt8(ascii: "."): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: byte
            }
        }
        while characters.last == UInt8(ascii: "=") { characters.removeLast() }
        return Base64URL.decode(String(decoding: characters, as: UTF8.self))
    }
}

extension ForeignHash.Salted {
    /// Both in base 64.
    init(_ salt: String, _ key: String) throws(ForeignHash.Problem) {
        guard let salt = ForeignHash.bytes(base64: salt), let key = ForeignHash.bytes(base64: key) else { throw .damaged }
        self.init(salt: salt, key: key)
    }

    /// The salt as it is, the key in base 64.
    init(text salt: String, base64 key: String) throws(ForeignHash.Problem) {
        guard let key = ForeignHash.bytes(base64: key) else { throw .damaged }
        self.init(salt: Array(salt.utf8), key: key)
    }

    fileprivate var text: String { "\(Self.base64(salt))$\(Self.base64(key))" }

    private static func base64(_ bytes: [UInt8]) -> String {
        String(Base64URL.encode(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
    }
}

private let cryptAlphabet = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

extension String {
    /// Whether it is made of crypt(5)'s 64 characters, as many as given.
    fileprivate func isCrypt(_ length: Int?) -> Bool {
        (length == nil || utf8.count == length) && utf8.allSatisfy { cryptAlphabet.contains($0) }
    }
}
