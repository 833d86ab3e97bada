"""The whole flow with real peers: Chromium is the person; Authlib, requests-oauthlib, the plugin and the Action are the client.

Each client ends with a token that reaches the API as the right person, refreshes it, and is refused after the person
disconnects it on /account.
"""

import secrets
import uuid

import jwt
import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from requests_oauthlib import OAuth2Session as RequestsOAuthlibSession

from kit.clients import ConfidentialClient, call
from kit.upstream import headers_named

pytestmark = pytest.mark.both_databases
SCOPE = "notes:read notes:write"


class Plugin:
    """A ChatGPT plugin; its token request is JSON or a form, as its manifest says."""

    def __init__(self, usher, body):
        self.wire = ConfidentialClient.plugin(usher, body=body)
        self.client_id = self.wire.client.client_id

    def begin(self, state):
        return self.wire.authorize_url(state=state)

    def finish(self, landing):
        answer = self.wire.exchange(landing["code"])
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refresh(self, token):
        answer = self.wire.refresh(token["refresh_token"])
        assert answer.status_code == 200, answer.text
        return answer.json()


class Action(Plugin):
    """A GPT Action; its secret is in the body or in the header, as its editor says."""

    def __init__(self, usher, authentication):
        self.wire = ConfidentialClient.action(usher, authentication=authentication)
        self.client_id = self.wire.client.client_id


class Authlib:
    """A confidential web application made with Authlib, with PKCE."""

    def __init__(self, usher, method):
        self.usher = usher
        self.redirect_uri = "https://chat.openai.com/web/oauth/callback"
        client = usher.add_client("web", self.redirect_uri)
        self.client_id = client.client_id
        self.session = AuthlibSession(
            client.client_id, client.client_secret, scope=SCOPE, redirect_uri=self.redirect_uri,
            code_challenge_method="S256", token_endpoint_auth_method=method,
            token_endpoint=usher.url("/token"))
        self.verifier = secrets.token_urlsafe(48)

    def begin(self, state):
        url, _ = self.session.create_authorization_url(
            self.usher.url("/authorize"), state=state, code_verifier=self.verifier)
        return url

    def finish(self, landing):
        return self.session.fetch_token(
            self.usher.url("/token"), authorization_response=landing.url, state=landing["state"],
            code_verifier=self.verifier)

    def refresh(self, token):
        return self.session.refresh_token(self.usher.url("/token"), refresh_token=token["refresh_token"])


class RequestsOAuthlib:
    """A confidential web application made with requests-oauthlib, with PKCE."""

    def __init__(self, usher, _):
        self.usher = usher
        self.redirect_uri = "https://chat.openai.com/web/oauth/callback"
        self.client = usher.add_client("web", self.redirect_uri)
        self.client_id = self.client.client_id
        self.session = RequestsOAuthlibSession(
            self.client_id, redirect_uri=self.redirect_uri, scope=SCOPE.split(), pkce="S256")

    def begin(self, state):
        return self.session.authorization_url(self.usher.url("/authorize"), state=state)[0]

    def finish(self, landing):
        return self.session.fetch_token(
            self.usher.url("/token"), authorization_response=landing.url, client_secret=self.client.client_secret,
            include_client_id=True)

    def refresh(self, token):
        return self.session.refresh_token(
            self.usher.url("/token"), refresh_token=token["refresh_token"],
            auth=requests.auth.HTTPBasicAuth(self.client_id, self.client.client_secret))


CLIENTS = {
    "plugin with JSON": (Plugin, "json"),
    "plugin with a form": (Plugin, "form"),
    "Action, default_post": (Action, "post"),
    "Action, basic_auth_header": (Action, "basic"),
    "Authlib, secret in the header": (Authlib, "client_secret_basic"),
    "Authlib, secret in the body": (Authlib, "client_secret_post"),
    "requests-oauthlib": (RequestsOAuthlib, None),
}


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_reaches_the_api_for_the_person_in_the_browser_until_that_person_disconnects_it(
        name, usher, upstream, browser_person, elsewhere):
    kind, option = CLIENTS[name]
    client, state = kind(usher, option), str(uuid.uuid4())

    assert browser_person.authorize(client.begin(state)).pages == ["sign-in", "consent"]
    landing = elsewhere.landing(state)
    assert landing["iss"] == usher.base
    token = client.finish(landing)
    assert token["token_type"].lower() == "bearer"
    assert isinstance(token["expires_in"], int) and token["expires_in"] > 0
    assert set(token["scope"] if isinstance(token["scope"], list) else token["scope"].split()) == set(SCOPE.split())

    check_call(usher, client, browser_person, token["access_token"])
    renewed = client.refresh(token)
    assert renewed["access_token"] != token["access_token"]
    assert renewed["refresh_token"] != token["refresh_token"]
    check_call(usher, client, browser_person, renewed["access_token"])

    disconnect(browser_person)
    refused = call(usher, renewed["access_token"])
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
    assert call(usher, token["access_token"]).status_code == 401


def check_call(usher, client, person, access_token):
    """The upstream learns who it is, and nothing that it could misuse."""
    answer = call(usher, access_token)
    assert answer.status_code == 200, answer.text
    seen = answer.json()
    assert not headers_named(seen, "authorization") and not headers_named(seen, "cookie")
    told = headers_named(seen, "x-usher-")
    assert told["x-usher-email"] == person.account.email
    assert told["x-usher-client"] == client.client_id
    assert set(told["x-usher-scope"].split()) == set(SCOPE.split())
    assert told["x-usher-user"] and told["x-usher-user"] != person.account.email
    check_assertion(usher, told)


def check_assertion(usher, told):
    """A backend need not trust the headers: the assertion says the same, signed."""
    token = told["x-usher-assertion"]
    assert access_token_is_not_inside(token)
    key = jwt.PyJWKClient(usher.discovery()["jwks_uri"]).get_signing_key_from_jwt(token)
    audience = jwt.decode(token, options={"verify_signature": False})["aud"]
    claims = jwt.decode(token, key.key, algorithms=["ES256"], audience=audience, issuer=usher.base)
    assert claims["sub"] == told["x-usher-user"] and claims["client_id"] == told["x-usher-client"]
    assert claims["scope"] == told["x-usher-scope"]
    assert claims["exp"] - claims["iat"] <= 60


def access_token_is_not_inside(assertion):
    return jwt.get_unverified_header(assertion).get("typ", "").lower() != "at+jwt"


def disconnect(person):
    """Opens /account and presses the only button there that disconnects something."""
    person.driver.get(person.usher.url("/account"))
    buttons = [one for one in person.driver.find_elements("css selector", "button")
               if "disconnect" in one.text.lower() and one.is_displayed()]
    assert len(buttons) == 1, f"{len(buttons)} disconnect buttons: {person.said()[:400]}"
    person.press(buttons[0])
    # Some pages ask once more.
    again = [one for one in person.driver.find_elements("css selector", "button") if "disconnect" in one.text.lower()]
    if again:
        person.press(again[0])
