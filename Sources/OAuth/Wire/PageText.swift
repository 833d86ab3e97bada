// What error pages say. One list, so that a translation can be held against it.

import Keys

/// A text of an error page, in English.
public enum PageText: String, CaseIterable, Sendable {
    case requestWrong = "This request is not right"
    case backAndMend = "Go back to the app that sent you here and try again. If you run it, mend the request."

    case clientMissing = "Which app is asking?"
    case clientMissingSentence = "The request does not say which app is asking."
    case clientMissingCure = "The app that sent you here must send its client_id."

    case clientUnknown = "Unknown app"
    case clientUnknownSentence = "The app that sent you here is not registered."
    case clientUnknownCure = "If you run this app, check its client_id, or register it again. Otherwise close this page."

    case addressMissing = "No address to return to"
    case addressMissingSentence = "The request does not say where the answer should go."
    case addressMissingCure = "The app that sent you here must name one of its registered redirect URIs."

    case addressUnknown = "Unknown return address"
    case addressUnknownSentence = "The request asks to send you back to an address that is not registered for this app."
    case addressUnknownCure = "If you run this app, register exactly the redirect URI that it sends. Otherwise close this page."

    case documentWrong = "This app cannot be checked"
    case documentLater = "Wait a moment, go back to the app and try again. If you run the app, see that its client_id can be fetched."
    case documentCure = "If you run this app, mend the document at its client_id. Otherwise close this page."

    case decisionMissing = "Allow or deny?"
    case decisionMissingSentence = "The form did not say what you decided."
    case decisionMissingCure = "Go back and press one of the two buttons."

    case tooLate = "This took too long"
    case tooLateSentence = "The request that brought you here is no longer valid."
    case tooLateCure = "Go back to the app and start again. If you have connected it already, there is nothing to do."

    case formExpired = "This form is too old"
    case formExpiredSentence = "The form was not made for this browser, or you have signed in again since."
    case formExpiredCure = "Go back, reload the page and try again."

    case elsewhere = "You are not signed in"
    case elsewhereFailed = "What came back from there is not right, was used before, or is too old."
    case elsewhereUnavailable = "The site that should say who you are cannot be reached at this moment."
    case elsewhereUnknown = "The site that should say who you are does not know this server."
    case elsewhereDisabled = "This account has been disabled."
    case elsewhereClosed = "There is no account for you here, and new ones are not made at this time."
    case elsewhereTooMany = "There were too many attempts. Wait a minute."
    case elsewhereCure = "Go back to the app that sent you here and start again. If it happens again, tell whoever runs this site."

    case busy = "Just a moment"
    case busySentence = "There is more to do than the server can do right now."
    case databaseSentence = "The server cannot reach its database at this moment."
    case busyCure = "Try again in a few seconds; nothing was lost."

    case failed = "Something went wrong"
    case failedSentence = "The server could not do what you asked."
    case failedCure = "Try again in a moment. If it happens again, tell the operator the reference."
}

extension PageError {
    /// A page that says nothing but what is in the list.
    public init(
        _ title: PageText, _ sentence: PageText, _ cure: PageText, reason: Reason? = nil, detail: String? = nil
    ) {
        self.init(title: title.rawValue, sentence: sentence.rawValue, cure: cure.rawValue, reason: reason, detail: detail)
    }
}
