// The English words: every sentence of every page.
// A new language is a file like this one with the same keys.

extension Words {
    static let english: Words = {
        do {
            return try Words(pages.merging(sentences) { first, _ in first }.merging(dates) { first, _ in first })
        } catch {
            preconditionFailure("the English words cannot be read: \(error)")
        }
    }()

    private static let pages = [
        "language": "en",
        "labelEmail": "E-mail",
        "labelPassword": "Password",
        "labelName": "Name",
        "optional": "optional",
        "signOut": "Sign out",

        "signInTitle": "Sign in",
        "signInFor": "to continue to {{clientName}}",
        "signInButton": "Sign in",
        "signInNoAccount": "No account yet?",
        "signInCreate": "Create one",

        "secondStepTitle": "One more step",
        "secondStepCode": "Code from your authenticator app",
        "secondStepCodeHint": "Lost the app? Enter one of your recovery codes instead.",
        "secondStepButton": "Continue",
        "secondStepStartOver": "Sign in as somebody else",

        "authenticatorTitle": "Set up two-step sign-in",
        "authenticatorLead": "Scan this picture with an authenticator app, then enter the six digits that the app shows.",
        "authenticatorPicture": "QR code for your authenticator app",
        "authenticatorTyped": "The app cannot scan? Type this key into it",
        "authenticatorCode": "Code from the app",
        "authenticatorButton": "Turn on",
        "authenticatorDecline": "Not now",

        "recoveryTitle": "Recovery codes",
        "recoveryLead":
            "Keep these where you will find them without your phone. Each of them works once, in the place of a code from the app.",
        "recoveryOnce": "They are not shown again.",
        "recoveryContinue": "I have kept them",

        "secondStepSettingsTitle": "Two-step sign-in",
        "secondStepSettingsLead": "It is on: after your password you are asked for a code from your authenticator app.",
        "secondStepSettingsLeft": "Unused recovery codes: {{codesLeft}}. New ones take the place of all the old ones.",
        "secondStepSettingsRenew": "Make new codes",
        "secondStepSettingsRemoveTitle": "Turn it off",
        "secondStepSettingsRemoveLead":
            "Your password alone will then open your account. Turn it off and on again to change to another app.",
        "secondStepSettingsRemove": "Turn off",
        "toAccount": "Back to your account",

        "signUpTitle": "Create your account",
        "signUpFor": "to continue to {{clientName}}",
        "signUpPasswordHint": "8 characters or more. A few words in a row are easy to remember and hard to guess.",
        "signUpButton": "Create account",
        "signUpHaveAccount": "Already have an account?",

        "consentTitle": "{{clientName}} wants access to {{resourceName}}",
        "consentHeading": "Access to {{resourceName}}",
        "consentTitleUnverified": "An app that calls itself “{{clientName}}” wants access to {{resourceName}}",
        "consentVerified": "Verified by {{branding.name}}",
        "consentDomain": "Comes from {{clientHost}}",
        "consentUnverifiedTitle": "Unverified.",
        "consentUnverified": "{{branding.name}} has not checked who is behind this name.",
        "consentLook": "Trust it only if you trust {{redirectHost}}.",
        "consentNobody": "Nothing here proves who it is.",
        "consentScopes": "It will be able to",
        "consentNoScopes": "Know who you are",
        "consentAccount": "You are signed in as",
        "consentSwitch": "Use another account",
        "consentRedirect": "You will be sent to",
        "consentLoopbackTitle": "This goes to a program on this computer.",
        "consentLoopback": "Allow it only if you have just started connecting {{clientName}} here yourself.",
        "consentAllow": "Allow",
        "consentDeny": "Deny",
        "consentLater": "You can end this at any time on your account page.",

        "errorReference": "Reference",
        "errorStatus": "Status",

        "connectedTitle": "You are connected",
        "connectedSentence": "{{clientName}} can now work for you.",
        "connectedContinue": "Continue to {{clientName}}",
        "connectedClose": "Nothing happening? Use the button above. After that you can close this tab.",

        "accountTitle": "Your account",
        "accountConnections": "Connected to you",
        "accountConnectionsLead":
            "Each of these can act for you, within the limits shown. Disconnect one, and its very next attempt is refused.",
        "accountNone": "Nothing is connected to your account. When you connect an assistant, it appears here.",
        "accountNoAbilities": "Knows who you are",
        "accountSince": "Since",
        "accountLastUsed": "Last used",
        "accountNeverUsed": "Not used yet",
        "accountDisconnect": "Disconnect",
        "accountPassword": "Change password",
        "accountCurrentPassword": "Current password",
        "accountNewPassword": "New password",
        "accountNewPasswordHint": "8 characters or more.",
        "accountChangePassword": "Change password",
        "accountSecondStep": "Two-step sign-in",
        "accountSecondStepLead": "A code from an app on your phone, besides your password: who steals the one still lacks the other.",
        "accountSecondStepManage": "Manage two-step sign-in",
        "accountSessions": "Signed in",
        "accountSessionsLead": "Where you are signed in now. Lost a device, or used a shared one? Sign it out here.",
        "accountSomeBrowser": "Some browser",
        "accountThisBrowser": "This browser",
        "accountFrom": "signed in from",
        "accountEndSession": "Sign out",
        "accountSignOutEverywhere": "Sign out everywhere",

        "adminTitle": "Console",
        "adminPeople": "People",
        "adminClients": "Clients",
        "adminNoPeople": "Nobody has an account yet.",
        "adminNoClients": "No client is registered yet.",
        "adminCreated": "Created",
        "adminState": "State",
        "adminActive": "Active",
        "adminDisabled": "Disabled",
        "adminYou": "You",
        "adminEnable": "Enable",
        "adminDisable": "Disable",
        "adminClient": "Client",
        "adminProfile": "Profile",
        "adminAction": "Action",
        "adminRemove": "Remove",
        "adminRemoveLead": "This ends every connection of {{clientName}}. It cannot be undone.",
        "adminRemoveSure": "Remove for good",
        "adminAttempts": "Connection attempts",
        "adminNoAttempts": "Nobody has tried to connect yet.",

        "attemptConnected": "Connected",
        "attemptConnecting": "Under way",
        "attemptFailed": "Failed",
        "attemptAbandoned": "Left off",
        "attemptWhy": "Why",
        "attemptFault": "Whose fault",
        "attemptRule": "Rule",
        "attemptDo": "What to do",
        "attemptRun": "The command that mends it",
        "attemptSteps": "Steps",
        "attemptBack": "Back to the console",

        "leaveTitle": "You are about to leave {{branding.name}}",
        "leaveSentence":
            "An app that calls itself “{{clientName}}” asked for something that cannot be done, and wants you to go on to this address. {{branding.name}} has not checked whose it is.",
        "leaveContinue": "Continue to {{host}}",
        "leaveClose": "If you did not just start connecting an app, close this page.",

        "formPostTitle": "One moment",
        "formPostSentence": "You are on your way back to {{clientName}}. If nothing happens, press the button.",
        "formPostContinue": "Continue",

        "welcomeSentence": "Connect AI assistants to your account, and decide what each of them may do for you.",
        "welcomeAccount": "Your account",
        "welcomeNote": "See what is connected to you, what it may do and when it was last used. End any of it with one press.",
    ]

    private static let sentences = [
        "signedOut": "You are signed out.",
        "sessionEnded": "That browser is signed out.",
        "signedOutEverywhere": "You are signed out everywhere.",
        "disconnected": "Disconnected. It can no longer act for you.",
        "passwordChanged": "Your password is changed.",
        "personDisabled": "The account is disabled.",
        "personEnabled": "The account is enabled.",
        "clientRemoved": "The client is removed.",
        "wrongCredentials": "The e-mail or the password is not right.",
        "codeWrong": "The code is not right, or was used before.",
        "proveAgain": "To change how you sign in, sign in once more.",
        "tooManyAttempts": "There were too many attempts. Wait a few minutes, then try again.",
        "formExpired": "This page had been open for too long. Please try again.",
        "emailMissing": "Enter your e-mail address.",
        "emailInvalid": "Enter an e-mail address such as ada@example.com.",
        "emailTaken": "No account could be made with this e-mail and password. If you have one, sign in.",
        "nameTooLong": "Enter a shorter name.",
        "passwordMissing": "Enter your password.",
        "passwordTooShort": "Use 8 characters or more.",
        "passwordTooLong": "Use a shorter password.",
        "passwordTooCommon": "Many people use this password, so it is easy to guess. Choose another.",
        "currentPasswordWrong": "The current password is not right.",
    ]

    private static let dates = [
        "date": "{{day}} {{month}} {{year}}",
        "minute": "{{day}} {{month}} {{year}}, {{time}} UTC",
        "month1": "January", "month2": "February", "month3": "March", "month4": "April",
        "month5": "May", "month6": "June", "month7": "July", "month8": "August",
        "month9": "September", "month10": "October", "month11": "November", "month12": "December",
    ]
}
