// The pinned metadata documents: each is what a server would accept from the network.

import Foundation
import Profiles
import Testing

@Suite("Pinned metadata documents")
struct DocumentsTests {
    private struct Document: Decodable {
        let client_id: String
        let client_name: String
        let redirect_uris: [String]
        let grant_types: [String]
        let token_endpoint_auth_method: String
        let token_endpoint_auth_methods_supported: [String]?
        let client_secret: String?
    }

    @Test("each names its own URL, is small, and holds no secret", arguments: Profile.documents.map { ($0.key, $0.value) })
    func valid(url: String, text: String) throws {
        let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
        #expect(document.client_id == url && url.hasPrefix("https://"))
        #expect(!document.client_name.isEmpty && !document.redirect_uris.isEmpty)
        #expect(document.grant_types.contains("authorization_code"))
        let methods = document.token_endpoint_auth_methods_supported ?? [document.token_endpoint_auth_method]
        #expect(methods.contains("none") && document.client_secret == nil)
        #expect(text.utf8.count < 5_000 && !text.contains("null"))
    }

    @Test("a client's document has the callback that its emulator uses, whatever the port", arguments: Profile.all)
    func callbacks(profile: Profile) throws {
        for registration in profile.connection.registrations {
            guard case .document(let url) = registration.way, url.places.isEmpty else { continue }
            let text = try #require(Profile.documents[url.text], "\(url.text)")
            let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
            let portless = { (uri: String) in uri.replacing(":{port}", with: "").replacing(":33418", with: "") }
            #expect(document.redirect_uris.map(portless).contains(portless(registration.callback.text)))
        }
    }

    @Test("ChatGPT's prefers a signed assertion and also goes without one")
    func chatGPT() throws {
        let text = try #require(Profile.documents["https://chatgpt.com/oauth/client.json"])
        let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
        #expect(document.token_endpoint_auth_method == "private_key_jwt")
        #expect(document.token_endpoint_auth_methods_supported == ["none", "private_key_jwt"])
    }
}
