"""A person with a passkey: Chromium with an authenticator in software, by the WebAuthn commands of its driver (WebAuthn level 3 §11).

What the browser would post can also be had without posting it, so that it can be shown twice, late, or by somebody else.
"""

import requests
from selenium.webdriver.common.virtual_authenticator import Credential, VirtualAuthenticatorOptions

from .browser import BrowserPerson
from .forms import Page
from .waiting import until

# The browser's half of signing in, on whatever page it is run.
SIGN = """
const [options, done] = arguments;
const bytes = t => Uint8Array.from(atob(t.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
const text = b => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
options.challenge = bytes(options.challenge);
options.allowCredentials.forEach(one => one.id = bytes(one.id));
navigator.credentials.get({publicKey: options}).then(({rawId, response: r}) => done({credential: text(rawId),
  client_data: text(r.clientDataJSON), authenticator_data: text(r.authenticatorData), signature: text(r.signature),
  user_handle: text(r.userHandle)}), error => done({error: String(error)}));
"""


class PasskeyPerson(BrowserPerson):
    """One person with one browser, and an authenticator in it that does at once what it is asked.

    `autofill` is whether the browser offers the passkey in the form: this authenticator takes the offer before the person can.
    `password_first` is whether the person uses the passkey only where there is no password to enter.
    """

    asking = BrowserPerson.asking + ", form[data-passkey] button"

    def __init__(self, usher, account, driver, autofill=False, password_first=False):
        super().__init__(usher, account, driver)
        self.password_first = password_first
        if not autofill:
            driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {
                "source": "if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false"})
        options = VirtualAuthenticatorOptions()
        options.transport = VirtualAuthenticatorOptions.Transport.INTERNAL
        options.has_resident_key = options.has_user_verification = options.is_user_verified = True
        driver.add_virtual_authenticator(options)

    # The authenticator

    @property
    def credentials(self):
        return self.driver.get_credentials()

    def put_back(self, credential, sign_count):
        """The same passkey as a copy that has signed less often."""
        self.driver.remove_credential(credential.id)
        self.driver.add_credential(Credential.from_dict({**credential.to_dict(), "signCount": sign_count}))

    # What a person does

    def sign_in_with_password(self, path="/sign-in"):
        self.driver.get(self.usher.url(path))
        until(lambda: self.find("input[type=password]"), 15, "the sign-in form")
        self.fill_in()

    def sign_out(self):
        self.driver.delete_all_cookies()

    def passkey_button(self):
        return self.find("form[data-passkey] button[type=submit]")

    def add_passkey(self, name):
        """From any page, signed in a short time ago."""
        self.driver.get(self.usher.url("/account/passkeys"))
        field = until(lambda: self.find("form[data-passkey] input[name=name]"), 15, "the form for a new passkey")
        field.send_keys(name)
        self.press(self.passkey_button())
        until(lambda: name in self.said(), 15, f"the passkey {name} in the list")

    def prove(self):
        if (button := self.passkey_button()) is None or (self.password_first and self.is_signing_in()):
            return super().prove()
        self.press(button)
        return "passkey"

    def sign(self, options):
        """What the authenticator says to a question, on the page that the browser is at."""
        answer = self.driver.execute_async_script(SIGN, options)
        assert "error" not in answer, answer
        return answer


class WireSignIn:
    """Somebody at the sign-in page without a browser, who can post whatever they have got hold of."""

    def __init__(self, usher):
        self.usher, self.session = usher, requests.Session()
        self.page = Page(self.session.get(usher.url("/sign-in"), timeout=30).text, usher.url("/sign-in"))
        self.form = next(form for form in self.page.forms if form.action.endswith("/passkey"))

    def question(self):
        answer = self.session.get(self.form.action + "/question", timeout=30)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.json()

    def post(self, ticket, answer):
        return self.session.post(
            self.form.action, data={**dict(self.form.hidden()), "challenge": ticket, **answer}, allow_redirects=False,
            headers={"Origin": self.usher.origin}, timeout=30)

    def is_signed_in(self):
        return self.session.get(self.usher.url("/account"), allow_redirects=False, timeout=30).status_code == 200

