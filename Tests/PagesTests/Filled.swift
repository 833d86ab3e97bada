// Every page with every text made by one function, so that a test can fill all of them with the same hostile words.

import FoundationEssentials

@testable import Pages

/// One of each page, with `text` in every place that takes text.
func filledPages(_ text: String) -> [any Page] {
    let moment = Date(timeIntervalSince1970: 1_760_000_000)
    let account = AccountPage.Actions(disconnect: text, changePassword: text, signOut: text, endSession: text, signOutEverywhere: text)
    let admin = AdminPage.Actions(disable: text, enable: text, removeClient: text, signOut: text)
    return [
        SignInPage(
            action: text, csrf: text, ticket: text, to: text, clientName: text, email: text,
            passkey: .init(action: text, question: text, autofill: true), passkeyError: text, error: text, notice: text, signUp: text,
            reset: text, byMail: text),
        SecondStepPage(
            action: text, csrf: text, ticket: text, to: text, clientName: text, passkey: .init(action: text, question: text), error: text,
            startOver: text),
        PasskeysPage(
            csrf: text,
            passkeys: [
                .init(id: text, name: text, created: moment, lastUsed: moment, isBackedUp: true, suspected: moment, mayGo: true)
            ], add: .init(action: text, question: text), rename: text, remove: text, back: text, notice: text, error: text),
        AuthenticatorPage(
            action: text, csrf: text, ticket: text, to: text, picture: .example, typed: text, offer: text, error: text, decline: text),
        RecoveryCodesPage(codes: [text], next: text),
        SecondStepSettingsPage(csrf: text, codesLeft: 1, renew: text, remove: text, back: text),
        SignUpPage(
            action: text, csrf: text, ticket: text, to: text, clientName: text, name: text, email: text, nameError: text, emailError: text,
            passwordError: text, error: text, signIn: text),
        ConsentPage(
            action: text, csrf: text, ticket: text, clientName: text, clientHost: text, isVerified: true, redirectHost: text,
            isLoopback: true, scopes: [text], resourceName: text, email: text, switchAccount: text),
        ErrorPage(status: 400, title: text, sentence: text, cure: text, reference: text),
        ConnectedPage(clientName: text, link: text),
        AccountPage(
            email: text, name: text, csrf: text,
            connections: [.init(id: text, clientName: text, abilities: [text], since: moment, lastUsed: moment)],
            sessions: [.init(id: text, browser: text, system: text, address: text, lastUsed: moment, isThis: true)],
            actions: account, secondStep: text, passkeys: text, notice: text, error: text, currentPasswordError: text,
            newPasswordError: text, verify: text),
        AdminPage(
            email: text, csrf: text, people: [.init(id: text, email: text, name: text, created: moment, isDisabled: true)],
            clients: [.init(id: text, name: text, profile: text, created: moment)],
            actions: admin, notice: text, error: text),
        FormPostPage(action: text, fields: [.init(name: text, value: text)], clientName: text),
        LeavePage(clientName: text, host: text, link: text, fields: [.init(name: text, value: text)]),
        MailCodePage(
            isSignUp: false, action: text, csrf: text, ticket: text, to: text, email: text, error: text, again: text),
        MailLinkPage(action: text, csrf: text, secret: text, email: text, isElsewhere: true),
        MailRequestPage(
            isReset: true, action: text, csrf: text, ticket: text, to: text, clientName: text, email: text, error: text, signIn: text),
        MailSentPage(email: text, signIn: text),
        NewPasswordPage(
            isSignUp: true, action: text, csrf: text, secret: text, email: text, name: text, nameError: text, passwordError: text,
            error: text),
        WelcomePage(account: text),
    ]
}
