// The Japanese words.

extension Words {
    static let japanese = language(pages, sentences, dates, japaneseMail, texts: texts)

    private static let pages = [
        "labelEmail": "メールアドレス",
        "labelPassword": "パスワード",
        "labelName": "名前",
        "optional": "任意",
        "signOut": "サインアウト",

        "signInTitle": "サインイン",
        "signInFor": "{{clientName}} に進むにはサインインしてください",
        "signInButton": "サインイン",
        "signInNoAccount": "アカウントをお持ちでない場合",
        "signInCreate": "アカウントを作成",

        "secondStepTitle": "もう一段階あります",
        "secondStepCode": "認証アプリのコード",
        "secondStepCodeHint": "アプリを使えないときは、代わりに回復コードを入力してください。",
        "secondStepButton": "続ける",
        "secondStepStartOver": "別の人としてサインイン",

        "authenticatorTitle": "2 段階サインインの設定",
        "authenticatorLead": "認証アプリでこの画像を読み取り、表示された 6 桁の数字を入力してください。",
        "authenticatorPicture": "認証アプリ用の QR コード",
        "authenticatorTyped": "読み取れない場合は、このキーをアプリに入力してください",
        "authenticatorCode": "アプリのコード",
        "authenticatorButton": "有効にする",
        "authenticatorDecline": "今はしない",

        "recoveryTitle": "回復コード",
        "recoveryLead": "スマートフォンがなくても見つけられる場所に保管してください。それぞれ一度だけ、アプリのコードの代わりに使えます。",
        "recoveryOnce": "再び表示されることはありません。",
        "recoveryContinue": "保管しました",

        "secondStepSettingsTitle": "2 段階サインイン",
        "secondStepSettingsLead": "有効です。パスワードの後に、認証アプリのコードを求められます。",
        "secondStepSettingsLeft": "未使用の回復コード: {{codesLeft}}。新しいコードを作ると、古いものはすべて使えなくなります。",
        "secondStepSettingsRenew": "新しいコードを作る",
        "secondStepSettingsRemoveTitle": "無効にする",
        "secondStepSettingsRemoveLead": "パスワードだけでアカウントを開けるようになります。アプリを替えるには、一度無効にしてから有効にしてください。",
        "secondStepSettingsRemove": "無効にする",
        "toAccount": "アカウントに戻る",

        "signInElsewhere": "{{placeName}} で続ける",
        "signInOr": "または",
        "joiningTitle": "どちらもあなたですか？",
        "joiningLead": "そうであれば、今後は {{placeName}} でここのアカウントに入れます。もう一度お尋ねすることはありません。",
        "joiningAccount": "ここでのアカウント",
        "joiningJoin": "連携する",
        "joiningLater": "今はしない",
        "linkedTitle": "ほかのサインイン方法",
        "linkedLead": "これらであなたのアカウントに入れます。そのどれかにサインインできる人は、ここにもあなたとしてサインインできます。",
        "linkedNone": "ほかにこのアカウントに入れるものはありません。",
        "linkedRemove": "削除",
        "linkedAdd": "{{placeName}} を連携する",
        "linkedAccessKept":
            "連携したサービスがあなたに代わって操作できるように、{{placeName}} へのアクセスを保存しています。ここで削除すると終了します。",
        "linkedAccessEnded":
            "現在、{{placeName}} へのアクセスは保存されていません。連携したサービスがあなたに代わって操作できるようにするには、もう一度連携してください。",
        "accountLinked": "ほかのサインイン方法",
        "accountLinkedLead": "このアカウントに入れるほかのサイト。",
        "accountLinkedManage": "サインイン方法を管理",

        "passkeyButton": "パスキーを使う",
        "passkeyFailed": "うまくいきませんでした。もう一度試すか、別の方法でサインインしてください。",
        "passkeysTitle": "パスキー",
        "passkeysLead": "デバイスの指紋、顔、または PIN でサインインします。覚えるものはなく、偽のページに盗まれるものもありません。",
        "passkeysYours": "あなたのパスキー",
        "passkeysNone": "まだありません。",
        "passkeysSince": "作成日",
        "passkeysSynced": "お使いのデバイスに同期されています",
        "passkeysOneDevice": "1 台のデバイスにあります",
        "passkeysSuspected": "{{suspected.minute}} に、このパスキーのコピーかもしれないものでサインインが試みられ、拒否されました。心当たりがなければ、削除してください。",
        "passkeysRename": "名前を変更",
        "passkeysName": "名前",
        "passkeysNameHint": "保管場所。例：スマートフォン、青いキー",
        "passkeysRenameButton": "保存",
        "passkeysRemove": "削除",
        "passkeysLast": "唯一のサインイン方法です。先に別の方法を追加してください。",
        "passkeysAdd": "新しいパスキー",
        "passkeysAddLead": "保管場所をブラウザーがたずねます。このデバイス、スマートフォン、またはセキュリティ キーです。",
        "passkeysAddButton": "パスキーを作成",
        "passkeysAddFailed": "パスキーは作成されませんでした。もう一度お試しください。",
        "passkeysKnown": "このデバイスには、すでにあなたのパスキーがあります。",
        "passkeysUnsupported": "このブラウザーではパスキーを使えないか、スクリプトがオフになっています。",
        "passkeysFull": "上限に達しています。先に 1 つ削除してください。",

        "signUpTitle": "アカウントの作成",
        "signUpFor": "{{clientName}} に進むにはアカウントを作成してください",
        "signUpPasswordHint": "8 文字以上。いくつかの単語を並べると、覚えやすく推測されにくくなります。",
        "signUpButton": "アカウントを作成",
        "signUpHaveAccount": "すでにアカウントをお持ちの場合",

        "consentTitle": "{{clientName}} が {{resourceName}} へのアクセスを求めています",
        "consentHeading": "{{resourceName}} へのアクセス",
        "consentTitleUnverified": "「{{clientName}}」と名乗るアプリが {{resourceName}} へのアクセスを求めています",
        "consentVerified": "{{branding.name}} が確認済み",
        "consentDomain": "提供元: {{clientHost}}",
        "consentUnverifiedTitle": "未確認です。",
        "consentUnverified": "{{branding.name}} は、この名前の主を確認していません。",
        "consentLook": "{{redirectHost}} を信頼できる場合にのみ許可してください。",
        "consentNobody": "誰であるかを示すものは何もありません。",
        "consentScopes": "できるようになること",
        "consentNoScopes": "あなたが誰であるかを知る",
        "consentAccount": "サインイン中のアカウント",
        "consentSwitch": "別のアカウントを使う",
        "consentRedirect": "移動先",
        "consentLoopbackTitle": "このコンピューター上のプログラムに渡されます。",
        "consentLoopback": "ここで {{clientName}} の接続を自分で始めた場合にのみ許可してください。",
        "consentAllow": "許可",
        "consentDeny": "拒否",
        "consentLater": "アカウントのページでいつでも終了できます。",

        "errorReference": "参照番号",
        "errorStatus": "ステータス",

        "connectedTitle": "接続しました",
        "connectedSentence": "{{clientName}} があなたの代わりに作業できるようになりました。",
        "connectedContinue": "{{clientName}} に進む",
        "connectedClose": "何も起こらないときは、上のボタンを押してください。その後このタブを閉じてかまいません。",

        "accountTitle": "アカウント",
        "accountConnections": "接続中のアプリ",
        "accountConnectionsLead": "それぞれ、表示された範囲であなたの代わりに動作できます。切断すると、次の操作から拒否されます。",
        "accountNone": "アカウントに接続しているものはありません。アシスタントを接続すると、ここに表示されます。",
        "accountNoAbilities": "あなたが誰であるかを知っています",
        "accountSince": "開始",
        "accountLastUsed": "最終使用",
        "accountNeverUsed": "未使用",
        "accountDisconnect": "切断",
        "accountPassword": "パスワードの変更",
        "accountCurrentPassword": "現在のパスワード",
        "accountNewPassword": "新しいパスワード",
        "accountNewPasswordHint": "8 文字以上。",
        "accountChangePassword": "パスワードを変更",
        "accountSecondStep": "2 段階サインイン",
        "accountSecondStepLead": "パスワードに加えて、スマートフォンのアプリのコードを使います。一方を盗まれても、もう一方が守ります。",
        "accountSecondStepManage": "2 段階サインインの管理",
        "accountPasskeysManage": "パスキーの管理",
        "accountSessions": "サインイン中",
        "accountSessionsLead": "現在サインインしている場所です。端末をなくしたり共用の端末を使ったりした場合は、ここでサインアウトできます。",
        "accountSomeBrowser": "不明なブラウザー",
        "accountThisBrowser": "このブラウザー",
        "accountFrom": "サインイン元",
        "accountEndSession": "サインアウト",
        "accountSignOutEverywhere": "すべてサインアウト",

        "adminTitle": "コンソール",
        "adminPeople": "利用者",
        "adminClients": "クライアント",
        "adminNoPeople": "まだアカウントはありません。",
        "adminNoClients": "まだクライアントは登録されていません。",
        "adminCreated": "作成",
        "adminState": "状態",
        "adminActive": "有効",
        "adminDisabled": "無効",
        "adminYou": "あなた",
        "adminEnable": "有効にする",
        "adminDisable": "無効にする",
        "adminClient": "クライアント",
        "adminProfile": "プロファイル",
        "adminAction": "操作",
        "adminRemove": "削除",
        "adminRemoveLead": "{{clientName}} のすべての接続を終了します。元に戻せません。",
        "adminRemoveSure": "完全に削除",
        "adminAttempts": "接続の試み",
        "adminNoAttempts": "まだ接続の試みはありません。",

        "attemptConnected": "接続済み",
        "attemptConnecting": "進行中",
        "attemptFailed": "失敗",
        "attemptAbandoned": "中断",
        "attemptWhy": "理由",
        "attemptFault": "原因の所在",
        "attemptRule": "規則",
        "attemptDo": "対処",
        "attemptRun": "直すためのコマンド",
        "attemptSteps": "手順",
        "attemptBack": "コンソールに戻る",

        "leaveTitle": "{{branding.name}} から離れようとしています",
        "leaveSentence": "「{{clientName}}」と名乗るアプリが、できないことを求め、このアドレスへ進ませようとしています。{{branding.name}} は、それが誰のものかを確認していません。",
        "leaveContinue": "{{host}} に進む",
        "leaveClose": "アプリの接続を始めたばかりでなければ、このページを閉じてください。",

        "formPostTitle": "お待ちください",
        "formPostSentence": "{{clientName}} に戻ります。何も起こらないときは、ボタンを押してください。",
        "formPostContinue": "続ける",

        "welcomeSentence": "AI アシスタントをアカウントに接続し、それぞれに何を任せるかを決められます。",
        "welcomeAccount": "アカウント",
        "welcomeNote": "何が接続し、何ができ、いつ使われたかを確認し、一度押すだけで終了できます。",
    ]

    private static let sentences = [
        "signedOut": "サインアウトしました。",
        "sessionEnded": "そのブラウザーをサインアウトしました。",
        "signedOutEverywhere": "すべての場所でサインアウトしました。",
        "disconnected": "切断しました。もうあなたの代わりに動作できません。",
        "passwordChanged": "パスワードを変更しました。",
        "personDisabled": "アカウントを無効にしました。",
        "personEnabled": "アカウントを有効にしました。",
        "clientRemoved": "クライアントを削除しました。",
        "wrongCredentials": "メールアドレスまたはパスワードが正しくありません。",
        "passkeyRefused": "このパスキーは使えませんでした。もう一度試すか、別の方法でサインインしてください。",
        "passkeyAdded": "パスキーを追加しました。これからはこのパスキーでサインインできます。",
        "passkeyNotAdded": "パスキーを追加できませんでした。もう一度お試しください。",
        "passkeyRenamed": "パスキーの名前を変更しました。",
        "passkeyRemoved": "パスキーをここから削除しました。デバイスからも削除してください。",
        "passkeyLast": "唯一のサインイン方法なので、削除できません。先に別の方法を追加してください。",
        "passkeyTooMany": "パスキーが上限に達しています。先に 1 つ削除してください。",
        "passkeyUnnamed": "パスキー",
        "codeWrong": "コードが正しくないか、すでに使われています。",
        "proveAgain": "サインインの方法を変えるには、もう一度サインインしてください。",
        "elsewhereDeclined": "サインインが完了しませんでした。別の方法を選ぶか、もう一度お試しください。",
        "joiningProof": "あなたのアドレスのアカウントがすでにあります。一度そのアカウントにサインインすると、両方を連携できます。",
        "identityLinked": "連携しました。今後はこれでアカウントに入れます。",
        "identityRemoved": "削除しました。これでアカウントに入ることはできなくなりました。",
        "identityKept": "これが唯一のサインイン方法なので、残しました。先に別の方法を設定してください。",
        "identityTaken": "すでに別のアカウントで使われています。",
        "tooManyAttempts": "試行回数が多すぎます。数分待ってから、もう一度お試しください。",
        "formExpired": "ページを開いてから時間が経ちすぎました。もう一度お試しください。",
        "emailInvalid": "name@example.com のようなメールアドレスを入力してください。",
        "emailTaken": "このメールアドレスとパスワードではアカウントを作成できませんでした。お持ちの場合はサインインしてください。",
        "nameTooLong": "名前は 100 文字以内にしてください。",
        "passwordTooShort": "パスワードは 8 文字以上にしてください。",
        "passwordTooLong": "パスワードは 128 文字以内にしてください。",
        "passwordTooCommon": "このパスワードは多くの人が使っていて、推測されやすいものです。別のものを選んでください。",
        "currentPasswordWrong": "現在のパスワードが正しくありません。",
    ]

    private static let dates = [
        "date": "{{year}}年{{month}}{{day}}日",
        "minute": "{{year}}年{{month}}{{day}}日 {{time}} UTC",
        "month1": "1月",
        "month2": "2月",
        "month3": "3月",
        "month4": "4月",
        "month5": "5月",
        "month6": "6月",
        "month7": "7月",
        "month8": "8月",
        "month9": "9月",
        "month10": "10月",
        "month11": "11月",
        "month12": "12月",
    ]

    private static let texts = [
        "You are not signed in":
            "サインインしていません",
        "What came back from there is not right, was used before, or is too old.":
            "戻ってきた内容が正しくないか、すでに使われたか、古すぎます。",
        "The site that should say who you are cannot be reached at this moment.":
            "あなたが誰かを確認するサイトに、今は接続できません。",
        "The site that should say who you are does not know this server.":
            "あなたが誰かを確認するサイトに、このサーバーは登録されていません。",
        "This account has been disabled.":
            "このアカウントは無効になっています。",
        "There is no account for you here, and new ones are not made at this time.":
            "ここにあなたのアカウントはなく、現在は新しく作れません。",
        "There were too many attempts. Wait a minute.":
            "試行回数が多すぎます。1 分お待ちください。",
        "Go back to the app that sent you here and start again. If it happens again, tell whoever runs this site.":
            "元のアプリに戻ってやり直してください。また起きる場合は、このサイトの運営者にお知らせください。",
        "This request is not right":
            "この要求は正しくありません",
        "Go back to the app that sent you here and try again. If you run it, mend the request.":
            "ここへ送ったアプリに戻って、もう一度お試しください。アプリの運営者は、要求を修正してください。",
        "Which app is asking?":
            "どのアプリからですか?",
        "The request does not say which app is asking.":
            "どのアプリからの要求かが示されていません。",
        "The app that sent you here must send its client_id.":
            "ここへ送ったアプリは client_id を送る必要があります。",
        "Unknown app":
            "不明なアプリ",
        "The app that sent you here is not registered.":
            "ここへ送ったアプリは登録されていません。",
        "If you run this app, check its client_id, or register it again. Otherwise close this page.":
            "アプリの運営者は client_id を確かめるか、登録し直してください。それ以外の方はこのページを閉じてください。",
        "No address to return to":
            "戻り先がありません",
        "The request does not say where the answer should go.":
            "応答の送り先が示されていません。",
        "The app that sent you here must name one of its registered redirect URIs.":
            "ここへ送ったアプリは、登録済みのリダイレクト URI を示す必要があります。",
        "Unknown return address":
            "不明な戻り先",
        "The request asks to send you back to an address that is not registered for this app.":
            "このアプリに登録されていないアドレスへ戻すよう求めています。",
        "If you run this app, register exactly the redirect URI that it sends. Otherwise close this page.":
            "アプリの運営者は、送っているリダイレクト URI をそのまま登録してください。それ以外の方はこのページを閉じてください。",
        "This app cannot be checked":
            "このアプリを確認できません",
        "Wait a moment, go back to the app and try again. If you run the app, see that its client_id can be fetched.":
            "少し待ってからアプリに戻り、もう一度お試しください。アプリの運営者は client_id を取得できるようにしてください。",
        "If you run this app, mend the document at its client_id. Otherwise close this page.":
            "アプリの運営者は client_id の文書を修正してください。それ以外の方はこのページを閉じてください。",
        "Allow or deny?":
            "許可しますか、拒否しますか?",
        "The form did not say what you decided.":
            "どちらを選んだかが送られていません。",
        "Go back and press one of the two buttons.":
            "戻って、2 つのボタンのどちらかを押してください。",
        "This took too long":
            "時間がかかりすぎました",
        "The request that brought you here is no longer valid.":
            "ここへ導いた要求は、もう有効ではありません。",
        "Go back to the app and start again. If you have connected it already, there is nothing to do.":
            "アプリに戻って最初からやり直してください。すでに接続済みなら、何もする必要はありません。",
        "This form is too old":
            "このフォームは古くなっています",
        "The form was not made for this browser, or you have signed in again since.":
            "このブラウザー用のフォームではないか、その後にサインインし直しています。",
        "Go back, reload the page and try again.":
            "戻ってページを再読み込みし、もう一度お試しください。",
        "Just a moment":
            "少しお待ちください",
        "There is more to do than the server can do right now.":
            "現在サーバーが混み合っています。",
        "The server cannot reach its database at this moment.":
            "現在サーバーがデータベースに接続できません。",
        "Try again in a few seconds; nothing was lost.":
            "数秒後にもう一度お試しください。失われたものはありません。",
        "Something went wrong":
            "問題が発生しました",
        "The server could not do what you asked.":
            "サーバーはご要望の操作を行えませんでした。",
        "Try again in a moment. If it happens again, tell the operator the reference.":
            "しばらくしてからもう一度お試しください。再び起こる場合は、参照番号を運営者に伝えてください。",
        "Know who you are":
            "あなたが誰であるかを知る",
        "See your name":
            "名前を見る",
        "See your e-mail address":
            "メールアドレスを見る",
        "Stay connected until you disconnect it":
            "切断するまで接続を続ける",
    ]
}
