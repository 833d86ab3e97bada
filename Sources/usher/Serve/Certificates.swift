// The server's certificate, and its successors: new connections get the newest pair of files that fits together, old ones keep what they
// have. A pair that cannot be used changes nothing, and says why in the log.

import Foundation
import Keys
import Logging
import NIOSSL
import ServiceLifecycle
import Synchronization

/// A certificate and its key, as they are in their files now.
final class Certificates: Service {
    private struct State {
        var context: NIOSSLContext
        /// Of the files that were last looked at, good or bad.
        var seen: Digest
    }

    private let files: Configuration.TLS
    private let logger: Logger
    private let state: Mutex<State>

    private static let pause: Duration = .seconds(60)

    /// - Throws: a sentence, if the files are no pair that a server can use.
    init(_ files: Configuration.TLS, logger: Logger) throws {
        self.files = files
        self.logger = logger
        state = Mutex(State(context: try Self.context(files), seen: Self.digest(files)))
    }

    /// What the next connection is served with.
    var current: NIOSSLContext { state.withLock { $0.context } }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.pause)) != nil { self.lookAgain() }
        }
    }

    /// Takes up what the files hold now, if that is new.
    func lookAgain() {
        let digest = Self.digest(files)
        let isNew = state.withLock { state in
            defer { state.seen = digest }
            return state.seen != digest
        }
        guard isNew else { return }
        do {
            let context = try Self.context(files)
            state.withLock { $0.context = context }
            logger.notice("new connections get the new certificate", metadata: ["file": "\(files.certificate)"])
        } catch {
            logger.error("the new certificate cannot be used, the old one stays", metadata: ["reason": "\(error)"])
        }
    }

    private static func digest(_ files: Configuration.TLS) -> Digest {
        let contents = [files.certificate, files.key].map { FileManager.default.contents(atPath: $0) ?? Data() }
        return Digest(of: contents.flatMap { Digest(of: $0).bytes })
    }

    private static func context(_ files: Configuration.TLS) throws -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(files.certificate)
            guard !chain.isEmpty else { throw Failure("\(files.certificate) holds no certificate.") }
            let key = try NIOSSLPrivateKey(file: files.key, format: .pem)
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            tls.minimumTLSVersion = .tlsv12
            return try NIOSSLContext(configuration: tls)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(
                "\(files.certificate) and \(files.key) cannot be used together: \(error). Put a PEM chain and its own key there.")
        }
    }
}
