// The German words.

extension Words {
    static let german = language(pages, sentences, dates, germanMail, texts: texts)

    private static let pages = [
        "labelEmail": "E-Mail",
        "labelPassword": "Passwort",
        "labelName": "Name",
        "optional": "freiwillig",
        "signOut": "Abmelden",

        "signInTitle": "Anmelden",
        "signInFor": "um mit {{clientName}} fortzufahren",
        "signInButton": "Anmelden",
        "signInNoAccount": "Noch kein Konto?",
        "signInCreate": "Konto anlegen",

        "secondStepTitle": "Noch ein Schritt",
        "secondStepCode": "Code aus Ihrer Authentifizierungs-App",
        "secondStepCodeHint": "App verloren? Geben Sie stattdessen einen Ihrer Wiederherstellungscodes ein.",
        "secondStepButton": "Weiter",
        "secondStepStartOver": "Als jemand anderes anmelden",

        "authenticatorTitle": "Anmeldung in zwei Schritten einrichten",
        "authenticatorLead":
            "Scannen Sie dieses Bild mit einer Authentifizierungs-App und geben Sie dann die sechs Ziffern ein, die die App zeigt.",
        "authenticatorPicture": "QR-Code für Ihre Authentifizierungs-App",
        "authenticatorTyped": "Die App kann nicht scannen? Tippen Sie diesen Schlüssel ein",
        "authenticatorCode": "Code aus der App",
        "authenticatorButton": "Einschalten",
        "authenticatorDecline": "Nicht jetzt",

        "recoveryTitle": "Wiederherstellungscodes",
        "recoveryLead":
            "Bewahren Sie diese Codes so auf, dass Sie sie auch ohne Ihr Telefon finden. Jeder gilt einmal, anstelle eines Codes aus der App.",
        "recoveryOnce": "Sie werden nicht noch einmal gezeigt.",
        "recoveryContinue": "Ich habe sie aufbewahrt",

        "secondStepSettingsTitle": "Anmeldung in zwei Schritten",
        "secondStepSettingsLead":
            "Sie ist eingeschaltet: Nach dem Passwort werden Sie nach einem Code aus Ihrer Authentifizierungs-App gefragt.",
        "secondStepSettingsLeft": "Unbenutzte Wiederherstellungscodes: {{codesLeft}}. Neue ersetzen alle alten.",
        "secondStepSettingsRenew": "Neue Codes erzeugen",
        "secondStepSettingsRemoveTitle": "Ausschalten",
        "secondStepSettingsRemoveLead":
            "Dann öffnet Ihr Passwort allein Ihr Konto. Um die App zu wechseln, schalten Sie es aus und wieder ein.",
        "secondStepSettingsRemove": "Ausschalten",
        "toAccount": "Zurück zu Ihrem Konto",

        "signInElsewhere": "Weiter mit {{placeName}}",
        "signInOr": "oder",
        "joiningTitle": "Sind Sie beide?",
        "joiningLead": "Wenn ja, öffnet {{placeName}} von jetzt an Ihr Konto hier, und Sie werden nicht noch einmal gefragt.",
        "joiningAccount": "Ihr Konto hier",
        "joiningJoin": "Verbinden",
        "joiningLater": "Jetzt nicht",
        "linkedTitle": "Andere Wege, sich anzumelden",
        "linkedLead": "Diese öffnen Ihr Konto. Wer sich bei einem davon anmelden kann, kann sich hier als Sie anmelden.",
        "linkedNone": "Nichts anderes öffnet Ihr Konto.",
        "linkedRemove": "Entfernen",
        "linkedAdd": "{{placeName}} verbinden",
        "linkedAccessKept":
            "Der Zugriff auf {{placeName}} ist für Dienste hinterlegt, die Sie verbunden haben, damit diese dort für Sie handeln können. Wenn Sie es hier entfernen, endet das.",
        "linkedAccessEnded":
            "Zurzeit ist kein Zugriff auf {{placeName}} hinterlegt. Verbinden Sie es noch einmal, damit Dienste, die Sie verbunden haben, dort für Sie handeln können.",
        "accountLinked": "Andere Wege, sich anzumelden",
        "accountLinkedLead": "Andere Websites, die dieses Konto öffnen.",
        "accountLinkedManage": "Wege verwalten",

        "passkeyButton": "Passkey verwenden",
        "passkeyFailed": "Das hat nicht geklappt. Versuchen Sie es noch einmal, oder melden Sie sich anders an.",
        "passkeysTitle": "Passkeys",
        "passkeysLead":
            "Melden Sie sich mit dem Finger, dem Gesicht oder der PIN Ihres Geräts an: nichts, was man sich merken muss, und nichts, was eine falsche Seite stehlen kann.",
        "passkeysYours": "Ihre Passkeys",
        "passkeysNone": "Sie haben noch keinen.",
        "passkeysSince": "Seit",
        "passkeysSynced": "Mit Ihren Geräten synchronisiert",
        "passkeysOneDevice": "Auf einem Gerät",
        "passkeysSuspected":
            "Am {{suspected.minute}} wollte sich jemand mit etwas anmelden, das eine Kopie dieses Passkeys sein kann, und wurde abgewiesen. Wenn Sie das nicht waren, entfernen Sie ihn.",
        "passkeysRename": "Umbenennen",
        "passkeysName": "Name",
        "passkeysNameHint": "Wo er liegt, zum Beispiel: Telefon, blauer Schlüssel.",
        "passkeysRenameButton": "Speichern",
        "passkeysRemove": "Entfernen",
        "passkeysLast": "Ihr einziger Weg, sich anzumelden. Fügen Sie erst einen anderen hinzu.",
        "passkeysAdd": "Ein neuer Passkey",
        "passkeysAddLead":
            "Ihr Browser fragt, wo er liegen soll: auf diesem Gerät, auf Ihrem Telefon oder auf einem Sicherheitsschlüssel.",
        "passkeysAddButton": "Passkey erstellen",
        "passkeysAddFailed": "Es wurde kein Passkey erstellt. Bitte versuchen Sie es noch einmal.",
        "passkeysKnown": "Auf diesem Gerät ist schon ein Passkey von Ihnen.",
        "passkeysUnsupported": "Dieser Browser kann keine Passkeys verwenden, oder seine Skripte sind ausgeschaltet.",
        "passkeysFull": "Mehr kann es nicht geben. Entfernen Sie erst einen.",

        "signUpTitle": "Konto anlegen",
        "signUpFor": "um mit {{clientName}} fortzufahren",
        "signUpPasswordHint": "Mindestens 8 Zeichen. Ein paar Wörter hintereinander sind leicht zu merken und schwer zu erraten.",
        "signUpButton": "Konto anlegen",
        "signUpHaveAccount": "Sie haben schon ein Konto?",

        "consentTitle": "{{clientName}} möchte auf {{resourceName}} zugreifen",
        "consentHeading": "Zugriff auf {{resourceName}}",
        "consentTitleUnverified": "Eine App, die sich „{{clientName}}“ nennt, möchte auf {{resourceName}} zugreifen",
        "consentVerified": "Von {{branding.name}} geprüft",
        "consentDomain": "Kommt von {{clientHost}}",
        "consentUnverifiedTitle": "Nicht geprüft.",
        "consentUnverified": "{{branding.name}} hat nicht geprüft, wer hinter diesem Namen steht.",
        "consentLook": "Vertrauen Sie ihr nur, wenn Sie {{redirectHost}} vertrauen.",
        "consentNobody": "Nichts hier beweist, wer es ist.",
        "consentScopes": "Sie wird Folgendes können",
        "consentNoScopes": "Wissen, wer Sie sind",
        "consentAccount": "Sie sind angemeldet als",
        "consentSwitch": "Anderes Konto verwenden",
        "consentRedirect": "Danach geht es zu",
        "consentLoopbackTitle": "Das geht an ein Programm auf diesem Computer.",
        "consentLoopback": "Erlauben Sie es nur, wenn Sie hier gerade selbst begonnen haben, {{clientName}} zu verbinden.",
        "consentAllow": "Erlauben",
        "consentDeny": "Ablehnen",
        "consentLater": "Sie können das jederzeit auf Ihrer Kontoseite beenden.",

        "errorReference": "Kennzeichen",
        "errorStatus": "Status",

        "connectedTitle": "Sie sind verbunden",
        "connectedSentence": "{{clientName}} kann jetzt für Sie arbeiten.",
        "connectedContinue": "Weiter zu {{clientName}}",
        "connectedClose": "Es passiert nichts? Drücken Sie den Knopf oben. Danach können Sie diesen Tab schließen.",

        "accountTitle": "Ihr Konto",
        "accountConnections": "Mit Ihnen verbunden",
        "accountConnectionsLead":
            "Jede davon kann in den gezeigten Grenzen für Sie handeln. Trennen Sie eine, so wird schon ihr nächster Versuch abgewiesen.",
        "accountNone": "Mit Ihrem Konto ist nichts verbunden. Wenn Sie einen Assistenten verbinden, erscheint er hier.",
        "accountNoAbilities": "Weiß, wer Sie sind",
        "accountSince": "Seit",
        "accountLastUsed": "Zuletzt benutzt",
        "accountNeverUsed": "Noch nicht benutzt",
        "accountDisconnect": "Trennen",
        "accountPassword": "Passwort ändern",
        "accountCurrentPassword": "Bisheriges Passwort",
        "accountNewPassword": "Neues Passwort",
        "accountNewPasswordHint": "Mindestens 8 Zeichen.",
        "accountChangePassword": "Passwort ändern",
        "accountSecondStep": "Anmeldung in zwei Schritten",
        "accountSecondStepLead":
            "Ein Code aus einer App auf Ihrem Telefon, zusätzlich zum Passwort: Wer das eine stiehlt, dem fehlt noch das andere.",
        "accountSecondStepManage": "Anmeldung in zwei Schritten verwalten",
        "accountPasskeysManage": "Passkeys verwalten",
        "accountSessions": "Angemeldet",
        "accountSessionsLead": "Wo Sie gerade angemeldet sind. Ein Gerät verloren oder ein gemeinsames benutzt? Melden Sie es hier ab.",
        "accountSomeBrowser": "Irgendein Browser",
        "accountThisBrowser": "Dieser Browser",
        "accountFrom": "angemeldet von",
        "accountEndSession": "Abmelden",
        "accountSignOutEverywhere": "Überall abmelden",

        "adminTitle": "Konsole",
        "adminPeople": "Personen",
        "adminClients": "Clients",
        "adminNoPeople": "Noch hat niemand ein Konto.",
        "adminNoClients": "Noch ist kein Client eingetragen.",
        "adminCreated": "Angelegt",
        "adminState": "Zustand",
        "adminActive": "Aktiv",
        "adminDisabled": "Gesperrt",
        "adminYou": "Sie",
        "adminEnable": "Freigeben",
        "adminDisable": "Sperren",
        "adminClient": "Client",
        "adminProfile": "Profil",
        "adminAction": "Aktion",
        "adminRemove": "Entfernen",
        "adminRemoveLead": "Das beendet jede Verbindung von {{clientName}}. Es lässt sich nicht rückgängig machen.",
        "adminRemoveSure": "Endgültig entfernen",
        "adminAttempts": "Verbindungsversuche",
        "adminNoAttempts": "Noch hat niemand versucht, sich zu verbinden.",

        "attemptConnected": "Verbunden",
        "attemptConnecting": "Im Gange",
        "attemptFailed": "Gescheitert",
        "attemptAbandoned": "Abgebrochen",
        "attemptWhy": "Warum",
        "attemptFault": "Wessen Fehler",
        "attemptRule": "Regel",
        "attemptDo": "Was zu tun ist",
        "attemptRun": "Der Befehl, der es behebt",
        "attemptSteps": "Schritte",
        "attemptBack": "Zurück zur Konsole",

        "leaveTitle": "Sie verlassen {{branding.name}}",
        "leaveSentence":
            "Eine App, die sich „{{clientName}}“ nennt, hat um etwas gebeten, das nicht geht, und möchte, dass Sie zu dieser Adresse weitergehen. {{branding.name}} hat nicht geprüft, wem sie gehört.",
        "leaveContinue": "Weiter zu {{host}}",
        "leaveClose": "Wenn Sie nicht gerade begonnen haben, eine App zu verbinden, schließen Sie diese Seite.",

        "formPostTitle": "Einen Moment",
        "formPostSentence": "Sie kehren zu {{clientName}} zurück. Wenn nichts passiert, drücken Sie den Knopf.",
        "formPostContinue": "Weiter",

        "welcomeSentence": "Verbinden Sie KI-Assistenten mit Ihrem Konto und entscheiden Sie, was jeder davon für Sie tun darf.",
        "welcomeAccount": "Ihr Konto",
        "welcomeNote":
            "Sehen Sie, was mit Ihnen verbunden ist, was es darf und wann es zuletzt benutzt wurde. Beenden Sie es mit einem Druck.",
    ]

    private static let sentences = [
        "signedOut": "Sie sind abgemeldet.",
        "sessionEnded": "Dieser Browser ist abgemeldet.",
        "signedOutEverywhere": "Sie sind überall abgemeldet.",
        "disconnected": "Getrennt. Es kann nicht mehr für Sie handeln.",
        "passwordChanged": "Ihr Passwort ist geändert.",
        "personDisabled": "Das Konto ist gesperrt.",
        "personEnabled": "Das Konto ist freigegeben.",
        "clientRemoved": "Der Client ist entfernt.",
        "wrongCredentials": "Die E-Mail oder das Passwort stimmt nicht.",
        "passkeyRefused": "Dieser Passkey konnte nicht verwendet werden. Versuchen Sie es noch einmal, oder melden Sie sich anders an.",
        "passkeyAdded": "Der Passkey ist hinzugefügt. Von nun an können Sie sich damit anmelden.",
        "passkeyNotAdded": "Der Passkey konnte nicht hinzugefügt werden. Bitte versuchen Sie es noch einmal.",
        "passkeyRenamed": "Der Passkey hat seinen neuen Namen.",
        "passkeyRemoved": "Der Passkey ist hier entfernt. Löschen Sie ihn auch auf Ihrem Gerät.",
        "passkeyLast": "Es ist Ihr einziger Weg, sich anzumelden, also bleibt er. Fügen Sie erst einen anderen hinzu.",
        "passkeyTooMany": "Mehr Passkeys kann es nicht geben. Entfernen Sie erst einen.",
        "passkeyUnnamed": "Passkey",
        "codeWrong": "Der Code stimmt nicht oder wurde schon benutzt.",
        "proveAgain": "Um Ihre Anmeldung zu ändern, melden Sie sich noch einmal an.",
        "elsewhereDeclined": "Sie haben sich dort nicht angemeldet. Wählen Sie einen anderen Weg oder versuchen Sie es noch einmal.",
        "joiningProof": "Es gibt schon ein Konto mit Ihrer Adresse. Melden Sie sich einmal dort an, dann können Sie beide verbinden.",
        "identityLinked": "Es ist verbunden und öffnet von jetzt an Ihr Konto.",
        "identityRemoved": "Es ist entfernt und öffnet Ihr Konto nicht mehr.",
        "identityKept": "Das ist Ihr einziger Weg, sich anzumelden, deshalb bleibt er. Richten Sie zuerst einen anderen ein.",
        "identityTaken": "Es öffnet schon ein anderes Konto.",
        "tooManyAttempts": "Es gab zu viele Versuche. Warten Sie ein paar Minuten und versuchen Sie es dann noch einmal.",
        "formExpired": "Diese Seite war zu lange offen. Bitte versuchen Sie es noch einmal.",
        "emailInvalid": "Geben Sie eine E-Mail-Adresse ein, etwa name@example.com.",
        "emailTaken": "Mit dieser E-Mail und diesem Passwort konnte kein Konto angelegt werden. Wenn Sie eines haben, melden Sie sich an.",
        "nameTooLong": "Verwenden Sie einen Namen von höchstens 100 Zeichen.",
        "passwordTooShort": "Verwenden Sie ein Passwort von mindestens 8 Zeichen.",
        "passwordTooLong": "Verwenden Sie ein Passwort von höchstens 128 Zeichen.",
        "passwordTooCommon": "Dieses Passwort benutzen viele, es ist also leicht zu erraten. Wählen Sie ein anderes.",
        "currentPasswordWrong": "Das bisherige Passwort stimmt nicht.",
    ]

    private static let dates = [
        "date": "{{day}}. {{month}} {{year}}",
        "minute": "{{day}}. {{month}} {{year}}, {{time}} UTC",
        "month1": "Januar",
        "month2": "Februar",
        "month3": "März",
        "month4": "April",
        "month5": "Mai",
        "month6": "Juni",
        "month7": "Juli",
        "month8": "August",
        "month9": "September",
        "month10": "Oktober",
        "month11": "November",
        "month12": "Dezember",
    ]

    private static let texts = [
        "You are not signed in":
            "Sie sind nicht angemeldet",
        "What came back from there is not right, was used before, or is too old.":
            "Was von dort zurückkam, stimmt nicht, wurde schon benutzt oder ist zu alt.",
        "The site that should say who you are cannot be reached at this moment.":
            "Die Website, die sagen soll, wer Sie sind, ist im Augenblick nicht zu erreichen.",
        "The site that should say who you are does not know this server.":
            "Die Website, die sagen soll, wer Sie sind, kennt diesen Server nicht.",
        "This account has been disabled.":
            "Dieses Konto wurde gesperrt.",
        "There is no account for you here, and new ones are not made at this time.":
            "Hier gibt es kein Konto für Sie, und neue werden zurzeit nicht angelegt.",
        "There were too many attempts. Wait a minute.":
            "Es waren zu viele Versuche. Warten Sie eine Minute.",
        "Go back to the app that sent you here and start again. If it happens again, tell whoever runs this site.":
            "Gehen Sie zu der App zurück, die Sie hierher geschickt hat, und beginnen Sie von vorn. Wenn es wieder geschieht, sagen Sie es dem Betreiber dieser Website.",
        "This request is not right":
            "Diese Anfrage stimmt nicht",
        "Go back to the app that sent you here and try again. If you run it, mend the request.":
            "Gehen Sie zu der App zurück, die Sie hierher geschickt hat, und versuchen Sie es noch einmal. Wenn Sie sie betreiben, berichtigen Sie die Anfrage.",
        "Which app is asking?":
            "Welche App fragt?",
        "The request does not say which app is asking.":
            "Die Anfrage sagt nicht, welche App fragt.",
        "The app that sent you here must send its client_id.":
            "Die App, die Sie hierher geschickt hat, muss ihre client_id senden.",
        "Unknown app":
            "Unbekannte App",
        "The app that sent you here is not registered.":
            "Die App, die Sie hierher geschickt hat, ist nicht eingetragen.",
        "If you run this app, check its client_id, or register it again. Otherwise close this page.":
            "Wenn Sie diese App betreiben, prüfen Sie ihre client_id oder tragen Sie sie neu ein. Sonst schließen Sie diese Seite.",
        "No address to return to":
            "Keine Adresse für den Rückweg",
        "The request does not say where the answer should go.":
            "Die Anfrage sagt nicht, wohin die Antwort gehen soll.",
        "The app that sent you here must name one of its registered redirect URIs.":
            "Die App, die Sie hierher geschickt hat, muss eine ihrer eingetragenen Redirect-URIs nennen.",
        "Unknown return address":
            "Unbekannte Rückadresse",
        "The request asks to send you back to an address that is not registered for this app.":
            "Die Anfrage will Sie an eine Adresse zurückschicken, die für diese App nicht eingetragen ist.",
        "If you run this app, register exactly the redirect URI that it sends. Otherwise close this page.":
            "Wenn Sie diese App betreiben, tragen Sie genau die Redirect-URI ein, die sie sendet. Sonst schließen Sie diese Seite.",
        "This app cannot be checked":
            "Diese App lässt sich nicht prüfen",
        "Wait a moment, go back to the app and try again. If you run the app, see that its client_id can be fetched.":
            "Warten Sie einen Moment, gehen Sie zur App zurück und versuchen Sie es noch einmal. Wenn Sie sie betreiben, sorgen Sie dafür, dass ihre client_id abgerufen werden kann.",
        "If you run this app, mend the document at its client_id. Otherwise close this page.":
            "Wenn Sie diese App betreiben, berichtigen Sie das Dokument unter ihrer client_id. Sonst schließen Sie diese Seite.",
        "Allow or deny?":
            "Erlauben oder ablehnen?",
        "The form did not say what you decided.":
            "Das Formular sagte nicht, wie Sie entschieden haben.",
        "Go back and press one of the two buttons.":
            "Gehen Sie zurück und drücken Sie einen der beiden Knöpfe.",
        "This took too long":
            "Das hat zu lange gedauert",
        "The request that brought you here is no longer valid.":
            "Die Anfrage, die Sie hierher gebracht hat, gilt nicht mehr.",
        "Go back to the app and start again. If you have connected it already, there is nothing to do.":
            "Gehen Sie zur App zurück und fangen Sie noch einmal an. Wenn Sie sie schon verbunden haben, ist nichts zu tun.",
        "This form is too old":
            "Dieses Formular ist zu alt",
        "The form was not made for this browser, or you have signed in again since.":
            "Das Formular wurde nicht für diesen Browser gemacht, oder Sie haben sich seither neu angemeldet.",
        "Go back, reload the page and try again.":
            "Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.",
        "Just a moment":
            "Einen Moment bitte",
        "There is more to do than the server can do right now.":
            "Es gibt gerade mehr zu tun, als der Server schafft.",
        "The server cannot reach its database at this moment.":
            "Der Server erreicht gerade seine Datenbank nicht.",
        "Try again in a few seconds; nothing was lost.":
            "Versuchen Sie es in ein paar Sekunden noch einmal; es ging nichts verloren.",
        "Something went wrong":
            "Etwas ist schiefgegangen",
        "The server could not do what you asked.":
            "Der Server konnte nicht tun, worum Sie baten.",
        "Try again in a moment. If it happens again, tell the operator the reference.":
            "Versuchen Sie es gleich noch einmal. Wenn es wieder passiert, nennen Sie dem Betreiber das Kennzeichen.",
        "Know who you are":
            "Wissen, wer Sie sind",
        "See your name":
            "Ihren Namen sehen",
        "See your e-mail address":
            "Ihre E-Mail-Adresse sehen",
        "Stay connected until you disconnect it":
            "Verbunden bleiben, bis Sie es trennen",
    ]
}
