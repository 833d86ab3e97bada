// The French words.

extension Words {
    static let french = language(pages, sentences, dates, frenchMail, texts: texts)

    private static let pages = [
        "labelEmail": "E-mail",
        "labelPassword": "Mot de passe",
        "labelName": "Nom",
        "optional": "facultatif",
        "signOut": "Se déconnecter",

        "signInTitle": "Se connecter",
        "signInFor": "pour continuer vers {{clientName}}",
        "signInButton": "Se connecter",
        "signInNoAccount": "Pas encore de compte ?",
        "signInCreate": "Créez-en un",

        "secondStepTitle": "Encore une étape",
        "secondStepCode": "Code de votre application d’authentification",
        "secondStepCodeHint": "Application perdue ? Saisissez l’un de vos codes de secours.",
        "secondStepButton": "Continuer",
        "secondStepStartOver": "Se connecter avec un autre compte",

        "authenticatorTitle": "Configurer la connexion en deux étapes",
        "authenticatorLead":
            "Scannez cette image avec une application d’authentification, puis saisissez les six chiffres qu’elle affiche.",
        "authenticatorPicture": "Code QR pour votre application d’authentification",
        "authenticatorTyped": "L’application ne peut pas scanner ? Saisissez-y cette clé",
        "authenticatorCode": "Code de l’application",
        "authenticatorButton": "Activer",
        "authenticatorDecline": "Pas maintenant",

        "recoveryTitle": "Codes de secours",
        "recoveryLead":
            "Gardez-les là où vous les trouverez sans votre téléphone. Chacun sert une fois, à la place d’un code de l’application.",
        "recoveryOnce": "Ils ne seront plus affichés.",
        "recoveryContinue": "Je les ai gardés",

        "secondStepSettingsTitle": "Connexion en deux étapes",
        "secondStepSettingsLead":
            "Elle est activée : après votre mot de passe, un code de votre application d’authentification vous est demandé.",
        "secondStepSettingsLeft": "Codes de secours restants : {{codesLeft}}. De nouveaux codes remplacent tous les anciens.",
        "secondStepSettingsRenew": "Créer de nouveaux codes",
        "secondStepSettingsRemoveTitle": "Désactiver",
        "secondStepSettingsRemoveLead":
            "Votre mot de passe seul ouvrira alors votre compte. Pour changer d’application, désactivez puis réactivez.",
        "secondStepSettingsRemove": "Désactiver",
        "toAccount": "Retour à votre compte",

        "signInElsewhere": "Continuer avec {{placeName}}",
        "signInOr": "ou",
        "joiningTitle": "Est-ce vous dans les deux cas ?",
        "joiningLead": "Si oui, {{placeName}} ouvrira désormais votre compte ici, et la question ne vous sera plus posée.",
        "joiningAccount": "Votre compte ici",
        "joiningJoin": "Relier",
        "joiningLater": "Pas maintenant",
        "linkedTitle": "Autres façons de se connecter",
        "linkedLead": "Ceux-ci ouvrent votre compte. Quiconque peut se connecter à l’un d’eux peut se connecter ici à votre place.",
        "linkedNone": "Rien d’autre n’ouvre votre compte.",
        "linkedRemove": "Retirer",
        "linkedAdd": "Relier {{placeName}}",
        "linkedAccessKept":
            "L’accès à {{placeName}} est conservé pour les services que vous avez connectés, afin qu’ils puissent y agir pour vous. Le retirer ici y met fin.",
        "linkedAccessEnded":
            "Aucun accès à {{placeName}} n’est conservé pour le moment. Reliez-le de nouveau pour que les services que vous avez connectés puissent y agir pour vous.",
        "accountLinked": "Autres façons de se connecter",
        "accountLinkedLead": "Les autres sites qui ouvrent ce compte.",
        "accountLinkedManage": "Gérer les façons de se connecter",

        "passkeyButton": "Utiliser une clé d’accès",
        "passkeyFailed": "Cela n’a pas fonctionné. Réessayez, ou connectez-vous autrement.",
        "passkeysTitle": "Clés d’accès",
        "passkeysLead":
            "Connectez-vous avec votre doigt, votre visage ou le code de votre appareil : rien à retenir, et rien qu’une fausse page puisse voler.",
        "passkeysYours": "Vos clés d’accès",
        "passkeysNone": "Vous n’en avez pas encore.",
        "passkeysSince": "Depuis",
        "passkeysSynced": "Synchronisée avec vos appareils",
        "passkeysOneDevice": "Sur un seul appareil",
        "passkeysSuspected":
            "Le {{suspected.minute}}, quelqu’un a essayé de se connecter avec ce qui peut être une copie de cette clé d’accès, et a été refusé. Si ce n’était pas vous, supprimez-la.",
        "passkeysRename": "Renommer",
        "passkeysName": "Nom",
        "passkeysNameHint": "Où elle se trouve, par exemple : Téléphone, Clé bleue.",
        "passkeysRenameButton": "Enregistrer",
        "passkeysRemove": "Supprimer",
        "passkeysLast": "Votre seul moyen de vous connecter. Ajoutez-en d’abord un autre.",
        "passkeysAdd": "Une nouvelle clé d’accès",
        "passkeysAddLead": "Votre navigateur demande où la garder : sur cet appareil, sur votre téléphone ou sur une clé de sécurité.",
        "passkeysAddButton": "Créer une clé d’accès",
        "passkeysAddFailed": "Aucune clé d’accès n’a été créée. Veuillez réessayer.",
        "passkeysKnown": "Une de vos clés d’accès se trouve déjà sur cet appareil.",
        "passkeysUnsupported": "Ce navigateur ne peut pas utiliser de clés d’accès, ou ses scripts sont désactivés.",
        "passkeysFull": "Vous en avez le maximum. Supprimez-en d’abord une.",

        "signUpTitle": "Créer votre compte",
        "signUpFor": "pour continuer vers {{clientName}}",
        "signUpPasswordHint": "8 caractères ou plus. Quelques mots à la suite sont faciles à retenir et difficiles à deviner.",
        "signUpButton": "Créer le compte",
        "signUpHaveAccount": "Vous avez déjà un compte ?",

        "consentTitle": "{{clientName}} demande l’accès à {{resourceName}}",
        "consentHeading": "Accès à {{resourceName}}",
        "consentTitleUnverified": "Une application qui se nomme « {{clientName}} » demande l’accès à {{resourceName}}",
        "consentVerified": "Vérifiée par {{branding.name}}",
        "consentDomain": "Vient de {{clientHost}}",
        "consentUnverifiedTitle": "Non vérifiée.",
        "consentUnverified": "{{branding.name}} n’a pas vérifié qui se trouve derrière ce nom.",
        "consentLook": "Ne lui faites confiance que si vous faites confiance à {{redirectHost}}.",
        "consentNobody": "Rien ici ne prouve de qui il s’agit.",
        "consentScopes": "Elle pourra",
        "consentNoScopes": "Savoir qui vous êtes",
        "consentAccount": "Vous êtes connecté en tant que",
        "consentSwitch": "Utiliser un autre compte",
        "consentRedirect": "Vous serez dirigé vers",
        "consentLoopbackTitle": "Ceci va à un programme sur cet ordinateur.",
        "consentLoopback": "N’autorisez que si vous venez vous-même de commencer à connecter {{clientName}} ici.",
        "consentAllow": "Autoriser",
        "consentDeny": "Refuser",
        "consentLater": "Vous pouvez y mettre fin à tout moment sur la page de votre compte.",

        "errorReference": "Référence",
        "errorStatus": "Statut",

        "connectedTitle": "Vous êtes connecté",
        "connectedSentence": "{{clientName}} peut maintenant travailler pour vous.",
        "connectedContinue": "Continuer vers {{clientName}}",
        "connectedClose": "Rien ne se passe ? Utilisez le bouton ci-dessus. Vous pourrez ensuite fermer cet onglet.",

        "accountTitle": "Votre compte",
        "accountConnections": "Connectés à vous",
        "accountConnectionsLead":
            "Chacune peut agir pour vous, dans les limites indiquées. Déconnectez-en une, et sa toute prochaine tentative est refusée.",
        "accountNone": "Rien n’est connecté à votre compte. Quand vous connecterez un assistant, il apparaîtra ici.",
        "accountNoAbilities": "Sait qui vous êtes",
        "accountSince": "Depuis",
        "accountLastUsed": "Dernière utilisation",
        "accountNeverUsed": "Pas encore utilisé",
        "accountDisconnect": "Déconnecter",
        "accountPassword": "Changer le mot de passe",
        "accountCurrentPassword": "Mot de passe actuel",
        "accountNewPassword": "Nouveau mot de passe",
        "accountNewPasswordHint": "8 caractères ou plus.",
        "accountChangePassword": "Changer le mot de passe",
        "accountSecondStep": "Connexion en deux étapes",
        "accountSecondStepLead":
            "Un code d’une application sur votre téléphone, en plus du mot de passe : qui vole l’un n’a pas encore l’autre.",
        "accountSecondStepManage": "Gérer la connexion en deux étapes",
        "accountPasskeysManage": "Gérer les clés d’accès",
        "accountSessions": "Sessions ouvertes",
        "accountSessionsLead": "Là où vous êtes connecté en ce moment. Un appareil perdu ou partagé ? Déconnectez-le ici.",
        "accountSomeBrowser": "Un navigateur",
        "accountThisBrowser": "Ce navigateur",
        "accountFrom": "connecté depuis",
        "accountEndSession": "Déconnecter",
        "accountSignOutEverywhere": "Se déconnecter partout",

        "adminTitle": "Console",
        "adminPeople": "Personnes",
        "adminClients": "Clients",
        "adminNoPeople": "Personne n’a encore de compte.",
        "adminNoClients": "Aucun client n’est encore enregistré.",
        "adminCreated": "Créé",
        "adminState": "État",
        "adminActive": "Actif",
        "adminDisabled": "Désactivé",
        "adminYou": "Vous",
        "adminEnable": "Activer",
        "adminDisable": "Désactiver",
        "adminClient": "Client",
        "adminProfile": "Profil",
        "adminAction": "Action",
        "adminRemove": "Supprimer",
        "adminRemoveLead": "Cela met fin à toutes les connexions de {{clientName}}. C’est irréversible.",
        "adminRemoveSure": "Supprimer définitivement",
        "adminAttempts": "Tentatives de connexion",
        "adminNoAttempts": "Personne n’a encore essayé de se connecter.",

        "attemptConnected": "Connecté",
        "attemptConnecting": "En cours",
        "attemptFailed": "Échec",
        "attemptAbandoned": "Abandonné",
        "attemptWhy": "Pourquoi",
        "attemptFault": "À qui la faute",
        "attemptRule": "Règle",
        "attemptDo": "Que faire",
        "attemptRun": "La commande qui répare",
        "attemptSteps": "Étapes",
        "attemptBack": "Retour à la console",

        "leaveTitle": "Vous allez quitter {{branding.name}}",
        "leaveSentence":
            "Une application qui se nomme « {{clientName}} » a demandé une chose impossible et veut que vous alliez à cette adresse. {{branding.name}} n’a pas vérifié à qui elle appartient.",
        "leaveContinue": "Continuer vers {{host}}",
        "leaveClose": "Si vous ne venez pas de commencer à connecter une application, fermez cette page.",

        "formPostTitle": "Un instant",
        "formPostSentence": "Vous retournez vers {{clientName}}. Si rien ne se passe, appuyez sur le bouton.",
        "formPostContinue": "Continuer",

        "welcomeSentence": "Connectez des assistants d’IA à votre compte, et décidez de ce que chacun peut faire pour vous.",
        "welcomeAccount": "Votre compte",
        "welcomeNote": "Voyez ce qui est connecté à vous, ce qu’il peut faire et quand il a servi. Mettez-y fin d’une pression.",
    ]

    private static let sentences = [
        "signedOut": "Vous êtes déconnecté.",
        "sessionEnded": "Ce navigateur est déconnecté.",
        "signedOutEverywhere": "Vous êtes déconnecté partout.",
        "disconnected": "Déconnecté. Il ne peut plus agir pour vous.",
        "passwordChanged": "Votre mot de passe est changé.",
        "personDisabled": "Le compte est désactivé.",
        "personEnabled": "Le compte est activé.",
        "clientRemoved": "Le client est supprimé.",
        "wrongCredentials": "L’e-mail ou le mot de passe n’est pas correct.",
        "passkeyRefused": "Cette clé d’accès n’a pas pu être utilisée. Réessayez, ou connectez-vous autrement.",
        "passkeyAdded": "La clé d’accès est ajoutée. Vous pouvez désormais vous connecter avec elle.",
        "passkeyNotAdded": "La clé d’accès n’a pas pu être ajoutée. Veuillez réessayer.",
        "passkeyRenamed": "La clé d’accès a son nouveau nom.",
        "passkeyRemoved": "La clé d’accès est supprimée ici. Supprimez-la aussi sur votre appareil.",
        "passkeyLast": "C’est votre seul moyen de vous connecter, elle reste donc. Ajoutez-en d’abord un autre.",
        "passkeyTooMany": "Vous avez le maximum de clés d’accès. Supprimez-en d’abord une.",
        "passkeyUnnamed": "Clé d’accès",
        "codeWrong": "Le code n’est pas correct, ou a déjà servi.",
        "proveAgain": "Pour modifier votre connexion, connectez-vous encore une fois.",
        "elsewhereDeclined": "Vous ne vous y êtes pas connecté. Choisissez une autre façon ou réessayez.",
        "joiningProof": "Il existe déjà un compte avec votre adresse. Connectez-vous-y une fois, vous pourrez ensuite relier les deux.",
        "identityLinked": "C’est relié. Votre compte s’ouvre désormais ainsi.",
        "identityRemoved": "C’est retiré et n’ouvre plus votre compte.",
        "identityKept": "C’est votre seule façon de vous connecter, elle reste donc. Configurez-en d’abord une autre.",
        "identityTaken": "Cela ouvre déjà un autre compte.",
        "tooManyAttempts": "Il y a eu trop de tentatives. Attendez quelques minutes, puis réessayez.",
        "formExpired": "Cette page était ouverte depuis trop longtemps. Veuillez réessayer.",
        "emailInvalid": "Saisissez une adresse e-mail, comme name@example.com.",
        "emailTaken": "Aucun compte n’a pu être créé avec cet e-mail et ce mot de passe. Si vous en avez un, connectez-vous.",
        "nameTooLong": "Utilisez un nom de 100 caractères au plus.",
        "passwordTooShort": "Utilisez un mot de passe d’au moins 8 caractères.",
        "passwordTooLong": "Utilisez un mot de passe de 128 caractères au plus.",
        "passwordTooCommon": "Beaucoup de gens utilisent ce mot de passe, il est donc facile à deviner. Choisissez-en un autre.",
        "currentPasswordWrong": "Le mot de passe actuel n’est pas correct.",
    ]

    private static let dates = [
        "date": "{{day}} {{month}} {{year}}",
        "minute": "{{day}} {{month}} {{year}} à {{time}} UTC",
        "month1": "janvier",
        "month2": "février",
        "month3": "mars",
        "month4": "avril",
        "month5": "mai",
        "month6": "juin",
        "month7": "juillet",
        "month8": "août",
        "month9": "septembre",
        "month10": "octobre",
        "month11": "novembre",
        "month12": "décembre",
    ]

    private static let texts = [
        "You are not signed in":
            "Vous n’êtes pas connecté",
        "What came back from there is not right, was used before, or is too old.":
            "Ce qui en est revenu n’est pas juste, a déjà servi ou est trop ancien.",
        "The site that should say who you are cannot be reached at this moment.":
            "Le site qui doit dire qui vous êtes est injoignable pour le moment.",
        "The site that should say who you are does not know this server.":
            "Le site qui doit dire qui vous êtes ne connaît pas ce serveur.",
        "This account has been disabled.":
            "Ce compte a été désactivé.",
        "There is no account for you here, and new ones are not made at this time.":
            "Il n’y a pas de compte pour vous ici, et il n’en est pas créé de nouveaux actuellement.",
        "There were too many attempts. Wait a minute.":
            "Il y a eu trop de tentatives. Attendez une minute.",
        "Go back to the app that sent you here and start again. If it happens again, tell whoever runs this site.":
            "Retournez à l’application qui vous a envoyé ici et recommencez. Si cela se reproduit, prévenez l’exploitant de ce site.",
        "This request is not right":
            "Cette demande n’est pas correcte",
        "Go back to the app that sent you here and try again. If you run it, mend the request.":
            "Retournez à l’application qui vous a envoyé ici et réessayez. Si vous la gérez, corrigez la demande.",
        "Which app is asking?":
            "Quelle application demande ?",
        "The request does not say which app is asking.":
            "La demande ne dit pas quelle application la fait.",
        "The app that sent you here must send its client_id.":
            "L’application qui vous a envoyé ici doit envoyer son client_id.",
        "Unknown app":
            "Application inconnue",
        "The app that sent you here is not registered.":
            "L’application qui vous a envoyé ici n’est pas enregistrée.",
        "If you run this app, check its client_id, or register it again. Otherwise close this page.":
            "Si vous gérez cette application, vérifiez son client_id ou enregistrez-la de nouveau. Sinon, fermez cette page.",
        "No address to return to":
            "Aucune adresse de retour",
        "The request does not say where the answer should go.":
            "La demande ne dit pas où la réponse doit aller.",
        "The app that sent you here must name one of its registered redirect URIs.":
            "L’application qui vous a envoyé ici doit nommer l’une de ses URI de redirection enregistrées.",
        "Unknown return address":
            "Adresse de retour inconnue",
        "The request asks to send you back to an address that is not registered for this app.":
            "La demande veut vous renvoyer à une adresse qui n’est pas enregistrée pour cette application.",
        "If you run this app, register exactly the redirect URI that it sends. Otherwise close this page.":
            "Si vous gérez cette application, enregistrez exactement l’URI de redirection qu’elle envoie. Sinon, fermez cette page.",
        "This app cannot be checked":
            "Cette application ne peut pas être vérifiée",
        "Wait a moment, go back to the app and try again. If you run the app, see that its client_id can be fetched.":
            "Attendez un instant, retournez à l’application et réessayez. Si vous la gérez, veillez à ce que son client_id puisse être récupéré.",
        "If you run this app, mend the document at its client_id. Otherwise close this page.":
            "Si vous gérez cette application, corrigez le document à son client_id. Sinon, fermez cette page.",
        "Allow or deny?":
            "Autoriser ou refuser ?",
        "The form did not say what you decided.":
            "Le formulaire n’a pas dit ce que vous avez décidé.",
        "Go back and press one of the two buttons.":
            "Revenez en arrière et appuyez sur l’un des deux boutons.",
        "This took too long":
            "Cela a pris trop de temps",
        "The request that brought you here is no longer valid.":
            "La demande qui vous a amené ici n’est plus valable.",
        "Go back to the app and start again. If you have connected it already, there is nothing to do.":
            "Retournez à l’application et recommencez. Si vous l’avez déjà connectée, il n’y a rien à faire.",
        "This form is too old":
            "Ce formulaire est trop ancien",
        "The form was not made for this browser, or you have signed in again since.":
            "Le formulaire n’a pas été fait pour ce navigateur, ou vous vous êtes reconnecté depuis.",
        "Go back, reload the page and try again.":
            "Revenez en arrière, rechargez la page et réessayez.",
        "Just a moment":
            "Un instant",
        "There is more to do than the server can do right now.":
            "Il y a plus à faire que le serveur ne peut en ce moment.",
        "The server cannot reach its database at this moment.":
            "Le serveur ne peut pas joindre sa base de données en ce moment.",
        "Try again in a few seconds; nothing was lost.":
            "Réessayez dans quelques secondes ; rien n’a été perdu.",
        "Something went wrong":
            "Quelque chose s’est mal passé",
        "The server could not do what you asked.":
            "Le serveur n’a pas pu faire ce que vous demandiez.",
        "Try again in a moment. If it happens again, tell the operator the reference.":
            "Réessayez dans un instant. Si cela se reproduit, donnez la référence à l’exploitant.",
        "Know who you are":
            "Savoir qui vous êtes",
        "See your name":
            "Voir votre nom",
        "See your e-mail address":
            "Voir votre adresse e-mail",
        "Stay connected until you disconnect it":
            "Rester connecté jusqu’à ce que vous le déconnectiez",
    ]
}
