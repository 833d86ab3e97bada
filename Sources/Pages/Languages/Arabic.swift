// The Arabic words.

extension Words {
    static let arabic = language(pages, sentences, dates, arabicMail, texts: texts)

    private static let pages = [
        "labelEmail": "البريد الإلكتروني",
        "labelPassword": "كلمة المرور",
        "labelName": "الاسم",
        "optional": "اختياري",
        "signOut": "تسجيل الخروج",

        "signInTitle": "تسجيل الدخول",
        "signInFor": "للمتابعة إلى {{clientName}}",
        "signInButton": "تسجيل الدخول",
        "signInNoAccount": "ليس لديك حساب بعد؟",
        "signInCreate": "أنشئ حسابًا",

        "secondStepTitle": "خطوة أخرى",
        "secondStepCode": "الرمز من تطبيق المصادقة",
        "secondStepCodeHint": "فقدت التطبيق؟ أدخل أحد رموز الاسترداد بدلًا منه.",
        "secondStepButton": "متابعة",
        "secondStepStartOver": "تسجيل الدخول بحساب آخر",

        "authenticatorTitle": "إعداد تسجيل الدخول بخطوتين",
        "authenticatorLead": "امسح هذه الصورة بتطبيق مصادقة، ثم أدخل الأرقام الستة التي يعرضها التطبيق.",
        "authenticatorPicture": "رمز QR لتطبيق المصادقة",
        "authenticatorTyped": "لا يستطيع التطبيق المسح؟ اكتب هذا المفتاح فيه",
        "authenticatorCode": "الرمز من التطبيق",
        "authenticatorButton": "تفعيل",
        "authenticatorDecline": "ليس الآن",

        "recoveryTitle": "رموز الاسترداد",
        "recoveryLead": "احتفظ بها حيث تجدها من دون هاتفك. يعمل كل رمز مرة واحدة بدلًا من رمز التطبيق.",
        "recoveryOnce": "لن تُعرض مرة أخرى.",
        "recoveryContinue": "لقد احتفظت بها",

        "secondStepSettingsTitle": "تسجيل الدخول بخطوتين",
        "secondStepSettingsLead": "إنه مفعّل: بعد كلمة المرور يُطلب منك رمز من تطبيق المصادقة.",
        "secondStepSettingsLeft": "رموز الاسترداد غير المستخدمة: {{codesLeft}}. الرموز الجديدة تحل محل القديمة كلها.",
        "secondStepSettingsRenew": "إنشاء رموز جديدة",
        "secondStepSettingsRemoveTitle": "إيقافه",
        "secondStepSettingsRemoveLead": "عندها تكفي كلمة المرور وحدها لفتح حسابك. لتغيير التطبيق أوقفه ثم فعّله من جديد.",
        "secondStepSettingsRemove": "إيقاف",
        "toAccount": "العودة إلى حسابك",

        "signInElsewhere": "المتابعة باستخدام {{placeName}}",
        "signInOr": "أو",
        "joiningTitle": "هل كلا الحسابين لك؟",
        "joiningLead": "إذا كان كذلك، فسيفتح {{placeName}} حسابك هنا من الآن فصاعدًا، ولن تُسأل مرة أخرى.",
        "joiningAccount": "حسابك هنا",
        "joiningJoin": "ربط",
        "joiningLater": "ليس الآن",
        "linkedTitle": "طرق أخرى لتسجيل الدخول",
        "linkedLead": "هذه تفتح حسابك. ومن يستطيع تسجيل الدخول إلى أحدها يستطيع تسجيل الدخول هنا باسمك.",
        "linkedNone": "لا شيء آخر يفتح حسابك.",
        "linkedRemove": "إزالة",
        "linkedAdd": "ربط {{placeName}}",
        "linkedAccessKept":
            "يُحتفَظ بإمكانية الوصول إلى {{placeName}} من أجل الخدمات التي ربطتها، لتتمكن من التصرف هناك نيابةً عنك. وإزالته من هنا تُنهي ذلك.",
        "linkedAccessEnded":
            "لا يُحتفَظ حاليًا بأي وصول إلى {{placeName}}. اربطه مرة أخرى لتتمكن الخدمات التي ربطتها من التصرف هناك نيابةً عنك.",
        "accountLinked": "طرق أخرى لتسجيل الدخول",
        "accountLinkedLead": "مواقع أخرى تفتح هذا الحساب.",
        "accountLinkedManage": "إدارة طرق تسجيل الدخول",

        "passkeyButton": "استخدام مفتاح مرور",
        "passkeyFailed": "لم ينجح ذلك. حاول مرة أخرى، أو سجّل الدخول بطريقة أخرى.",
        "passkeysTitle": "مفاتيح المرور",
        "passkeysLead": "سجّل الدخول بإصبعك أو وجهك أو رمز PIN لجهازك: لا شيء تتذكره، ولا شيء يمكن لصفحة مزيفة أن تسرقه.",
        "passkeysYours": "مفاتيح المرور الخاصة بك",
        "passkeysNone": "ليس لديك أي مفتاح بعد.",
        "passkeysSince": "منذ",
        "passkeysSynced": "متزامن مع أجهزتك",
        "passkeysOneDevice": "على جهاز واحد",
        "passkeysSuspected":
            "في {{suspected.minute}} حاول شخص ما تسجيل الدخول بما قد يكون نسخة من مفتاح المرور هذا، ورُفض. إذا لم تكن أنت، فأزله.",
        "passkeysRename": "إعادة التسمية",
        "passkeysName": "الاسم",
        "passkeysNameHint": "مكان حفظه، مثل: الهاتف، المفتاح الأزرق.",
        "passkeysRenameButton": "حفظ",
        "passkeysRemove": "إزالة",
        "passkeysLast": "طريقتك الوحيدة لتسجيل الدخول. أضف طريقة أخرى أولًا.",
        "passkeysAdd": "مفتاح مرور جديد",
        "passkeysAddLead": "يسألك متصفحك عن مكان حفظه: على هذا الجهاز، أو على هاتفك، أو على مفتاح أمان.",
        "passkeysAddButton": "إنشاء مفتاح مرور",
        "passkeysAddFailed": "لم يُنشأ أي مفتاح مرور. حاول مرة أخرى.",
        "passkeysKnown": "يوجد مفتاح مرور لك على هذا الجهاز من قبل.",
        "passkeysUnsupported": "لا يمكن لهذا المتصفح استخدام مفاتيح المرور، أو أن النصوص البرمجية فيه معطّلة.",
        "passkeysFull": "لديك أكبر عدد ممكن. أزل واحدًا أولًا.",

        "signUpTitle": "أنشئ حسابك",
        "signUpFor": "للمتابعة إلى {{clientName}}",
        "signUpPasswordHint": "8 أحرف أو أكثر. بضع كلمات متتالية سهلة التذكر وصعبة التخمين.",
        "signUpButton": "إنشاء الحساب",
        "signUpHaveAccount": "لديك حساب بالفعل؟",

        "consentTitle": "يطلب {{clientName}} الوصول إلى {{resourceName}}",
        "consentHeading": "الوصول إلى {{resourceName}}",
        "consentTitleUnverified": "تطبيق يسمّي نفسه «{{clientName}}» يطلب الوصول إلى {{resourceName}}",
        "consentVerified": "تحقق منه {{branding.name}}",
        "consentDomain": "مصدره {{clientHost}}",
        "consentUnverifiedTitle": "لم يُتحقق منه.",
        "consentUnverified": "لم يتحقق {{branding.name}} ممن يقف وراء هذا الاسم.",
        "consentLook": "لا تثق به إلا إذا كنت تثق بـ {{redirectHost}}.",
        "consentNobody": "لا شيء هنا يثبت هويته.",
        "consentScopes": "سيتمكن من",
        "consentNoScopes": "معرفة من أنت",
        "consentAccount": "أنت مسجّل الدخول باسم",
        "consentSwitch": "استخدام حساب آخر",
        "consentRedirect": "ستنتقل إلى",
        "consentLoopbackTitle": "يذهب هذا إلى برنامج على هذا الحاسوب.",
        "consentLoopback": "اسمح بذلك فقط إذا كنت قد بدأت بنفسك ربط {{clientName}} هنا.",
        "consentAllow": "سماح",
        "consentDeny": "رفض",
        "consentLater": "يمكنك إنهاء ذلك في أي وقت من صفحة حسابك.",

        "errorReference": "المرجع",
        "errorStatus": "الحالة",

        "connectedTitle": "تم الربط",
        "connectedSentence": "يستطيع {{clientName}} الآن العمل نيابة عنك.",
        "connectedContinue": "المتابعة إلى {{clientName}}",
        "connectedClose": "لا يحدث شيء؟ استخدم الزر أعلاه، ثم يمكنك إغلاق هذه الصفحة.",

        "accountTitle": "حسابك",
        "accountConnections": "المرتبطة بك",
        "accountConnectionsLead": "يستطيع كل منها التصرف نيابة عنك ضمن الحدود المبينة. افصل أحدها فتُرفض محاولته التالية مباشرة.",
        "accountNone": "لا شيء مرتبط بحسابك. عندما تربط مساعدًا سيظهر هنا.",
        "accountNoAbilities": "يعرف من أنت",
        "accountSince": "منذ",
        "accountLastUsed": "آخر استخدام",
        "accountNeverUsed": "لم يُستخدم بعد",
        "accountDisconnect": "فصل",
        "accountPassword": "تغيير كلمة المرور",
        "accountCurrentPassword": "كلمة المرور الحالية",
        "accountNewPassword": "كلمة المرور الجديدة",
        "accountNewPasswordHint": "8 أحرف أو أكثر.",
        "accountChangePassword": "تغيير كلمة المرور",
        "accountSecondStep": "تسجيل الدخول بخطوتين",
        "accountSecondStepLead": "رمز من تطبيق على هاتفك إضافة إلى كلمة المرور: من يسرق أحدهما يظل ينقصه الآخر.",
        "accountSecondStepManage": "إدارة تسجيل الدخول بخطوتين",
        "accountPasskeysManage": "إدارة مفاتيح المرور",
        "accountSessions": "الجلسات",
        "accountSessionsLead": "الأماكن التي سجّلت الدخول منها. فقدت جهازًا أو استخدمت جهازًا مشتركًا؟ سجّل خروجه من هنا.",
        "accountSomeBrowser": "متصفح ما",
        "accountThisBrowser": "هذا المتصفح",
        "accountFrom": "سُجّل الدخول من",
        "accountEndSession": "تسجيل الخروج",
        "accountSignOutEverywhere": "تسجيل الخروج من كل مكان",

        "adminTitle": "وحدة التحكم",
        "adminPeople": "الأشخاص",
        "adminClients": "العملاء",
        "adminNoPeople": "لا أحد لديه حساب بعد.",
        "adminNoClients": "لم يُسجّل أي عميل بعد.",
        "adminCreated": "أُنشئ",
        "adminState": "الحالة",
        "adminActive": "نشط",
        "adminDisabled": "معطّل",
        "adminYou": "أنت",
        "adminEnable": "تفعيل",
        "adminDisable": "تعطيل",
        "adminClient": "العميل",
        "adminProfile": "النوع",
        "adminAction": "الإجراء",
        "adminRemove": "إزالة",
        "adminRemoveLead": "ينهي هذا كل ارتباطات {{clientName}} ولا يمكن التراجع عنه.",
        "adminRemoveSure": "إزالة نهائية",
        "adminAttempts": "محاولات الربط",
        "adminNoAttempts": "لم يحاول أحد الربط بعد.",

        "attemptConnected": "مرتبط",
        "attemptConnecting": "جارٍ",
        "attemptFailed": "فشل",
        "attemptAbandoned": "تُرك",
        "attemptWhy": "السبب",
        "attemptFault": "مصدر الخطأ",
        "attemptRule": "القاعدة",
        "attemptDo": "ما العمل",
        "attemptRun": "الأمر الذي يصلحه",
        "attemptSteps": "الخطوات",
        "attemptBack": "العودة إلى وحدة التحكم",

        "leaveTitle": "أنت على وشك مغادرة {{branding.name}}",
        "leaveSentence":
            "طلب تطبيق يسمّي نفسه «{{clientName}}» ما لا يمكن فعله، ويريدك أن تنتقل إلى هذا العنوان. لم يتحقق {{branding.name}} من صاحبه.",
        "leaveContinue": "المتابعة إلى {{host}}",
        "leaveClose": "إذا لم تكن قد بدأت للتو ربط تطبيق فأغلق هذه الصفحة.",

        "formPostTitle": "لحظة واحدة",
        "formPostSentence": "أنت في طريق العودة إلى {{clientName}}. إذا لم يحدث شيء فاضغط الزر.",
        "formPostContinue": "متابعة",

        "welcomeSentence": "اربط مساعدي الذكاء الاصطناعي بحسابك، وقرّر ما يجوز لكل منهم أن يفعله نيابة عنك.",
        "welcomeAccount": "حسابك",
        "welcomeNote": "اطّلع على ما هو مرتبط بك وما يمكنه فعله ومتى استُخدم آخر مرة. وأنهِ أيًا منه بضغطة واحدة.",
    ]

    private static let sentences = [
        "signedOut": "تم تسجيل خروجك.",
        "sessionEnded": "تم تسجيل خروج ذلك المتصفح.",
        "signedOutEverywhere": "تم تسجيل خروجك من كل مكان.",
        "disconnected": "تم الفصل. لم يعد بإمكانه التصرف نيابة عنك.",
        "passwordChanged": "تم تغيير كلمة المرور.",
        "personDisabled": "تم تعطيل الحساب.",
        "personEnabled": "تم تفعيل الحساب.",
        "clientRemoved": "تمت إزالة العميل.",
        "wrongCredentials": "البريد الإلكتروني أو كلمة المرور غير صحيح.",
        "passkeyRefused": "تعذّر استخدام مفتاح المرور هذا. حاول مرة أخرى، أو سجّل الدخول بطريقة أخرى.",
        "passkeyAdded": "أُضيف مفتاح المرور. يمكنك تسجيل الدخول به من الآن فصاعدًا.",
        "passkeyNotAdded": "تعذّرت إضافة مفتاح المرور. حاول مرة أخرى.",
        "passkeyRenamed": "أصبح لمفتاح المرور اسمه الجديد.",
        "passkeyRemoved": "أُزيل مفتاح المرور من هنا. احذفه من جهازك أيضًا.",
        "passkeyLast": "إنه طريقتك الوحيدة لتسجيل الدخول، لذا يبقى. أضف طريقة أخرى أولًا.",
        "passkeyTooMany": "لديك أكبر عدد ممكن من مفاتيح المرور. أزل واحدًا أولًا.",
        "passkeyUnnamed": "مفتاح مرور",
        "codeWrong": "الرمز غير صحيح أو استُخدم من قبل.",
        "proveAgain": "لتغيير طريقة تسجيل الدخول، سجّل الدخول مرة أخرى.",
        "elsewhereDeclined": "لم تسجّل الدخول هناك. اختر طريقة أخرى أو حاول مرة أخرى.",
        "joiningProof": "يوجد حساب بعنوانك بالفعل. سجّل الدخول إليه مرة واحدة، ثم يمكنك ربط الاثنين.",
        "identityLinked": "تم الربط. وهو يفتح حسابك من الآن فصاعدًا.",
        "identityRemoved": "تمت الإزالة، ولم يعد يفتح حسابك.",
        "identityKept": "هذه طريقتك الوحيدة لتسجيل الدخول، لذلك بقيت. أعدّ طريقة أخرى أولًا.",
        "identityTaken": "إنه يفتح حسابًا آخر بالفعل.",
        "tooManyAttempts": "كانت هناك محاولات كثيرة. انتظر بضع دقائق ثم حاول مجددًا.",
        "formExpired": "بقيت هذه الصفحة مفتوحة طويلًا. حاول مرة أخرى.",
        "emailInvalid": "أدخل عنوان بريد إلكتروني مثل name@example.com.",
        "emailTaken": "تعذّر إنشاء حساب بهذا البريد وكلمة المرور. إن كان لديك حساب فسجّل الدخول.",
        "nameTooLong": "استخدم اسمًا لا يزيد على 100 حرف.",
        "passwordTooShort": "استخدم كلمة مرور من 8 أحرف على الأقل.",
        "passwordTooLong": "استخدم كلمة مرور لا تزيد على 128 حرفًا.",
        "passwordTooCommon": "يستخدم كثيرون كلمة المرور هذه فيسهل تخمينها. اختر غيرها.",
        "currentPasswordWrong": "كلمة المرور الحالية غير صحيحة.",
    ]

    private static let dates = [
        "date": "{{day}} {{month}} {{year}}",
        "minute": "{{day}} {{month}} {{year}}، {{time}} UTC",
        "month1": "يناير",
        "month2": "فبراير",
        "month3": "مارس",
        "month4": "أبريل",
        "month5": "مايو",
        "month6": "يونيو",
        "month7": "يوليو",
        "month8": "أغسطس",
        "month9": "سبتمبر",
        "month10": "أكتوبر",
        "month11": "نوفمبر",
        "month12": "ديسمبر",
    ]

    private static let texts = [
        "You are not signed in":
            "لم يتم تسجيل دخولك",
        "What came back from there is not right, was used before, or is too old.":
            "ما عاد من هناك غير صحيح، أو استُخدم من قبل، أو قديم جدًا.",
        "The site that should say who you are cannot be reached at this moment.":
            "لا يمكن الوصول في هذه اللحظة إلى الموقع الذي يعرّف بك.",
        "The site that should say who you are does not know this server.":
            "الموقع الذي يعرّف بك لا يعرف هذا الخادم.",
        "This account has been disabled.":
            "تم تعطيل هذا الحساب.",
        "There is no account for you here, and new ones are not made at this time.":
            "لا يوجد حساب لك هنا، ولا تُنشأ حسابات جديدة حاليًا.",
        "There were too many attempts. Wait a minute.":
            "كانت هناك محاولات كثيرة جدًا. انتظر دقيقة.",
        "Go back to the app that sent you here and start again. If it happens again, tell whoever runs this site.":
            "عُد إلى التطبيق الذي أرسلك إلى هنا وابدأ من جديد. وإذا تكرر ذلك، فأخبر من يدير هذا الموقع.",
        "This request is not right":
            "هذا الطلب غير صحيح",
        "Go back to the app that sent you here and try again. If you run it, mend the request.":
            "عد إلى التطبيق الذي أرسلك إلى هنا وحاول مجددًا. إن كنت تديره فأصلح الطلب.",
        "Which app is asking?":
            "أي تطبيق يطلب؟",
        "The request does not say which app is asking.":
            "لا يذكر الطلب أي تطبيق أرسله.",
        "The app that sent you here must send its client_id.":
            "على التطبيق الذي أرسلك إلى هنا أن يرسل client_id الخاص به.",
        "Unknown app":
            "تطبيق غير معروف",
        "The app that sent you here is not registered.":
            "التطبيق الذي أرسلك إلى هنا غير مسجّل.",
        "If you run this app, check its client_id, or register it again. Otherwise close this page.":
            "إن كنت تدير هذا التطبيق فتحقق من client_id أو سجّله من جديد. وإلا فأغلق هذه الصفحة.",
        "No address to return to":
            "لا عنوان للعودة إليه",
        "The request does not say where the answer should go.":
            "لا يذكر الطلب إلى أين يجب أن تذهب الإجابة.",
        "The app that sent you here must name one of its registered redirect URIs.":
            "على التطبيق الذي أرسلك إلى هنا أن يذكر أحد عناوين إعادة التوجيه المسجلة له.",
        "Unknown return address":
            "عنوان عودة غير معروف",
        "The request asks to send you back to an address that is not registered for this app.":
            "يطلب إعادتك إلى عنوان غير مسجّل لهذا التطبيق.",
        "If you run this app, register exactly the redirect URI that it sends. Otherwise close this page.":
            "إن كنت تدير هذا التطبيق فسجّل عنوان إعادة التوجيه الذي يرسله بالضبط. وإلا فأغلق هذه الصفحة.",
        "This app cannot be checked":
            "لا يمكن التحقق من هذا التطبيق",
        "Wait a moment, go back to the app and try again. If you run the app, see that its client_id can be fetched.":
            "انتظر لحظة ثم عد إلى التطبيق وحاول مجددًا. إن كنت تديره فتأكد من إمكانية جلب client_id.",
        "If you run this app, mend the document at its client_id. Otherwise close this page.":
            "إن كنت تدير هذا التطبيق فأصلح المستند عند client_id. وإلا فأغلق هذه الصفحة.",
        "Allow or deny?":
            "سماح أم رفض؟",
        "The form did not say what you decided.":
            "لم يذكر النموذج ما قررته.",
        "Go back and press one of the two buttons.":
            "ارجع واضغط أحد الزرين.",
        "This took too long":
            "استغرق ذلك وقتًا طويلًا",
        "The request that brought you here is no longer valid.":
            "لم يعد الطلب الذي أوصلك إلى هنا صالحًا.",
        "Go back to the app and start again. If you have connected it already, there is nothing to do.":
            "عد إلى التطبيق وابدأ من جديد. إن كنت قد ربطته فلا شيء عليك فعله.",
        "This form is too old":
            "هذا النموذج قديم",
        "The form was not made for this browser, or you have signed in again since.":
            "لم يُعدّ النموذج لهذا المتصفح، أو أنك سجّلت الدخول من جديد بعده.",
        "Go back, reload the page and try again.":
            "ارجع وأعد تحميل الصفحة ثم حاول مجددًا.",
        "Just a moment":
            "لحظة من فضلك",
        "There is more to do than the server can do right now.":
            "العمل الآن أكثر مما يستطيع الخادم إنجازه.",
        "The server cannot reach its database at this moment.":
            "لا يستطيع الخادم الوصول إلى قاعدة بياناته الآن.",
        "Try again in a few seconds; nothing was lost.":
            "حاول مجددًا بعد بضع ثوانٍ؛ لم يُفقد شيء.",
        "Something went wrong":
            "حدث خطأ ما",
        "The server could not do what you asked.":
            "لم يستطع الخادم تنفيذ ما طلبته.",
        "Try again in a moment. If it happens again, tell the operator the reference.":
            "حاول بعد لحظة. إن تكرر ذلك فأخبر المشغّل بالمرجع.",
        "Know who you are":
            "معرفة من أنت",
        "See your name":
            "رؤية اسمك",
        "See your e-mail address":
            "رؤية عنوان بريدك الإلكتروني",
        "Stay connected until you disconnect it":
            "البقاء مرتبطًا حتى تفصله",
    ]
}
