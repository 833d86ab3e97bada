// Bodies: of the right kind, of a right size, and text (RFC 6749 appendix B).

import HTTPTypes
import Keys
import OAuth
import TestKit
import Testing
import WebTestKit

@Suite("A body")
struct RequestBodyTests {
    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    @Test(
        "of another kind is refused",
        arguments: [
            "application/json", "multipart/form-data; boundary=x", "text/plain", "", "application/xml",
            "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded; charset=utf-16",
            "application/x-www-form-urlencodedx",
        ], ["/introspect", "/revoke"])
    func otherBody(type: String, path: String) async throws {
        let world = try await WebWorld()
        let client = try await world.engine.client(.web)
        let body = Array(client.credentials.with(["token": "x"]).text.utf8)
        let answer = try await world.send(.post, path, type.isEmpty ? [:] : [.contentType: type], body: body)
        #expect(answer.status == 400)
        #expect(answer.error == "invalid_request")
    }

    @Test(
        "of a form is read whatever the spelling of its type",
        arguments: [
            "application/x-www-form-urlencoded", "Application/X-WWW-Form-Urlencoded",
            "application/x-www-form-urlencoded;charset=UTF-8", "application/x-www-form-urlencoded; charset=\"utf-8\"",
        ])
    func spelledType(type: String) async throws {
        let world = try await WebWorld()
        let client = try await world.engine.client(.service)
        let body = client.credentials.with(["grant_type": "client_credentials"])
        #expect(try await world.send(.post, "/token", [.contentType: type], body: Array(body.text.utf8)).status == 200)
    }

    @Test("for a token may be one JSON object, as plugins send it")
    func json() async throws {
        let world = try await WebWorld()
        let client = try await world.engine.client(.service)
        let body = client.credentials.with(["grant_type": "client_credentials"]).json
        let answer = try await world.send(.post, "/token", [.contentType: "application/json; charset=utf-8"], body: body)
        #expect(answer.status == 200)
        #expect(answer.headers[.cacheControl] == "no-store")
        for wrong in ["[]", "{", "null", "\"x\"", ""] {
            let answer = try await world.send(.post, "/token", [.contentType: "application/json"], body: Array(wrong.utf8))
            #expect(answer.status == 400, "\(wrong)")
            #expect(answer.error == "invalid_request", "\(wrong)")
        }
    }

    @Test(
        "that is not text is refused",
        arguments: ["grant_type=%ff", "grant_type=%c0%af", "grant_type=%00", "grant_type=%", "grant_type=%zz", "%ff=x"])
    func notText(body: String) async throws {
        let answer = try await WebWorld().send(.post, "/token", Self.form, body: Array(body.utf8))
        #expect(answer.status == 400)
        #expect(answer.error == "invalid_request")
    }

    @Test("of bytes that are not UTF-8 is refused", arguments: ["/token", "/introspect", "/revoke", "/sign-in", "/authorize", "/consent"])
    func bytes(path: String) async throws {
        let answer = try await WebWorld().send(.post, path, Self.form, body: Array("a=".utf8) + [0xff, 0xfe, 0x00])
        #expect(answer.status == 400)
        #expect(answer.location == nil)
    }

    @Test("that is too large is refused before it is read", arguments: ["/token", "/sign-in", "/authorize", "/revoke"])
    func tooLarge(path: String) async throws {
        let body = Array("a=".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 70_000)
        let answer = try await WebWorld().send(.post, path, Self.form, body: body)
        #expect(answer.status == 413)
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
    }

    @Test("with more parameters than anybody sends is refused")
    func tooMany() async throws {
        let body = Array(repeating: "a", count: 30_000).joined(separator: "&")
        let answer = try await WebWorld().send(.post, "/token", Self.form, body: Array(body.utf8))
        #expect(answer.status == 400)
    }
}
