// Reads one HTTP answer (RFC 9110) and gives up at the first thing that a document must not be:
// another status than 200, another type than JSON, too large. What is refused is not read to its end.

import NIOCore
import NIOHTTP1
import NIOSSL
import NIOTLS
import OAuth

/// The last handler of a connection; asks once, and keeps the promise once.
final class AnswerReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// The name that the certificate must be for; `nil` for an address.
    private let serverName: String?
    private let request: HTTPRequestHead
    private let largestDocument: Int
    private let promise: EventLoopPromise<FetchedDocument>
    private var maxAge: Duration?
    private var bytes: [UInt8] = []

    init(
        serverName: String?, request: HTTPRequestHead, largestDocument: Int, promise: EventLoopPromise<FetchedDocument>
    ) {
        self.serverName = serverName
        self.request = request
        self.largestDocument = largestDocument
        self.promise = promise
    }

    // Nothing is said before it is certain who listens.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent {
            if isRightServer(context) {
                context.write(wrapOutboundOut(.head(request)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            } else {
                promise.fail(Self.wrongServer)
                context.close(promise: nil)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func isRightServer(_ context: ChannelHandlerContext) -> Bool {
        guard let serverName else { return true }
        let certificate = try? context.channel.pipeline.syncOperations.nioSSL_peerCertificate()
        return certificate.map { ServerName.matches(serverName, $0) } ?? false
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do {
            switch unwrapInboundIn(data) {
            case .head(let head): try begin(head)
            case .body(let part): try append(part)
            case .end: promise.succeed(FetchedDocument(bytes: bytes, maxAge: maxAge))
            }
        } catch {
            promise.fail(error)
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(FetchProblem(.unreachable, Self.noTLS, detail: "\(error)"))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        // Whoever hangs up in the middle has not sent a document.
        promise.fail(FetchProblem(.unreachable, "The document's server closed the connection before all was sent."))
        context.fireChannelInactive()
    }

    private static let noTLS = "The document's server cannot be reached over TLS."
    private static let wrongServer = FetchProblem(.unreachable, noTLS, detail: "the certificate is for another name")

    private func begin(_ head: HTTPResponseHead) throws(FetchProblem) {
        // draft-ietf-oauth-client-id-metadata-document §4: 200 and nothing else; a redirect could lead anywhere.
        guard head.status == .ok else {
            throw FetchProblem(
                .unacceptable, "The document's server answered \(head.status.code) instead of 200; redirects are not followed.")
        }
        let types = head.headers["content-type"]
        guard types.count == 1, let type = types.first, Self.isJSON(type) else {
            throw FetchProblem(.unacceptable, "The document is not served as application/json.")
        }
        guard head.headers["content-encoding"].allSatisfy({ $0.lowercased() == "identity" }) else {
            throw FetchProblem(.unacceptable, "The document is served compressed, which was not asked for.")
        }
        if let length = head.headers.first(name: "content-length").flatMap(Int.init), length > largestDocument {
            throw tooLarge
        }
        maxAge = Freshness.maxAge(head.headers)
    }

    private func append(_ part: ByteBuffer) throws(FetchProblem) {
        guard bytes.count + part.readableBytes <= largestDocument else { throw tooLarge }
        bytes += part.readableBytesView
    }

    private var tooLarge: FetchProblem {
        FetchProblem(.unacceptable, "The document is larger than \(largestDocument) bytes.")
    }

    // RFC 6839 §3.1: the suffix of a type that is JSON.
    static func isJSON(_ type: String) -> Bool {
        let name = type.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        return name == "application/json" || (name.hasPrefix("application/") && name.hasSuffix("+json"))
    }
}
