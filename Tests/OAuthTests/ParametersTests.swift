// RFC 6749 §3.1 and appendix B; CLIENTS T1 for JSON bodies.

import Keys
import TestKit
import Testing

@testable import OAuth

@Suite("Parameters")
struct ParametersTests {
    @Test("names and values are decoded once")
    func decoding() throws {
        let parameters = try Parameters(formEncoded: "a=1&b=x+y%20z&%63=%2B&d=a%2525b&e=x=y=z&f&=x&&g=%C3%A9")
        #expect(try parameters.value("a") == "1")
        #expect(try parameters.value("b") == "x y z")
        #expect(try parameters.value("c") == "+")
        #expect(try parameters.value("d") == "a%25b")
        #expect(try parameters.value("e") == "x=y=z")
        #expect(try parameters.value("f") == nil)
        #expect(try parameters.value("g") == "é")
        #expect(try parameters.value("h") == nil)
        #expect(try parameters.raw("b") == "x+y%20z")
    }

    // REQUIREMENTS C-03
    @Test("an empty value is as if it were not there")
    func empty() throws {
        let parameters = try Parameters(formEncoded: "scope=&state")
        #expect(try parameters.value("scope") == nil)
        #expect(try parameters.raw("state") == nil)
        #expect(parameters.values("scope").isEmpty)
        #expect(try Parameters(formEncoded: "").value("a") == nil)
    }

    @Test(
        "what is not UTF-8 in percent-encoding is refused",
        arguments: [
            "a=%", "a=%2", "a=%zz", "a=%ff", "a=%c3", "a=%ed%a0%80", "a=%00", "a=x\u{0}", "%00=a", "%ff=a", "a=%c0%af", "a=%g0", "a=%2 ",
        ])
    func malformed(text: String) {
        let error = #expect(throws: OAuthError.self) { try Parameters(formEncoded: text) }
        #expect(error?.code == .invalidRequest)
    }

    @Test("bytes that are not UTF-8 are refused", arguments: [[0xff], [0xc3], [0xed, 0xa0, 0x80]] as [[UInt8]])
    func bytes(tail: [UInt8]) {
        let error = #expect(throws: OAuthError.self) { try Parameters(formEncoded: Array("a=b".utf8) + tail) }
        #expect(error?.code == .invalidRequest)
    }

    // C-04, C-25
    @Test("a parameter that is repeated is an error for whoever reads it", arguments: ["a=1&a=1", "a=1&%61=2", "a=&a=1", "a&a"])
    func repeated(text: String) throws {
        let parameters = try Parameters(formEncoded: text + "&b=1")
        let error = #expect(throws: OAuthError.self) { try parameters.value("a") }
        #expect(error?.code == .invalidRequest)
        #expect(throws: OAuthError.self) { try parameters.raw("a") }
        #expect(try parameters.value("b") == "1")
    }

    @Test("what may be repeated is read as a list")
    func list() throws {
        let parameters = try Parameters(formEncoded: "resource=a&x=1&resource=&resource=b")
        #expect(parameters.values("resource") == ["a", "b"])
    }

    @Test("there may be a hundred parameters", arguments: [(100, true), (101, false)])
    func most(count: Int, isAccepted: Bool) {
        let text = (0..<count).map { "p\($0)=x" }.joined(separator: "&")
        #expect(((try? Parameters(formEncoded: text)) != nil) == isAccepted)
        let json = "{" + (0..<count).map { "\"p\($0)\":\"x\"" }.joined(separator: ",") + "}"
        #expect(((try? Parameters(json: Array(json.utf8))) != nil) == isAccepted)
    }

    // CLIENTS T1, section 2.A
    @Test("a JSON object of strings is read; members of other kinds are not known here")
    func json() throws {
        let body = #"{"code":"a+b%20é","grant_type":"authorization_code","expires":3600,"nested":{"code":"x"},"none":null,"empty":""}"#
        let parameters = try Parameters(json: Array(body.utf8))
        #expect(try parameters.value("code") == "a+b%20é")
        #expect(try parameters.value("grant_type") == "authorization_code")
        for name in ["expires", "nested", "none", "empty"] { #expect(try parameters.value(name) == nil) }
    }

    @Test(
        "anything but a JSON object is refused",
        arguments: [
            "", "[]", "\"x\"", "1", "null", "{", "{\"a\":\"b\"", "a=b", "{\"a\":\"b\"} x", "{\"a\":\"\\u0000\"}", "{a:1}", "\u{feff}",
        ])
    func notAnObject(body: String) {
        let error = #expect(throws: OAuthError.self) { try Parameters(json: Array(body.utf8)) }
        #expect(error?.code == .invalidRequest)
    }

    @Test("JSON that is nested without end does no harm")
    func nested() {
        let body = String(repeating: "[", count: 100_000)
        #expect(throws: OAuthError.self) { try Parameters(json: Array("{\"a\":\(body)".utf8)) }
    }

    // C-04: names are compared without the escapes of the JSON text.
    @Test("a JSON object with a repeated member never has two meanings")
    func repeatedMember() throws {
        let bodies = ["{\"a\":\"1\",\"a\":\"2\"}", "{\"a\":\"1\",\"\\u0061\":\"2\"}"]
        for body in bodies {
            let values = Set((0..<20).map { _ in try? Parameters(json: Array(body.utf8)).value("a") })
            #expect(values.count == 1)
        }
    }
}
