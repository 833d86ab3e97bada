// Mails by SMTP (RFC 5321), with libcurl, which also writes their MIME (RFC 2045, RFC 2046 §5.1.4). Curl blocks, so it has a
// thread of its own, which keeps the connection from one mail to the next.

import CCurl
import Identity
import NIOPosix

/// Where and how mails are handed over.
public struct SMTPServer: Sendable, Equatable {
    public enum Encryption: Sendable, Equatable {
        /// RFC 8314 §3.3: from the first byte on.
        case implicit
        /// RFC 3207, and no mail without it.
        case startTLS
        /// None. For a server on this machine, or where the operator has asked for it.
        case none
    }

    public var host: String
    public var port: Int
    public var encryption: Encryption
    public var user: String?
    public var password: String?
    /// A PEM file in place of the system's authorities.
    public var certificateAuthorities: String?

    public init(
        host: String, port: Int, encryption: Encryption, user: String? = nil, password: String? = nil,
        certificateAuthorities: String? = nil
    ) {
        self.host = host
        self.port = port
        self.encryption = encryption
        self.user = user
        self.password = password
        self.certificateAuthorities = certificateAuthorities
    }
}

/// Hands mails to an SMTP server.
public final class SMTPCourier: Courier {
    /// All that one mail may take. A claim of a mail lasts longer than that.
    public static let patience: Duration = .seconds(60)

    private let connection: Connection
    private let thread = NIOThreadPool(numberOfThreads: 1)

    public init(_ server: SMTPServer, from: Mailbox) {
        connection = Connection(server, from: from)
        thread.start()
    }

    public func deliver(_ envelope: Envelope) async throws {
        try await thread.runIfActive { [connection] in try connection.deliver(envelope) }
    }

    /// Finishes the mail that is under way and closes the connection.
    public func close() async throws {
        try await thread.runIfActive { [connection] in connection.close() }
        try await thread.shutdownGracefully()
    }
}

/// Curl's handle, used on the courier's one thread only.
private final class Connection: @unchecked Sendable {
    private let server: SMTPServer
    private let from: Mailbox
    private var handle: UnsafeMutableRawPointer?

    init(_ server: SMTPServer, from: Mailbox) {
        self.server = server
        self.from = from
    }

    deinit { close() }

    func close() {
        if let handle { curl_easy_cleanup(handle) }
        handle = nil
    }

    private static let isStarted = usher_curl_start() == CURLE_OK

    func deliver(_ envelope: Envelope) throws(DeliveryFailure) {
        guard Self.isStarted, let handle = handle ?? curl_easy_init() else {
            throw DeliveryFailure("curl cannot start", isFinal: false)
        }
        self.handle = handle
        // The connection stays; what was set for the last mail does not.
        curl_easy_reset(handle)
        let mail = try MailParts(envelope, from: from, handle)
        defer { mail.free() }
        do {
            try set(handle, mail, to: envelope.to)
            try check(curl_easy_perform(handle))
        } catch {
            // Whatever the connection is in now, the next mail begins with a fresh one.
            close()
            throw error
        }
    }

    private func set(
        _ handle: UnsafeMutableRawPointer, _ mail: MailParts, to recipient: Mailbox
    ) throws(DeliveryFailure) {
        let scheme = server.encryption == .implicit ? "smtps" : "smtp"
        let host = server.host.contains(":") ? "[\(server.host)]" : server.host
        try check(usher_curl_text(handle, CURLOPT_URL, "\(scheme)://\(host):\(server.port)"))
        try check(usher_curl_text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps"))
        // No proxy of the environment, no netrc: only what the operator has written.
        try check(usher_curl_text(handle, CURLOPT_PROXY, ""))
        try check(usher_curl_number(handle, CURLOPT_NOSIGNAL, 1))
        try check(usher_curl_number(handle, CURLOPT_CONNECTTIMEOUT, 15))
        try check(usher_curl_number(handle, CURLOPT_TIMEOUT, Int(SMTPCourier.patience.components.seconds)))
        try check(
            usher_curl_number(
                handle, CURLOPT_USE_SSL, Int(server.encryption == .startTLS ? CURLUSESSL_ALL.rawValue : CURLUSESSL_NONE.rawValue)))
        // RFC 8996: nothing below TLS 1.2.
        try check(usher_curl_number(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)))
        if let file = server.certificateAuthorities { try check(usher_curl_text(handle, CURLOPT_CAINFO, file)) }
        if let user = server.user, let password = server.password {
            try check(usher_curl_text(handle, CURLOPT_USERNAME, user))
            try check(usher_curl_text(handle, CURLOPT_PASSWORD, password))
        }
        try check(usher_curl_text(handle, CURLOPT_MAIL_FROM, "<\(from.address)>"))
        try check(usher_curl_list(handle, CURLOPT_MAIL_RCPT, mail.recipients))
        try check(usher_curl_list(handle, CURLOPT_HTTPHEADER, mail.headers))
        try check(usher_curl_mime(handle, mail.mime))
    }

    private func check(_ code: CURLcode) throws(DeliveryFailure) {
        guard code != CURLE_OK else { return }
        let words = String(cString: curl_easy_strerror(code))
        let answer = handle.map { usher_curl_response($0) } ?? 0
        // The server's own text may repeat the recipient, so only its number is told.
        throw DeliveryFailure(
            answer >= 400 ? "the mail server answered \(answer) (\(words))" : words,
            // A refused login or an unusable sender is the operator's to mend; the mail waits for it.
            isFinal: (550...554).contains(answer) && code != CURLE_LOGIN_DENIED)
    }
}

/// A mail as curl wants it.
private struct MailParts {
    var recipients: UnsafeMutablePointer<curl_slist>?
    var headers: UnsafeMutablePointer<curl_slist>?
    var mime: OpaquePointer?

    init(_ envelope: Envelope, from: Mailbox, _ handle: UnsafeMutableRawPointer) throws(DeliveryFailure) {
        recipients = curl_slist_append(nil, "<\(envelope.to.address)>")
        let lines =
            MailHeaders(
                from: from, to: envelope.to, subject: envelope.message.subject, id: envelope.id.value, at: envelope.at
            ).lines + ["Content-Type: multipart/alternative"]  // Curl adds the boundary.
        // An empty part means that memory is short; `isComplete` says so.
        var isComplete = recipients != nil
        for line in lines {
            let longer = curl_slist_append(headers, line)
            isComplete = isComplete && longer != nil
            headers = longer ?? headers
        }
        mime = curl_mime_init(handle)
        isComplete = isComplete && mime != nil
        // RFC 2046 §5.1.4: the plainest first.
        for (type, body) in [("text/plain; charset=utf-8", envelope.message.text), ("text/html; charset=utf-8", envelope.message.html)] {
            let part = curl_mime_addpart(mime)
            let set = [
                body.withCString { curl_mime_data(part, $0, body.utf8.count) }, curl_mime_type(part, type),
                curl_mime_encoder(part, "quoted-printable"),
            ]
            isComplete = isComplete && part != nil && set.allSatisfy { $0 == CURLE_OK }
        }
        guard isComplete else {
            free()
            throw DeliveryFailure("curl is out of memory", isFinal: false)
        }
    }

    func free() {
        curl_mime_free(mime)
        curl_slist_free_all(headers)
        curl_slist_free_all(recipients)
    }
}
