// The pinned metadata documents: each is what a server would accept from the network.

import Foundation
import Profiles
import Testing

@Suite("Pinned metadata documents")
struct DocumentsTests {
    private struct Document: Decodable {
        let clientID: String
        let clientName: String
        let redirectURIs: [String]
        let grantTypes: [String]
        let method: String
        let methods: [String]?
        let secret: String?

        private enum CodingKeys: String, CodingKey {
            case clientID = "client_id"
            case clientName = "client_name"
            case redirectURIs = "redirect_uris"
            case grantTypes = "grant_types"
            case method = "token_endpoint_auth_method"
            case methods = "token_endpoint_auth_methods_supported"
            case secret = "client_secret"
        }
    }

    @Test("each names its own URL, is small, and holds no secret", arguments: Profile.documents.map { ($0.key, $0.value) })
    func valid(url: String, text: String) throws {
        let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
        #expect(document.clientID == url && url.hasPrefix("https://"))
        #expect(!document.clientName.isEmpty && !document.redirectURIs.isEmpty)
        #expect(document.grantTypes.contains("authorization_code"))
        let methods = document.methods ?? [document.method]
        #expect(methods.contains("none") && document.secret == nil)
        #expect(text.utf8.count < 5_000 && !text.contains("null"))
    }

    @Test("a client's document has the callback that its emulator uses, whatever the port", arguments: Profile.all)
    func callbacks(profile: Profile) throws {
        for registration in profile.connection.registrations {
            guard case .document(let url) = registration.way, url.places.isEmpty else { continue }
            let text = try #require(Profile.documents[url.text], "\(url.text)")
            let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
            let portless = { (uri: String) in uri.replacing(":{port}", with: "").replacing(":33418", with: "") }
            #expect(document.redirectURIs.map(portless).contains(portless(registration.callback.text)))
        }
    }

    @Test("ChatGPT's prefers a signed assertion and also goes without one")
    func chatGPT() throws {
        let text = try #require(Profile.documents["https://chatgpt.com/oauth/client.json"])
        let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
        #expect(document.method == "private_key_jwt")
        #expect(document.methods == ["none", "private_key_jwt"])
    }
}
