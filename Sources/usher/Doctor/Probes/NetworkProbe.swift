// Who answers behind a name: the addresses (RFC 1035 §3.4.1, RFC 3596), and a TLS handshake (RFC 8446) with each IPv4 one,
// since clients in a cloud speak IPv4 and pick any of them.

import Foundation
import Keys
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

enum NetworkProbe {
    private static let patience: TimeAmount = .seconds(10)

    static func look(at server: Address) async -> Seen.Network {
        let host = server.host.trimmingCharacters(in: ["[", "]"])
        var network = Seen.Network(ipv4: resolve(host, AF_INET), ipv6: resolve(host, AF_INET6))
        for address in network.ipv4 { network.doors.append(await knock(address, host, server)) }
        return network
    }

    private static func resolve(_ host: String, _ family: Int32) -> [String] {
        var hints = addrinfo()
        hints.ai_family = family
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        return sequence(first: list) { $0?.pointee.ai_next }.compactMap { $0 }.compactMap { entry in
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let length = socklen_t(text.count)
            guard getnameinfo(entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, length, nil, 0, NI_NUMERICHOST) == 0 else {
                return nil
            }
            return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    private static func knock(_ address: String, _ host: String, _ server: Address) async -> Seen.Door {
        var door = Seen.Door(address: address)
        do {
            let target = try SocketAddress(ipAddress: address, port: server.port)
            if server.isSecure {
                door.encryption = try await encryption(at: target, host)
            } else {
                try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connectTimeout(patience)
                    .connect(to: target).get().close()
            }
        } catch {
            door.silence = isConnectionFailure(error) ? Probes.cause(of: error) : "no TLS handshake"
        }
        return door
    }

    /// A certificate that is not to be trusted is looked at all the same, to say why.
    private static func encryption(at target: SocketAddress, _ host: String) async throws -> Seen.Encryption {
        do {
            return try await shake(target, host, verifying: true)
        } catch  where !isConnectionFailure(error) {
            var encryption = try await shake(target, host, verifying: false)
            encryption.distrust = distrust(error, encryption)
            return encryption
        }
    }

    private static func isConnectionFailure(_ error: any Error) -> Bool {
        if case .connectTimeout? = error as? ChannelError { return true }
        return error is IOError
    }

    private static func shake(_ target: SocketAddress, _ host: String, verifying: Bool) async throws -> Seen.Encryption {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv1
        configuration.certificateVerification = verifying ? .fullVerification : .none
        let context = try NIOSSLContext(configuration: configuration)
        let name = AddressRange.bytes(of: host) == nil ? host : nil
        // The outcome is held here: a handshake that fails takes its handlers away with it.
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let outcome = loop.makePromise(of: Void.self)
        let limit = loop.scheduleTask(in: patience + patience) { outcome.fail(ChannelError.eof) }
        outcome.futureResult.whenComplete { _ in limit.cancel() }
        let connecting = ClientBootstrap(group: loop).connectTimeout(patience).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers([
                    NIOSSLClientHandler(context: context, serverHostname: name), Handshake(outcome),
                ])
            }
        }.connect(to: target)
        connecting.whenFailure { outcome.fail($0) }
        let channel = try await connecting.get()
        do {
            try await outcome.futureResult.get()
            let version = try await channel.nioSSL_tlsVersion().get()
            let certificate = try await channel.nioSSL_peerCertificate().get()
            try? await channel.close()
            return Seen.Encryption(
                version: spelled(version),
                expiresAt: certificate.map { Timestamp(seconds: Int64($0.notValidAfter)) })
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private static func spelled(_ version: TLSVersion?) -> String {
        switch version {
        case .tlsv1?: "TLS 1.0"
        case .tlsv11?: "TLS 1.1"
        case .tlsv12?: "TLS 1.2"
        case .tlsv13?: "TLS 1.3"
        default: "an unknown version"
        }
    }

    /// The reason in words; the certificate itself says the commonest.
    private static func distrust(_ error: any Error, _ encryption: Seen.Encryption?) -> String {
        if let end = encryption?.expiresAt, end < Installation.now() { return "it has expired" }
        let text = "\(error)".uppercased()
        if text.contains("HOSTNAME") { return "it is for another name" }
        return text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("VALIDATE")
            ? "no authority that clients know has signed it, or a part of its chain is missing" : "the handshake failed"
    }
}

/// Waits for the end of a handshake.
private final class Handshake: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let outcome: EventLoopPromise<Void>

    init(_ outcome: EventLoopPromise<Void>) { self.outcome = outcome }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { outcome.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { outcome.fail(error) }

    func channelInactive(context: ChannelHandlerContext) {
        outcome.fail(ChannelError.eof)
        context.fireChannelInactive()
    }
}
