// For the operator alone, at an address of its own: the numbers, and whether the server lives and works. Never on the public listener.

import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Telemetry
import Web

/// `/metrics`, `/health` and `/ready` at `admin_listen`.
struct AdminListener {
    let address: ListenAddress
    let registry: MeterRegistry
    let readiness: Readiness
    let logger: Logger

    func application() -> some ApplicationProtocol {
        let router = Router()
        HealthRoutes(readiness).add(to: router)
        router.get("/metrics") { [registry] _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: registry.text())))
        }
        return Application(
            responder: router.buildResponder(),
            configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)), logger: logger)
    }
}
