// What Hummingbird itself can do on this machine: one static JSON document, and nothing around it.
// The measure for Usher's own documents, in the same run and of the same size.
//   bench-static PORT FILE     serves the bytes of FILE at every path

import Foundation
import Hummingbird
import Logging
import NIOCore

@main
struct StaticBench {
    static func main() async throws {
        guard CommandLine.arguments.count == 3, let port = Int(CommandLine.arguments[1]) else {
            FileHandle.standardError.write(Data("usage: bench-static PORT FILE\n".utf8))
            exit(64)
        }
        let body = ByteBuffer(bytes: try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[2])))
        let router = Router()
        router.get("/**") { _, _ in
            Response(status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: body))
        }
        var logger = Logger(label: "bench-static")
        logger.logLevel = .error
        try await Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)), logger: logger
        ).runService()
    }
}
