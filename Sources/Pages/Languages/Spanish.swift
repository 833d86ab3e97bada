// The Spanish words.

extension Words {
    static let spanish = language(pages, sentences, dates, spanishMail, texts: texts)

    private static let pages = [
        "labelEmail": "Correo electrónico",
        "labelPassword": "Contraseña",
        "labelName": "Nombre",
        "optional": "opcional",
        "signOut": "Cerrar sesión",

        "signInTitle": "Iniciar sesión",
        "signInFor": "para continuar con {{clientName}}",
        "signInButton": "Iniciar sesión",
        "signInNoAccount": "¿Aún no tienes cuenta?",
        "signInCreate": "Crea una",

        "secondStepTitle": "Un paso más",
        "secondStepCode": "Código de tu aplicación de autenticación",
        "secondStepCodeHint": "¿Perdiste la aplicación? Escribe uno de tus códigos de recuperación.",
        "secondStepButton": "Continuar",
        "secondStepStartOver": "Iniciar sesión con otra cuenta",

        "authenticatorTitle": "Configurar el inicio de sesión en dos pasos",
        "authenticatorLead": "Escanea esta imagen con una aplicación de autenticación y escribe los seis dígitos que muestra.",
        "authenticatorPicture": "Código QR para tu aplicación de autenticación",
        "authenticatorTyped": "¿La aplicación no puede escanear? Escribe esta clave en ella",
        "authenticatorCode": "Código de la aplicación",
        "authenticatorButton": "Activar",
        "authenticatorDecline": "Ahora no",

        "recoveryTitle": "Códigos de recuperación",
        "recoveryLead": "Guárdalos donde los encuentres sin tu teléfono. Cada uno sirve una vez, en lugar de un código de la aplicación.",
        "recoveryOnce": "No se volverán a mostrar.",
        "recoveryContinue": "Los he guardado",

        "secondStepSettingsTitle": "Inicio de sesión en dos pasos",
        "secondStepSettingsLead": "Está activado: después de la contraseña se te pide un código de tu aplicación de autenticación.",
        "secondStepSettingsLeft": "Códigos de recuperación sin usar: {{codesLeft}}. Los nuevos sustituyen a todos los anteriores.",
        "secondStepSettingsRenew": "Crear códigos nuevos",
        "secondStepSettingsRemoveTitle": "Desactivar",
        "secondStepSettingsRemoveLead":
            "Entonces tu contraseña bastará para abrir tu cuenta. Para cambiar de aplicación, desactívalo y vuelve a activarlo.",
        "secondStepSettingsRemove": "Desactivar",
        "toAccount": "Volver a tu cuenta",

        "signInElsewhere": "Continuar con {{placeName}}",
        "signInOr": "o",
        "joiningTitle": "¿Eres tú en ambos casos?",
        "joiningLead": "Si es así, {{placeName}} abrirá tu cuenta aquí a partir de ahora y no se te volverá a preguntar.",
        "joiningAccount": "Tu cuenta aquí",
        "joiningJoin": "Vincular",
        "joiningLater": "Ahora no",
        "linkedTitle": "Otras formas de iniciar sesión",
        "linkedLead": "Estos abren tu cuenta. Quien pueda iniciar sesión en uno de ellos puede iniciar sesión aquí como tú.",
        "linkedNone": "Nada más abre tu cuenta.",
        "linkedRemove": "Quitar",
        "linkedAdd": "Vincular {{placeName}}",
        "linkedAccessKept":
            "El acceso a {{placeName}} se conserva para los servicios que has conectado, para que puedan actuar allí en tu nombre. Si lo quitas aquí, termina.",
        "linkedAccessEnded":
            "Por ahora no se conserva ningún acceso a {{placeName}}. Vincúlalo de nuevo para que los servicios que has conectado puedan actuar allí en tu nombre.",
        "accountLinked": "Otras formas de iniciar sesión",
        "accountLinkedLead": "Otros sitios que abren esta cuenta.",
        "accountLinkedManage": "Administrar las formas de iniciar sesión",

        "passkeyButton": "Usar una llave de acceso",
        "passkeyFailed": "No ha funcionado. Inténtalo de nuevo o inicia sesión de otra forma.",
        "passkeysTitle": "Llaves de acceso",
        "passkeysLead":
            "Inicia sesión con el dedo, la cara o el PIN de tu dispositivo: nada que recordar y nada que una página falsa pueda robar.",
        "passkeysYours": "Tus llaves de acceso",
        "passkeysNone": "Todavía no tienes ninguna.",
        "passkeysSince": "Desde",
        "passkeysSynced": "Sincronizada con tus dispositivos",
        "passkeysOneDevice": "En un solo dispositivo",
        "passkeysSuspected":
            "El {{suspected.minute}} alguien intentó iniciar sesión con lo que puede ser una copia de esta llave de acceso, y se le rechazó. Si no fuiste tú, elimínala.",
        "passkeysRename": "Cambiar el nombre",
        "passkeysName": "Nombre",
        "passkeysNameHint": "Dónde está, por ejemplo: Teléfono, Llave azul.",
        "passkeysRenameButton": "Guardar",
        "passkeysRemove": "Eliminar",
        "passkeysLast": "Tu única forma de iniciar sesión. Añade otra primero.",
        "passkeysAdd": "Una llave de acceso nueva",
        "passkeysAddLead": "Tu navegador pregunta dónde guardarla: en este dispositivo, en tu teléfono o en una llave de seguridad.",
        "passkeysAddButton": "Crear una llave de acceso",
        "passkeysAddFailed": "No se ha creado ninguna llave de acceso. Inténtalo de nuevo.",
        "passkeysKnown": "En este dispositivo ya hay una llave de acceso tuya.",
        "passkeysUnsupported": "Este navegador no puede usar llaves de acceso, o tiene los scripts desactivados.",
        "passkeysFull": "Tienes el máximo. Elimina una primero.",

        "signUpTitle": "Crea tu cuenta",
        "signUpFor": "para continuar con {{clientName}}",
        "signUpPasswordHint": "8 caracteres o más. Unas cuantas palabras seguidas son fáciles de recordar y difíciles de adivinar.",
        "signUpButton": "Crear cuenta",
        "signUpHaveAccount": "¿Ya tienes cuenta?",

        "consentTitle": "{{clientName}} quiere acceder a {{resourceName}}",
        "consentHeading": "Acceso a {{resourceName}}",
        "consentTitleUnverified": "Una aplicación que se llama «{{clientName}}» quiere acceder a {{resourceName}}",
        "consentVerified": "Verificada por {{branding.name}}",
        "consentDomain": "Procede de {{clientHost}}",
        "consentUnverifiedTitle": "Sin verificar.",
        "consentUnverified": "{{branding.name}} no ha comprobado quién está detrás de este nombre.",
        "consentLook": "Confía en ella solo si confías en {{redirectHost}}.",
        "consentNobody": "Nada aquí demuestra quién es.",
        "consentScopes": "Podrá",
        "consentNoScopes": "Saber quién eres",
        "consentAccount": "Has iniciado sesión como",
        "consentSwitch": "Usar otra cuenta",
        "consentRedirect": "Se te enviará a",
        "consentLoopbackTitle": "Esto va a un programa de este ordenador.",
        "consentLoopback": "Permítelo solo si acabas de empezar tú a conectar {{clientName}} aquí.",
        "consentAllow": "Permitir",
        "consentDeny": "Rechazar",
        "consentLater": "Puedes ponerle fin en cualquier momento en la página de tu cuenta.",

        "errorReference": "Referencia",
        "errorStatus": "Estado",

        "connectedTitle": "Ya está conectado",
        "connectedSentence": "{{clientName}} ya puede trabajar por ti.",
        "connectedContinue": "Continuar con {{clientName}}",
        "connectedClose": "¿No pasa nada? Usa el botón de arriba. Después puedes cerrar esta pestaña.",

        "accountTitle": "Tu cuenta",
        "accountConnections": "Conectados contigo",
        "accountConnectionsLead":
            "Cada una puede actuar por ti, dentro de los límites que se muestran. Desconéctala y su próximo intento será rechazado.",
        "accountNone": "No hay nada conectado a tu cuenta. Cuando conectes un asistente, aparecerá aquí.",
        "accountNoAbilities": "Sabe quién eres",
        "accountSince": "Desde",
        "accountLastUsed": "Último uso",
        "accountNeverUsed": "Aún sin usar",
        "accountDisconnect": "Desconectar",
        "accountPassword": "Cambiar la contraseña",
        "accountCurrentPassword": "Contraseña actual",
        "accountNewPassword": "Contraseña nueva",
        "accountNewPasswordHint": "8 caracteres o más.",
        "accountChangePassword": "Cambiar la contraseña",
        "accountSecondStep": "Inicio de sesión en dos pasos",
        "accountSecondStepLead":
            "Un código de una aplicación de tu teléfono, además de la contraseña: a quien robe una le faltará el otro.",
        "accountSecondStepManage": "Gestionar el inicio de sesión en dos pasos",
        "accountPasskeysManage": "Gestionar las llaves de acceso",
        "accountSessions": "Sesiones abiertas",
        "accountSessionsLead": "Dónde tienes la sesión abierta. ¿Perdiste un dispositivo o usaste uno compartido? Ciérrala aquí.",
        "accountSomeBrowser": "Algún navegador",
        "accountThisBrowser": "Este navegador",
        "accountFrom": "sesión iniciada desde",
        "accountEndSession": "Cerrar sesión",
        "accountSignOutEverywhere": "Cerrar sesión en todas partes",

        "adminTitle": "Consola",
        "adminPeople": "Personas",
        "adminClients": "Clientes",
        "adminNoPeople": "Nadie tiene cuenta todavía.",
        "adminNoClients": "Aún no hay clientes registrados.",
        "adminCreated": "Creado",
        "adminState": "Estado",
        "adminActive": "Activa",
        "adminDisabled": "Desactivada",
        "adminYou": "Tú",
        "adminEnable": "Activar",
        "adminDisable": "Desactivar",
        "adminClient": "Cliente",
        "adminProfile": "Perfil",
        "adminAction": "Acción",
        "adminRemove": "Eliminar",
        "adminRemoveLead": "Esto pone fin a todas las conexiones de {{clientName}}. No se puede deshacer.",
        "adminRemoveSure": "Eliminar para siempre",
        "adminAttempts": "Intentos de conexión",
        "adminNoAttempts": "Nadie ha intentado conectarse todavía.",

        "attemptConnected": "Conectado",
        "attemptConnecting": "En curso",
        "attemptFailed": "Fallido",
        "attemptAbandoned": "Abandonado",
        "attemptWhy": "Por qué",
        "attemptFault": "De quién es el fallo",
        "attemptRule": "Regla",
        "attemptDo": "Qué hacer",
        "attemptRun": "La orden que lo arregla",
        "attemptSteps": "Pasos",
        "attemptBack": "Volver a la consola",

        "leaveTitle": "Estás a punto de salir de {{branding.name}}",
        "leaveSentence":
            "Una aplicación que se llama «{{clientName}}» pidió algo que no se puede hacer y quiere que sigas a esta dirección. {{branding.name}} no ha comprobado de quién es.",
        "leaveContinue": "Continuar a {{host}}",
        "leaveClose": "Si no acabas de empezar a conectar una aplicación, cierra esta página.",

        "formPostTitle": "Un momento",
        "formPostSentence": "Vas de vuelta a {{clientName}}. Si no pasa nada, pulsa el botón.",
        "formPostContinue": "Continuar",

        "welcomeSentence": "Conecta asistentes de IA a tu cuenta y decide qué puede hacer cada uno por ti.",
        "welcomeAccount": "Tu cuenta",
        "welcomeNote": "Mira qué está conectado contigo, qué puede hacer y cuándo se usó por última vez. Ponle fin con una pulsación.",
    ]

    private static let sentences = [
        "signedOut": "Has cerrado la sesión.",
        "sessionEnded": "Se ha cerrado la sesión de ese navegador.",
        "signedOutEverywhere": "Has cerrado la sesión en todas partes.",
        "disconnected": "Desconectado. Ya no puede actuar por ti.",
        "passwordChanged": "Tu contraseña ha cambiado.",
        "personDisabled": "La cuenta está desactivada.",
        "personEnabled": "La cuenta está activada.",
        "clientRemoved": "El cliente se ha eliminado.",
        "wrongCredentials": "El correo o la contraseña no son correctos.",
        "passkeyRefused": "Esa llave de acceso no se ha podido usar. Inténtalo de nuevo o inicia sesión de otra forma.",
        "passkeyAdded": "La llave de acceso se ha añadido. Ya puedes iniciar sesión con ella.",
        "passkeyNotAdded": "La llave de acceso no se ha podido añadir. Inténtalo de nuevo.",
        "passkeyRenamed": "La llave de acceso tiene su nuevo nombre.",
        "passkeyRemoved": "La llave de acceso se ha eliminado aquí. Bórrala también en tu dispositivo.",
        "passkeyLast": "Es tu única forma de iniciar sesión, así que se queda. Añade otra primero.",
        "passkeyTooMany": "Tienes el máximo de llaves de acceso. Elimina una primero.",
        "passkeyUnnamed": "Llave de acceso",
        "codeWrong": "El código no es correcto o ya se usó.",
        "proveAgain": "Para cambiar cómo inicias sesión, inicia sesión una vez más.",
        "elsewhereDeclined": "No has iniciado sesión allí. Elige otra forma o inténtalo de nuevo.",
        "joiningProof": "Ya existe una cuenta con tu dirección. Inicia sesión en ella una vez y después podrás vincular las dos.",
        "identityLinked": "Está vinculado. A partir de ahora abre tu cuenta.",
        "identityRemoved": "Se ha quitado y ya no abre tu cuenta.",
        "identityKept": "Es tu única forma de iniciar sesión, así que se queda. Configura antes otra.",
        "identityTaken": "Ya abre otra cuenta.",
        "tooManyAttempts": "Hubo demasiados intentos. Espera unos minutos e inténtalo de nuevo.",
        "formExpired": "Esta página llevaba demasiado tiempo abierta. Inténtalo de nuevo.",
        "emailInvalid": "Escribe una dirección de correo, como name@example.com.",
        "emailTaken": "No se pudo crear una cuenta con este correo y contraseña. Si ya tienes una, inicia sesión.",
        "nameTooLong": "Usa un nombre de 100 caracteres como máximo.",
        "passwordTooShort": "Usa una contraseña de al menos 8 caracteres.",
        "passwordTooLong": "Usa una contraseña de 128 caracteres como máximo.",
        "passwordTooCommon": "Mucha gente usa esta contraseña, así que es fácil de adivinar. Elige otra.",
        "currentPasswordWrong": "La contraseña actual no es correcta.",
    ]

    private static let dates = [
        "date": "{{day}} de {{month}} de {{year}}",
        "minute": "{{day}} de {{month}} de {{year}}, {{time}} UTC",
        "month1": "enero",
        "month2": "febrero",
        "month3": "marzo",
        "month4": "abril",
        "month5": "mayo",
        "month6": "junio",
        "month7": "julio",
        "month8": "agosto",
        "month9": "septiembre",
        "month10": "octubre",
        "month11": "noviembre",
        "month12": "diciembre",
    ]

    private static let texts = [
        "You are not signed in":
            "No has iniciado sesión",
        "What came back from there is not right, was used before, or is too old.":
            "Lo que volvió de allí no es correcto, ya se usó o es demasiado antiguo.",
        "The site that should say who you are cannot be reached at this moment.":
            "El sitio que debe decir quién eres no está disponible en este momento.",
        "The site that should say who you are does not know this server.":
            "El sitio que debe decir quién eres no conoce este servidor.",
        "This account has been disabled.":
            "Esta cuenta se ha desactivado.",
        "There is no account for you here, and new ones are not made at this time.":
            "No hay ninguna cuenta para ti aquí y por ahora no se crean nuevas.",
        "There were too many attempts. Wait a minute.":
            "Hubo demasiados intentos. Espera un minuto.",
        "Go back to the app that sent you here and start again. If it happens again, tell whoever runs this site.":
            "Vuelve a la aplicación que te envió aquí y empieza de nuevo. Si vuelve a ocurrir, avisa a quien administra este sitio.",
        "This request is not right":
            "Esta solicitud no es correcta",
        "Go back to the app that sent you here and try again. If you run it, mend the request.":
            "Vuelve a la aplicación que te envió aquí e inténtalo de nuevo. Si la gestionas, corrige la solicitud.",
        "Which app is asking?":
            "¿Qué aplicación lo pide?",
        "The request does not say which app is asking.":
            "La solicitud no dice qué aplicación la hace.",
        "The app that sent you here must send its client_id.":
            "La aplicación que te envió aquí debe enviar su client_id.",
        "Unknown app":
            "Aplicación desconocida",
        "The app that sent you here is not registered.":
            "La aplicación que te envió aquí no está registrada.",
        "If you run this app, check its client_id, or register it again. Otherwise close this page.":
            "Si gestionas esta aplicación, comprueba su client_id o regístrala de nuevo. Si no, cierra esta página.",
        "No address to return to":
            "Ninguna dirección a la que volver",
        "The request does not say where the answer should go.":
            "La solicitud no dice adónde debe ir la respuesta.",
        "The app that sent you here must name one of its registered redirect URIs.":
            "La aplicación que te envió aquí debe nombrar una de sus URI de redirección registradas.",
        "Unknown return address":
            "Dirección de retorno desconocida",
        "The request asks to send you back to an address that is not registered for this app.":
            "La solicitud quiere enviarte de vuelta a una dirección que no está registrada para esta aplicación.",
        "If you run this app, register exactly the redirect URI that it sends. Otherwise close this page.":
            "Si gestionas esta aplicación, registra exactamente la URI de redirección que envía. Si no, cierra esta página.",
        "This app cannot be checked":
            "Esta aplicación no se puede comprobar",
        "Wait a moment, go back to the app and try again. If you run the app, see that its client_id can be fetched.":
            "Espera un momento, vuelve a la aplicación e inténtalo de nuevo. Si la gestionas, procura que su client_id se pueda obtener.",
        "If you run this app, mend the document at its client_id. Otherwise close this page.":
            "Si gestionas esta aplicación, corrige el documento de su client_id. Si no, cierra esta página.",
        "Allow or deny?":
            "¿Permitir o rechazar?",
        "The form did not say what you decided.":
            "El formulario no dijo qué decidiste.",
        "Go back and press one of the two buttons.":
            "Vuelve atrás y pulsa uno de los dos botones.",
        "This took too long":
            "Ha tardado demasiado",
        "The request that brought you here is no longer valid.":
            "La solicitud que te trajo aquí ya no es válida.",
        "Go back to the app and start again. If you have connected it already, there is nothing to do.":
            "Vuelve a la aplicación y empieza de nuevo. Si ya la conectaste, no hay nada que hacer.",
        "This form is too old":
            "Este formulario es demasiado antiguo",
        "The form was not made for this browser, or you have signed in again since.":
            "El formulario no se hizo para este navegador, o has vuelto a iniciar sesión desde entonces.",
        "Go back, reload the page and try again.":
            "Vuelve atrás, recarga la página e inténtalo de nuevo.",
        "Just a moment":
            "Un momento",
        "There is more to do than the server can do right now.":
            "Hay más que hacer de lo que el servidor puede ahora mismo.",
        "The server cannot reach its database at this moment.":
            "El servidor no puede acceder a su base de datos en este momento.",
        "Try again in a few seconds; nothing was lost.":
            "Inténtalo de nuevo en unos segundos; no se ha perdido nada.",
        "Something went wrong":
            "Algo salió mal",
        "The server could not do what you asked.":
            "El servidor no pudo hacer lo que pediste.",
        "Try again in a moment. If it happens again, tell the operator the reference.":
            "Inténtalo de nuevo en un momento. Si vuelve a ocurrir, indica la referencia al operador.",
        "Know who you are":
            "Saber quién eres",
        "See your name":
            "Ver tu nombre",
        "See your e-mail address":
            "Ver tu dirección de correo",
        "Stay connected until you disconnect it":
            "Seguir conectado hasta que lo desconectes",
    ]
}
