// Reads everything that is not a resource, and checks what only shows when values are seen together.

import OAuth

extension Reader {
    /// The whole configuration; nil if anything was reported.
    mutating func configuration(_ root: Section) -> Configuration? {
        let publicURL = value(root, "public_url", HTTPURL.publicURL)
        let insecure = value(root, "insecure_http", yesOrNo)
        let listen = value(root, "listen", ListenAddress.init)
        let adminListen = value(root, "admin_listen", ListenAddress.init)
        let database = value(root, "database", DatabaseLocation.init)
        let connections = value(root, "database_connections", connectionCount)
        let secretFile = value(root, "secret_file") { text throws(Refusal) in text }
        let resources = readResources(root)
        let branding = readBranding(root.child("branding"))
        let templates = value(root, "templates", existingFolder)
        let signUp = value(root, "sign_up", oneOf(Configuration.SignUp.self))
        let signIn = readSignIn(root.child("sign_in"))
        let mail = readMail(root.child("mail"))
        let registration = readRegistration(root.child("registration"))
        let lifetimes = readLifetimes(root.child("lifetimes"))
        let keys = readKeys(root.child("keys"))
        let proxies = values(root, "trusted_proxies", AddressRange.init)
        let limits = readLimits(root.child("limits"))
        let fetch = readFetch(root.child("fetch"))
        let tls = readTLS(root.child("tls"))
        let log = readLog(root.child("log"))
        let trace = readTrace(root.child("trace"))
        let shutdown = readShutdown(root.child("shutdown"))
        let tracing = readTracing(root.child("tracing"))
        if let listen, let adminListen, adminListen == listen, listen.port != 0, let setting = root.setting["admin_listen"] {
            report(setting, ["admin_listen"], "another address than that of `listen`: what is there is not for the public")
        }
        if signIn?.mail == true, root.child("mail") == nil, let setting = root.child("sign_in")?.setting["mail"] {
            report(setting, ["sign_in", "mail"], "false, as there is no `mail` that says how people are written to")
        }
        if let publicURL, let insecure, let listen { checkEncryption(root, publicURL, insecure, listen) }
        if let publicURL, let signIn { checkPasskeys(root, publicURL, signIn) }
        if let signIn { checkUpstreamTokens(root, resources, signIn.upstreams) }
        guard problems.isEmpty, let publicURL, let insecure, let listen, let database, let connections, let branding, let signUp,
            let signIn, let registration, let lifetimes, let keys, let limits, let fetch, let log, let trace, let shutdown
        else { return nil }
        return Configuration(
            publicURL: publicURL, insecureHTTP: insecure, listen: listen, adminListen: adminListen, database: database,
            databaseConnections: connections, secretFile: secretFile, resources: resources,
            branding: branding, templates: templates, signUp: signUp, signIn: signIn, mail: mail,
            registration: registration,
            lifetimes: lifetimes, keys: keys, trustedProxies: proxies, limits: limits, fetch: fetch, tls: tls, log: log, trace: trace,
            shutdown: shutdown,
            tracing: tracing)
    }

    // RFC 6749 §3.1 and §3.2, RFC 9700 §2.6: TLS everywhere but on one's own machine.
    private mutating func checkEncryption(_ root: Section, _ publicURL: HTTPURL, _ insecure: Bool, _ listen: ListenAddress) {
        guard !publicURL.isSecure, let address = root.setting["public_url"], let socket = root.setting["listen"] else { return }
        let cure = "or, on a closed test network only, set `insecure_http: true`"
        if let tls = root.child("tls") {
            let blamed = Setting(address.value, address.origin == .standard ? tls.origin : address.origin)
            report(blamed, ["public_url"], "https, as `tls` is set")
        } else if insecure {
            return
        } else if !publicURL.isLoopback {
            report(address, ["public_url"], "https, as other machines can reach it; \(cure)")
        } else if !listen.isLoopback {
            let reason = "because `public_url` is plain http; use https there, \(cure)"
            report(socket, ["listen"], "an address of this machine only, such as 127.0.0.1:8080, \(reason)")
        }
    }

    private mutating func readBranding(_ section: Section?) -> Configuration.Branding? {
        guard let section else { return nil }
        let name = value(section, "name", line(upTo: 60))
        let logo = value(section, "logo", existingImage)
        let color = value(section, "color", colour)
        return name.map { Configuration.Branding(name: $0, logo: logo, color: color) }
    }

    private mutating func readRegistration(_ section: Section?) -> Configuration.Registration? {
        guard let section else { return nil }
        let dynamic = value(section, "dynamic", yesOrNo)
        let documents = value(section, "metadata_documents", yesOrNo)
        let secret = value(section, "always_secret", yesOrNo)
        guard let dynamic, let documents, let secret else { return nil }
        return Configuration.Registration(dynamic: dynamic, metadataDocuments: documents, alwaysSecret: secret)
    }

    private mutating func readLifetimes(_ section: Section?) -> Configuration.Lifetimes? {
        guard let section else { return nil }
        let code = value(section, "code", codeSpan)
        let access = value(section, "access_token", accessTokenSpan)
        let refresh = value(section, "refresh_token", span)
        let grant = value(section, "grant", span)
        let unused = value(section, "unused_client", span)
        let session = value(section, "session", span)
        let absolute = value(section, "session_absolute", span)
        let grace = value(section, "refresh_grace", spanOrZero)
        guard let code, let access, let refresh, let grant, let unused, let session, let absolute, let grace else { return nil }
        checkOrder(section, ("access_token", access), ("grant", grant))
        checkOrder(section, ("refresh_token", refresh), ("grant", grant))
        checkOrder(section, ("session", session), ("session_absolute", absolute))
        checkOrder(section, ("refresh_grace", grace), ("refresh_token", refresh))
        return Configuration.Lifetimes(
            code: code, accessToken: access, refreshToken: refresh, grant: grant, unusedClient: unused, session: session,
            sessionAbsolute: absolute, refreshGrace: grace)
    }

    private mutating func readKeys(_ section: Section?) -> Configuration.Keys? {
        guard let section, let every = value(section, "rotate_every", rotationSpan) else { return nil }
        return Configuration.Keys(rotateEvery: every.span)
    }

    private mutating func checkOrder(_ section: Section, _ short: (String, Duration), _ long: (String, Duration)) {
        guard short.1 > long.1, let shorter = section.setting[short.0], let longer = section.setting[long.0] else { return }
        // Point at what somebody wrote, not at a default.
        let origin = shorter.origin == .standard ? longer.origin : shorter.origin
        let first = "`lifetimes.\(short.0)` (\(shorter.text ?? ""))"
        let second = "`lifetimes.\(long.0)` (\(longer.text ?? ""))"
        report(Problem(origin, "\(first) is longer than \(second); expected it to be at most as long"))
    }

    private mutating func readLimits(_ section: Section?) -> Configuration.Limits? {
        guard let section else { return nil }
        let account = value(section, "sign_in_per_account", RateLimit.init(_:))
        let address = value(section, "sign_in_per_address", RateLimit.init(_:))
        let signUp = value(section, "sign_up_per_address", RateLimit.init(_:))
        let registrationsPerAddress = value(section, "registrations_per_address", RateLimit.init(_:))
        let registrations = value(section, "registrations", RateLimit.init(_:))
        let failures = value(section, "token_failures", RateLimit.init(_:))
        guard let account, let address, let signUp, let registrationsPerAddress, let registrations, let failures else { return nil }
        return Configuration.Limits(
            signInPerAccount: account, signInPerAddress: address, signUpPerAddress: signUp,
            registrationsPerAddress: registrationsPerAddress, registrations: registrations, tokenFailures: failures)
    }

    private mutating func readTLS(_ section: Section?) -> Configuration.TLS? {
        guard let section else { return nil }
        let certificate = value(section, "certificate", existingFile)
        let key = value(section, "key", existingFile)
        guard let certificate, let key else { return nil }
        return Configuration.TLS(certificate: certificate, key: key)
    }

    private mutating func readTrace(_ section: Section?) -> Configuration.Trace? {
        guard let section else { return nil }
        let enabled = value(section, "enabled", yesOrNo)
        let keep = value(section, "keep", span)
        let most = value(section, "most", attemptCount)
        guard let enabled, let keep, let most else { return nil }
        return Configuration.Trace(isEnabled: enabled, keep: keep, most: most)
    }

    private mutating func readLog(_ section: Section?) -> Configuration.Log? {
        guard let section else { return nil }
        let level = value(section, "level", oneOf(Configuration.Log.Level.self))
        let format = value(section, "format", oneOf(Configuration.Log.Format.self))
        let requests = value(section, "requests", yesOrNo)
        guard let level, let format, let requests else { return nil }
        return Configuration.Log(level: level, format: format, requests: requests)
    }

    private mutating func readShutdown(_ section: Section?) -> Configuration.Shutdown? {
        guard let section, let drain = value(section, "drain", drainSpan) else { return nil }
        return Configuration.Shutdown(drain: drain)
    }

    private mutating func readTracing(_ section: Section?) -> Configuration.Tracing? {
        guard let section else { return nil }
        let otlp = value(section, "otlp", collectorURL)
        let sample = value(section, "sample", share)
        guard let otlp, let sample else { return nil }
        return Configuration.Tracing(otlp: otlp, sample: sample)
    }
}

/// Nothing in it is `never`.
private struct Rotation {
    var span: Duration?
}

private func rotationSpan(_ text: String) throws(Refusal) -> Rotation {
    if text == "never" { return Rotation(span: nil) }
    guard let every = try? span(text), every >= .seconds(3600) else {
        throw Refusal("never, or a span of time of at least 1h, such as 90d")
    }
    return Rotation(span: every)
}

private func attemptCount(_ text: String) throws(Refusal) -> Int {
    guard let count = Int(text), (100...1_000_000).contains(count) else { throw Refusal("a number from 100 to 1000000") }
    return count
}

/// What was accepted needs the rest of the half minute that a stop may take.
private func drainSpan(_ text: String) throws(Refusal) -> Duration {
    guard let duration = try? spanOrZero(text), duration <= .seconds(25) else { throw Refusal("a span of time from 0 to 25s") }
    return duration
}

private func share(_ text: String) throws(Refusal) -> Double {
    guard let share = Double(text), (0...1).contains(share) else { throw Refusal("a share from 0 to 1, such as 0.05") }
    return share
}

private func collectorURL(_ text: String) throws(Refusal) -> HTTPURL {
    guard let url = try? HTTPURL(text, allowsQuery: false) else {
        throw Refusal("the URL of a collector, such as http://127.0.0.1:4318/v1/traces")
    }
    return url
}

private func accessTokenSpan(_ text: String) throws(Refusal) -> Duration {
    guard let duration = try? span(text), duration <= Lifetimes.longestAccessToken else { throw Refusal("a span of time from 1s to 24h") }
    return duration
}

/// RFC 6749 §4.1.2: a code lives ten minutes at most.
private func codeSpan(_ text: String) throws(Refusal) -> Duration {
    guard let duration = try? span(text), duration <= .seconds(600) else { throw Refusal("a span of time from 1s to 10m") }
    return duration
}
