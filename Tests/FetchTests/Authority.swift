// A certificate authority that nobody trusts but who is told to: made anew in each run of the tests.

import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// Signs certificates for the servers of these tests.
struct Authority: Sendable {
    private let key = P256.Signing.PrivateKey()
    private let certificate: Certificate
    /// The authority's own certificate, in a file.
    let file: String

    static let shared = Result { try Authority() }

    private init() throws {
        let name = try DistinguishedName { CommonName("Throwaway authority") }
        certificate = try Self.certificate(for: key.publicKey, named: name, by: name, signedWith: key) {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        }
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("usher-authority-\(UUID().uuidString).pem")
        try certificate.serializeAsPEM().pemString.write(to: url, atomically: true, encoding: .utf8)
        file = url.path
    }

    /// A server's TLS for these names and addresses.
    func server(for names: [String], addresses: [[UInt8]] = []) throws -> NIOSSLContext {
        let serverKey = P256.Signing.PrivateKey()
        let leaf = try Self.certificate(
            for: serverKey.publicKey, named: DistinguishedName { CommonName("A server") }, by: certificate.subject, signedWith: key
        ) {
            SubjectAlternativeNames(
                names.map { .dnsName($0) } + addresses.map { .ipAddress(ASN1OctetString(contentBytes: $0[...])) })
        }
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(leaf.serializeAsPEM().pemString.utf8))
        let pem = try NIOSSLPrivateKey(bytes: Array(serverKey.pemRepresentation.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(pem)))
    }

    private static func certificate(
        for subjectKey: P256.Signing.PublicKey, named subject: DistinguishedName, by issuer: DistinguishedName,
        signedWith key: P256.Signing.PrivateKey, @ExtensionsBuilder extensions: () throws -> Result<Certificate.Extensions, any Error>
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(subjectKey),
            notValidBefore: Date(timeIntervalSinceNow: -3600), notValidAfter: Date(timeIntervalSinceNow: 86400), issuer: issuer,
            subject: subject, signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions().get(), issuerPrivateKey: .init(key))
    }
}
