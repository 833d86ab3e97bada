"""glewlwyd, an OpenID provider that somebody else wrote (Debian's), with a database and pages of its own.

It is set up as an operator does it, by its API for administrators. PKCE is demanded, `iss` is sent.
People go through its own pages, which are one script: they change without being left.
"""

import json
import secrets
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By

from .browser import BrowserPerson
from .mcp_upstream import Server
from .ports import free_port
from .waiting import until

SCHEMA = Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
PAGES = Path("/usr/share/glewlwyd/webapp")
PAGE_SETTINGS = Path("/usr/share/glewlwyd/templates/config.json")
MODULES = Path("/usr/lib/glewlwyd")
SCOPES = ["openid", "email", "profile"]

CONFIGURATION = """\
port = {port}
bind_address = "127.0.0.1"
external_url = "{url}"
login_url = "login.html"
api_prefix = "api"
static_files_path = "{folder}/pages/"
log_mode = "console"
log_level = "INFO"
cookie_domain = "127.0.0.1"
cookie_secure = 0
session_key = "GLEWLWYD2_SESSION_ID"
admin_scope = "g_admin"
profile_scope = "g_profile"
user_module_path = "{modules}/user"
client_module_path = "{modules}/client"
user_auth_scheme_module_path = "{modules}/scheme"
plugin_module_path = "{modules}/plugin"
hash_algorithm = "SHA512"
database = {{ type = "sqlite3" path = "{folder}/glewlwyd.db" }};
static_files_mime_types = (
  {{ extension = ".html" mime_type = "text/html" compress = 0 }},
  {{ extension = ".css" mime_type = "text/css" compress = 0 }},
  {{ extension = ".js" mime_type = "application/javascript" compress = 0 }},
  {{ extension = ".json" mime_type = "application/json" compress = 0 }}
)
"""


@dataclass
class Member:
    """Somebody who has an account at the provider."""

    name: str
    password: str
    email: str


class Glewlwyd:
    """The provider, in a process of its own; it runs as whoever runs the tests."""

    def __init__(self, folder):
        self.folder, self.port = Path(folder), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.issuer = self.url + "/api/oidc"
        with sqlite3.connect(self.folder / "glewlwyd.db") as database:
            database.executescript(SCHEMA.read_text())
        database.close()
        self._lay_out_pages()
        config = self.folder / "glewlwyd.conf"
        config.write_text(CONFIGURATION.format(port=self.port, url=self.url, folder=self.folder, modules=MODULES))
        self.server = Server(["glewlwyd", f"--config-file={config}"], self.port, self.folder / "glewlwyd.log")
        self.session = requests.Session()
        self.ask("POST", "/auth/", username="admin", password="password")
        self._set_up()

    def _lay_out_pages(self):
        shutil.copytree(PAGES, self.folder / "pages", ignore=shutil.ignore_patterns("config.json"))
        shutil.copy(PAGE_SETTINGS, self.folder / "pages/config.json")

    def ask(self, method, path, **body):
        answer = self.session.request(method, self.url + "/api" + path, json=body or None, timeout=10)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer

    def _set_up(self):
        key = json.loads(ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1())))
        keys = {"keys": [{**key, "kid": "one", "alg": "ES256", "use": "sig"}]}
        verified = {"name": "email_verified", "user-property": "email_verified", "type": "boolean",
                    "boolean-value-true": "yes", "boolean-value-false": "no", "mandatory": True}
        self.ask("POST", "/mod/plugin/", module="oidc", name="oidc", display_name="OpenID Connect", parameters={
            "iss": self.issuer, "jwks-private": json.dumps(keys), "jwks-show": True, "jwt-type": "ecdsa", "jwt-key-size": "256",
            "key": "", "cert": "", "access-token-duration": 3600, "refresh-token-duration": 3600, "code-duration": 60,
            "auth-type-code-enabled": True, "auth-type-code-revoke-replayed": True, "subject-type": "public",
            "name-claim": "mandatory", "email-claim": "mandatory", "claims": [verified], "allowed-scope": SCOPES,
            "pkce-allowed": True, "pkce-required": True, "oauth-as-iss-id": True})
        people = self.ask("GET", "/mod/user/database").json()
        people["parameters"]["data-format"]["email_verified"] = {"multiple": False, "read": True, "write": True}
        self.ask("PUT", "/mod/user/database", **people)
        self.ask("PUT", "/mod/user/database/reset")
        for scope in SCOPES[1:]:
            self.ask("POST", "/scope/", name=scope, display_name=scope, password_required=True, password_max_age=0,
                     scheme={}, scheme_required={})

    def add_member(self, verified=True, email=None):
        name = "member" + secrets.token_hex(4)
        member = Member(name, "correct horse " + secrets.token_urlsafe(9), email or f"{name}@example.com")
        self.ask("POST", "/user/", username=name, name=f"Test {name}", email=member.email, password=member.password,
                 email_verified="yes" if verified else "no", scope=[*SCOPES, "g_profile"], enabled=True)
        return member

    def add_client(self, client_id, secret, redirect_uri):
        self.ask("POST", "/client/", **self._client(client_id, secret, redirect_uri))

    def change_secret(self, client_id, secret, redirect_uri):
        self.ask("PUT", "/client/" + client_id, **self._client(client_id, secret, redirect_uri))

    def _client(self, client_id, secret, redirect_uri):
        return {"client_id": client_id, "name": "Usher", "confidential": True, "client_secret": secret, "enabled": True,
                "redirect_uri": [redirect_uri], "authorization_type": ["code"], "scope": [],
                "token_endpoint_auth_method": ["client_secret_basic"]}

    def close(self):
        self.server.close()


class MemberPerson(BrowserPerson):
    """A person with a browser who signs in at the provider, by the button on the sign-in page."""

    asking = BrowserPerson.asking + ", form.place button, #loginbut, .glwd-container .btn-success"

    def __init__(self, usher, provider, member, driver):
        super().__init__(usher, None, driver)
        self.provider, self.member = provider, member

    def find(self, selector):
        def look():
            try:
                return [super(MemberPerson, self).find(selector)]
            except StaleElementReferenceException:  # drawn anew meanwhile
                return None
        return until(look, 15, f"a page that stays as it is long enough to look for {selector}")[0]

    def is_at_the_provider(self):
        return self.driver.current_url.startswith(self.provider.url + "/")

    def is_here(self):
        return self.is_at_the_provider() or super().is_here()

    def prove(self):
        if not self.is_at_the_provider():
            self.press(self.find("form.place button"))
            return "elsewhere"
        if self.find("#loginbut"):
            for field, text in (("#username", self.member.name), ("#password", self.member.password)):
                self.find(field).clear()
                self.find(field).send_keys(text)
            self.find("#loginbut").click()
            until(lambda: not self.find("#loginbut"), 15, "the provider to know its member")
            return "provider"
        return self.grant()

    def grant(self):
        """The provider asks its member whether they like to go on, and the first time what to tell."""
        boxes = [box for box in self.driver.find_elements(By.CSS_SELECTOR, "[id^=grant-]") if not box.is_selected()]
        for box in boxes:
            box.click()
        if boxes:
            self.find(".card-body .btn-primary").click()
            until(lambda: not self.find("[id^=grant-]"), 15, "the provider to note what its member grants")
        self.press(self.find(".btn-success"))
        return "provider-grant"
