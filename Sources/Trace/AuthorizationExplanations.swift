// What stops an authorization request, and what to change: RFC 6749 §4.1.2.1 and what it builds on.

import Keys

enum AuthorizationExplanations {
    static func of(_ reason: Reason, _ about: Step.About) -> Explanation? {
        client(reason, about) ?? request(reason, about) ?? person(reason, about)
    }

    private static func client(_ reason: Reason, _ about: Step.About) -> Explanation? {
        switch reason {
        case .clientMissing:
            Explanation("The request does not say which client is asking.", .client, "Send client_id.")
        case .clientUnknown:
            Explanation(
                "There is no client \(about.client ?? "of this name").", .client,
                "Copy the client ID again from `usher client list`. If the client was removed, add it anew, and enter the new values in the app.",
                command: "usher client list")
        case .documentWrong:
            Explanation(
                "The document at the client's identifier cannot be used. \(about.detail ?? "")", .client,
                "Mend the document; it is read again with the next request.")
        case .documentUnreachable:
            Explanation(
                "The document at the client's identifier could not be fetched. \(about.detail ?? "")", .client,
                "See that \(about.client ?? "the document") can be fetched from this server, over https and without redirects. `fetch` in the configuration has settings for hosts of your own."
            )
        case .redirectURIMissing:
            Explanation(
                "The request names no redirect_uri, and the client has not exactly one.", .client,
                "Send redirect_uri; `usher client show` lists what is registered.", command: "usher client show \(about.id)")
        case .redirectURINotRegistered: notRegistered(about)
        case .redirectURIForbidden:
            Explanation(
                "The redirect URI may never be registered. \(about.detail ?? "")", .client,
                "Let the client use an https address, a loopback address, or its own app scheme.")
        case .signInNotAllowed:
            Explanation(
                "The client was added as one that signs nobody in.", .operator, "Add a client of a profile that does.",
                command: "usher client add --profile web --name NAME --redirect-uri URI")
        default: nil
        }
    }

    /// The one command that would allow it, unless a part of the address had to be left out of the trace.
    private static func notRegistered(_ about: Step.About) -> Explanation {
        let sentence = "The redirect URI is not registered for this client."
        guard let uri = about.redirectURI, !uri.contains("…"), let client = about.client else {
            return Explanation(
                sentence, .operator,
                "Register the address that the app shows. It is not repeated here whole, because a part of it looks like a secret.")
        }
        // A client that is a document says itself where answers to it may go.
        if client.hasPrefix("https://") {
            return Explanation(
                sentence, .client, "The client describes itself at \(client): its redirect_uris there must list \(uri).")
        }
        var cure = "If the address is the app's own, allow it."
        if isOfGPT(uri) {
            cure +=
                " GPTs get a new address with each save of their OAuth settings: a client of the profile gpt-action takes them all, on both hosts."
        }
        return Explanation(
            sentence, .operator, cure, command: "usher client allow-redirect \(about.id) \(Shell.quoted(uri))")
    }

    // CLIENTS Q6: the segment changes whenever the settings of the GPT are saved.
    private static func isOfGPT(_ uri: String) -> Bool {
        ["https://chat.openai.com/aip/g-", "https://chatgpt.com/aip/g-"].contains { uri.hasPrefix($0) }
    }

    private static func request(_ reason: Reason, _ about: Step.About) -> Explanation? {
        switch reason {
        case .parameterRepeated:
            Explanation("The parameter \(about.detail ?? "") came twice.", .client, "Send it once.")
        case .parameterMalformed:
            Explanation(
                "The parameter \(about.detail ?? "") cannot be read.", .client,
                "Percent-encode UTF-8 text, once, and keep to the parameter's form.")
        case .responseMode:
            Explanation("The response_mode is none that exists here.", .client, "Leave it out, or use query or form_post.")
        case .responseType:
            Explanation("The response_type is not code.", .client, "Send response_type=code: tokens never travel through the browser.")
        case .requestObject:
            Explanation("The request comes as a request object.", .client, "Send plain parameters.")
        case .resourceUnknown:
            Explanation(
                "The resource \(about.detail ?? "") is not served here.", .client,
                "Enter the resource's own address in the app; `usher config print` shows it as `identifier`. If it is reached under another name too, that name is another resource.",
                command: "usher config print")
        case .resourcesSeveral:
            Explanation("The request names two different resources.", .client, "Ask for one resource at a time.")
        case .resourceOfAnother:
            Explanation(
                "The client may not use the resource \(about.detail ?? "that it asks for").", .operator,
                "Add a client for that resource, or let the app ask for its own.", command: "usher client show \(about.id)")
        case .challengeMissing:
            Explanation(
                "The client sends no PKCE challenge, and must.", .client,
                "Let the client send code_challenge with S256. A GPT Action or a plugin cannot: add it with --profile gpt-action or chatgpt-plugin, which may do without.",
                command: "usher client add --profile gpt-action --name NAME")
        case .challengeMethod:
            Explanation("The PKCE method is not S256.", .client, "Send code_challenge_method=S256; plain is refused.")
        case .challengeMalformed:
            Explanation(
                "The PKCE challenge is no SHA-256 digest.", .client,
                "Send BASE64URL(SHA256(code_verifier)) without padding: 43 characters.")
        default: nil
        }
    }

    private static func person(_ reason: Reason, _ about: Step.About) -> Explanation? {
        switch reason {
        case .accessDenied:
            Explanation("The person pressed deny.", .person, "Nothing is broken. They can connect again whenever they like.")
        case .loginRequired:
            Explanation(
                "The client asked for an answer without a page (prompt=none), but nobody is signed in.", .nobody,
                "Clients then ask again without prompt=none. If this one does not, tell its maker.")
        case .consentRequired:
            Explanation(
                "The client asked for an answer without a page (prompt=none), but the person has not agreed yet.", .nobody,
                "Clients then ask again without prompt=none. If this one does not, tell its maker.")
        case .formForged:
            Explanation(
                "The form was not made for this browser, or the person has signed in again since.", .person,
                "Reload the page. If it happens always, see that a proxy keeps cookies, and that public_url is the address in the browser.")
        case .passwordWrong:
            Explanation(
                "The e-mail address or the password is wrong.", .person,
                "Try again, or let the operator set a new one.", command: "usher user set-password EMAIL")
        case .secondFactorWrong:
            Explanation(
                "The code of the second step is wrong, or was used before.", .person,
                "Try the next code, or a recovery code. If both are lost, let the operator remove the second step.",
                command: "usher user reset-second-step EMAIL")
        case .passkeyWrong:
            Explanation(
                "What came from the browser as a passkey's answer could not be taken. The log says why.", .person,
                "Try again, or sign in another way. If it happens always, see that public_url is the address in the browser.")
        case .proofUnmet:
            Explanation(
                "The client asked for a second step (acr_values), and the person did not set one up.", .person,
                "Connect again and set it up, or let the client ask for less.")
        case .elsewhereRefused:
            Explanation(
                "The answer of the site where the person signed in was not accepted.", .operator,
                "The server's log says why, under \"a sign-in elsewhere was refused\".")
        case .signInLimited:
            Explanation("There were too many wrong passwords or codes.", .person, "Wait as long as the page says.")
        default: nil
        }
    }
}
