// What a client says of itself is read by kind and size before anything is decided: RFC 7591 §2.

import Keys
import TestKit
import Testing

@testable import OAuth

@Suite("A client's own description")
struct ClientMetadataTests {
    private func read(_ text: String) throws -> ClientMetadata {
        try ClientMetadata(ClientMetadata.document(Array(text.utf8)))
    }

    private func refusal(_ text: String) -> OAuthError.Code? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return (error as? OAuthError)?.code
        }
    }

    @Test("known members are read, unknown ones are not there")
    func members() throws {
        let metadata = try read(
            """
            {"redirect_uris":["https://a.example/cb"],"client_name":"A","grant_types":["authorization_code","x"],
            "response_types":["code"],"token_endpoint_auth_method":"none","scope":"a b","client_uri":"https://a.example",
            "contacts":["x@a.example"],"client_name#de":"Ä","x":{"y":[1,2,{"z":null}]},"logo_uri":null,"tos_uri":""}
            """)
        #expect(metadata.redirectURIs == ["https://a.example/cb"])
        #expect(metadata.name == "A")
        #expect(metadata.grantTypes == ["authorization_code", "x"])
        #expect(metadata.authenticationMethod == "none")
        #expect(metadata.scope == "a b")
        #expect(metadata.uri == "https://a.example")
        #expect(metadata.logoURI == nil)
        #expect(metadata.termsURI == nil)
        #expect(metadata.hasSoftwareStatement == false)
    }

    // D-11
    @Test(
        "what is no object is refused",
        arguments: ["", "[]", "\"x\"", "1", "null", "true", "{", "redirect_uris=x", "[{\"redirect_uris\":[]}]"])
    func noObject(text: String) {
        #expect(refusal(text) == .invalidClientMetadata)
    }

    @Test(
        "a member of another kind than it has to be is refused",
        arguments: [
            #"{"redirect_uris":"https://a.example"}"#, #"{"redirect_uris":[1]}"#, #"{"redirect_uris":[["x"]]}"#,
            #"{"redirect_uris":[null]}"#, #"{"redirect_uris":{}}"#, #"{"client_name":1}"#, #"{"client_name":["A"]}"#,
            #"{"grant_types":"authorization_code"}"#, #"{"response_types":true}"#, #"{"scope":["a"]}"#,
            #"{"token_endpoint_auth_method":{}}"#, #"{"jwks_uri":1}"#, #"{"jwks":"x"}"#, #"{"software_id":1}"#,
        ])
    func kinds(text: String) {
        #expect(refusal(text) == .invalidClientMetadata)
    }

    @Test("lists and texts have an end")
    func sizes() {
        let list = { (count: Int) in "[" + Array(repeating: "\"https://a.example/\"", count: count).joined(separator: ",") + "]" }
        #expect(refusal("{\"redirect_uris\":\(list(50))}") == nil)
        #expect(refusal("{\"redirect_uris\":\(list(51))}") == .invalidClientMetadata)
        let name = { (count: Int) in "{\"client_name\":\"\(String(repeating: "x", count: count))\"}" }
        #expect(refusal(name(2048)) == nil)
        #expect(refusal(name(2049)) == .invalidClientMetadata)
    }

    // D-04
    @Test("public keys are kept without anything else")
    func publicKeys() throws {
        let metadata = try read(
            #"{"jwks":{"x":1,"keys":[{"kty":"EC","crv":"P-256","x":"eA","y":"eQ","kid":"1","ext":true,"x5c":["M"]}]}}"#)
        #expect(metadata.keys == .inline(#"{"keys":[{"kty":"EC","kid":"1","crv":"P-256","x":"eA","y":"eQ"}]}"#))
        #expect(try read(#"{"jwks_uri":"https://a.example/jwks"}"#).keys == .location("https://a.example/jwks"))
    }

    @Test(
        "keys that are secret, doubled or none at all are refused",
        arguments: [
            #"{"jwks":{"keys":[{"kty":"EC","d":"x"}]}}"#, #"{"jwks":{"keys":[{"kty":"RSA","n":"x","p":"x"}]}}"#,
            #"{"jwks":{"keys":[{"kty":"RSA","n":"x"},{"kty":"oct","k":"x"}]}}"#, #"{"jwks":{"keys":[{"kty":"oct"}]}}"#,
            #"{"jwks":{"keys":[{"kty":"EC","k":"x"}]}}"#, #"{"jwks":{"keys":[]}}"#, #"{"jwks":{}}"#, #"{"jwks":[]}"#,
            #"{"jwks":{"keys":[{"kty":"XYZ"}]}}"#, #"{"jwks":{"keys":[{}]}}"#, #"{"jwks":{"keys":["x"]}}"#,
            #"{"jwks":{"keys":[{"kty":"EC","x":1}]}}"#,
            #"{"jwks":{"keys":[{"kty":"EC"}]},"jwks_uri":"https://a.example/jwks"}"#,
            #"{"jwks_uri":"http://a.example/jwks"}"#, #"{"jwks_uri":"data:application/json,{}"}"#,
            #"{"jwks_uri":"https://user@a.example/jwks"}"#, #"{"jwks_uri":"/jwks"}"#,
        ])
    func secretKeys(text: String) {
        #expect(refusal(text) == .invalidClientMetadata)
    }

    // T-22, T-26
    @Test("a name is what a person can read in one line")
    func names() {
        for name in ["ChatGPT", "Ä", "日本", "a", String(repeating: "x", count: 100), "MCP CLI (v2) & friends"] {
            #expect(Client.isName(name), "\(name)")
        }
        for name in [
            "", " ", "a\nb", "a\u{0}b", "a\u{1b}[31m", "a\u{202e}b", "a\u{2066}b", "a\u{200b}b", "a\u{2028}b", "a\u{e000}",
            "a\u{feff}", String(repeating: "x", count: 101),
        ] {
            #expect(!Client.isName(name), "\(name.unicodeScalars.map(\.value))")
        }
    }
}
