"""Bring your own sign-in: the Flask site of docs/bring-your-own-sign-in.md, as it is printed, through the whole plugin flow."""

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
import subprocess
import sys
import time
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urljoin, urlsplit

import jwt
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import RSAAlgorithm

from kit.browser import BrowserPerson
from kit.clients import ConfidentialClient, call
from kit.forms import Page
from kit.mcp_clients import SDKClient
from kit.mcp_upstream import PATH as MCP_PATH, mcp_configuration
from kit.person import Person
from kit.ports import free_port
from kit.upstream import headers_named
from kit.usher import CONFIGURATION, Usher
from kit.waiting import until

PAGE = Path(__file__).resolve().parents[2] / "docs/bring-your-own-sign-in.md"
EXTERNAL = """\
sign_in:
  external:
    name: Example Shop
    url: {site}/usher
"""


class Site:
    """The site of the documentation, in a process of its own."""

    def __init__(self, folder, usher_url, secret_file, port):
        code = re.search(r"### Flask\n\n```python\n(.*?)```", PAGE.read_text(), re.S)[1]
        (folder / "shop.py").write_text(code)
        self.url = f"http://127.0.0.1:{port}"
        self.log = open(folder / "shop.log", "wb")
        environment = {**os.environ, "USHER_PUBLIC_URL": usher_url, "USHER_SHARED_SECRET_FILE": str(secret_file),
                       "SHOP_URL": self.url, "SHOP_COOKIE_SECRET": secrets.token_hex(16)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "shop", "run", "--port", str(port)], cwd=folder, env=environment,
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT)
        until(self.is_there, 20, "the Flask site to answer")

    def is_there(self):
        try:
            return requests.get(self.url + "/login?challenge=a", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        self.log.close()


class House:
    """A server whose people sign in at a site, and what that site signs with."""

    def __init__(self, folder, upstream, extra="    secret_file: shop.secret\n    api_key_file: shop.key\n"):
        self.secret, self.api_key = secrets.token_urlsafe(33), secrets.token_urlsafe(33)
        folder.mkdir(parents=True, exist_ok=True)
        self.secret_file = folder / "shop.secret"
        self.secret_file.write_text(self.secret + "\n")
        (folder / "shop.key").write_text(self.api_key + "\n")
        self.site_port = free_port()
        self.site_url = f"http://127.0.0.1:{self.site_port}"
        text = CONFIGURATION + EXTERNAL.format(site=self.site_url) + extra
        self.usher = Usher(folder, upstream=upstream.url, configuration=text).start()

    def claims(self, challenge, **changes):
        now = int(time.time())
        claims = {"iss": self.site_url, "aud": self.usher.base, "challenge": challenge, "sub": "123", "iat": now,
                  "exp": now + 60, "email": "ada@example.com", "email_verified": True, "name": "Ada", **changes}
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, challenge, **changes):
        return jwt.encode(self.claims(challenge, **changes), self.secret, algorithm="HS256")


class Browser:
    """A browser without JavaScript that keeps its cookies by host and port, as real ones do by site."""

    def __init__(self, usher):
        self.usher, self.session = usher, requests.Session()

    def get(self, url):
        return self.session.get(url, allow_redirects=False, timeout=30)

    def post(self, form, **values):
        return self.session.post(
            form.action, data=form.hidden() + list(values.items()), headers={"Origin": origin_of(form.action)},
            allow_redirects=False, timeout=30)

    def follow(self, response, stop=lambda url: False):
        """Follows redirects until a page, or until `stop` says that this address is not to be opened."""
        for _ in range(12):
            if response.status_code not in (302, 303):
                return response
            target = urljoin(response.url, response.headers["Location"])
            if stop(target):
                return target
            response = self.get(target)
        raise AssertionError("it goes round and round")

    def begin(self, url=None):
        """Presses the button of the site on the sign-in page; returns the challenge."""
        response = self.follow(self.get(url or self.usher.url("/sign-in")))
        form = external_form(response)
        left = self.post(form)
        assert left.status_code == 303, left.text
        return parse_qs(urlsplit(left.headers["Location"]).query)["challenge"][0]

    def arrive(self, **query):
        return self.session.get(
            self.usher.url("/sign-in/external/return"), params=query, allow_redirects=False, timeout=30)

    def is_signed_in(self):
        return self.get(self.usher.url("/account")).status_code == 200


def origin_of(url):
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def external_form(response):
    page = Page(response.text, response.url)
    form = next((form for form in page.forms if form.action.endswith("/sign-in/external")), None)
    assert form is not None, f"no button for the site: {page.said}"
    return form


@pytest.fixture(scope="module")
def house(tmp_path_factory, upstream):
    house = House(tmp_path_factory.mktemp("house"), upstream)
    yield house
    house.usher.stop()


@pytest.fixture(scope="module")
def site(house, tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"), house.usher.base, house.secret_file, house.site_port)
    yield site
    site.close()


def whole_flow(house, browser, upstream, in_between):
    """A plugin connects; `in_between` brings the browser from the site's page to the consent page."""
    plugin = ConfidentialClient.plugin(house.usher)
    response = browser.follow(browser.get(plugin.authorize_url(state="s" * 40)))
    if "/sign-in" in response.url:
        response = in_between(browser, browser.post(external_form(response)))
    page = Page(response.text, response.url)
    consent = page.form_with(button="decision")
    assert consent is not None, page.said
    back = browser.post(consent, decision="allow")
    code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
    token = plugin.exchange(code).json()["access_token"]
    seen = call(house.usher, token)
    assert seen.status_code == 200, seen.text
    told = headers_named(seen.json(), "x-usher-")
    return told["x-usher-user"], told.get("x-usher-email"), page


def test_the_printed_flask_site_carries_the_whole_plugin_flow_and_ends_with_the_right_person(house, site, upstream):
    browser = Browser(house.usher)

    def sign_in(browser, response):
        page = browser.follow(response)
        assert page.url.startswith(site.url), page.url
        form = Page(page.text, page.url).form_with(type="password")
        return browser.follow(browser.post(form, user="ada", password="analytical engine"))

    user, email, page = whole_flow(house, browser, upstream, sign_in)
    assert email == "ada@example.com"
    assert "ada@example.com" in page.said
    # Another browser, later: the same person, not a second account.
    again, first = Browser(house.usher), user
    user, _, _ = whole_flow(house, again, upstream, sign_in)
    assert user == first
    # And who is signed in there already types nothing.
    again.session.cookies.pop("sid", None)
    user, _, _ = whole_flow(house, again, upstream, Browser.follow)
    assert user == first


def test_the_back_channel_carries_the_whole_plugin_flow(house, upstream):
    browser = Browser(house.usher)
    keys = {"Authorization": f"Bearer {house.api_key}"}

    def accept(browser, response):
        challenge = parse_qs(urlsplit(response.headers["Location"]).query)["challenge"][0]
        url = house.usher.url(f"/sign-in/challenges/{challenge}")
        told = requests.get(url, headers=keys, timeout=10)
        assert told.status_code == 200 and told.json()["challenge"] == challenge
        person = {"sub": "777", "email": "grace@example.com", "email_verified": True, "name": "Grace"}
        answer = requests.post(url + "/accept", json=person, headers=keys, timeout=10)
        assert answer.status_code == 200, answer.text
        assert requests.post(url + "/accept", json=person, headers=keys, timeout=10).status_code == 404
        assert requests.post(url + "/reject", json={}, headers=keys, timeout=10).status_code == 404
        # The address is for the browser that brought the challenge.
        assert Browser(house.usher).get(answer.json()["redirect_to"]).status_code == 400
        arrived = browser.get(answer.json()["redirect_to"])
        assert browser.get(answer.json()["redirect_to"]).status_code == 400
        return browser.follow(arrived)

    user, email, _ = whole_flow(house, browser, upstream, accept)
    assert email == "grace@example.com" and user.startswith("user_")


def test_the_back_channel_wants_the_key_a_challenge_and_a_person(house):
    challenge = Browser(house.usher).begin()
    url = house.usher.url(f"/sign-in/challenges/{challenge}/accept")
    person, right = {"sub": "1"}, {"Authorization": f"Bearer {house.api_key}"}
    for wrong in ({}, {"Authorization": "Bearer " + "a" * 44}, {"Authorization": "Basic " + house.api_key},
                  {"Authorization": "Bearer "}, {"Authorization": house.api_key}):
        answer = requests.post(url, json=person, headers=wrong, timeout=10)
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
    for body in ({}, {"sub": ""}, {"sub": 5}, {"sub": "a" * 256}, {"email": "ada@example.com"}, [1], "ada"):
        assert requests.post(url, json=body, headers=right, timeout=10).status_code == 400
    for guess in ("a", "1", "a" * 87, challenge[:-1] + ("a" if challenge[-1] != "a" else "b"), "a" * 43 + "." + "b" * 43):
        guessed = house.usher.url(f"/sign-in/challenges/{guess}/accept")
        assert requests.post(guessed, json=person, headers=right, timeout=10).status_code == 404
    assert requests.post(url, json=person, headers=right, timeout=10).status_code == 200


def forged(header, claims, key):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")
    signed = part(header) + b"." + part(claims)
    code = hmac.new(key, signed, hashlib.sha256).digest() if key is not None else b""
    return (signed + b"." + base64.urlsafe_b64encode(code).rstrip(b"=")).decode()


WRONG = {
    "another secret": lambda house, challenge: jwt.encode(house.claims(challenge), "b" * 44, algorithm="HS256"),
    "no signature": lambda house, challenge: forged({"alg": "none"}, house.claims(challenge), None),
    "no signature, and a name that is not quite none": lambda house, challenge: forged(
        {"alg": "nOnE"}, house.claims(challenge), None),
    "another algorithm": lambda house, challenge: jwt.encode(house.claims(challenge), house.secret, algorithm="HS512"),
    "a private key": lambda house, challenge: jwt.encode(
        house.claims(challenge), ec.generate_private_key(ec.SECP256R1()), algorithm="ES256"),
    "an access token": lambda house, challenge: jwt.encode(
        house.claims(challenge), house.secret, algorithm="HS256", headers={"typ": "at+jwt"}),
    "another audience": lambda house, challenge: house.token(challenge, aud="https://other.example"),
    "one audience too many": lambda house, challenge: house.token(challenge, aud=[house.usher.base, "https://other.example"]),
    "no audience": lambda house, challenge: house.token(challenge, aud=None),
    "another issuer": lambda house, challenge: house.token(challenge, iss="https://other.example"),
    "no subject": lambda house, challenge: house.token(challenge, sub=None),
    "an empty subject": lambda house, challenge: house.token(challenge, sub=""),
    "no challenge": lambda house, challenge: house.token(None),
    "a guessed challenge": lambda house, challenge: house.token("1"),
    "a changed challenge": lambda house, challenge: house.token(challenge[:-1] + ("a" if challenge[-1] != "a" else "b")),
    "a challenge of another browser": lambda house, challenge: house.token(Browser(house.usher).begin()),
    "an old answer": lambda house, challenge: house.token(challenge, iat=int(time.time()) - 75),
    "an answer of the future": lambda house, challenge: house.token(challenge, iat=int(time.time()) + 75),
    "an answer that has ended": lambda house, challenge: house.token(challenge, exp=int(time.time()) - 1),
    "an answer without times": lambda house, challenge: house.token(challenge, iat=None, exp=None),
    "a bare name": lambda house, challenge: "123",
}


@pytest.mark.parametrize("name", WRONG)
def test_an_answer_that_is_not_quite_right_lets_nobody_in_and_spends_nothing(name, house):
    browser = Browser(house.usher)
    challenge = browser.begin()
    answer = browser.arrive(token=WRONG[name](house, challenge))
    assert answer.status_code == 400, answer.text
    assert not browser.is_signed_in()
    # What is right still works afterwards: nobody can spoil somebody's sign-in.
    assert browser.arrive(token=house.token(challenge)).status_code == 303
    assert browser.is_signed_in()


def test_a_bare_identifier_in_any_parameter_lets_nobody_in(house):
    browser = Browser(house.usher)
    challenge = browser.begin()
    for query in ({"user": "123"}, {"user_id": "123"}, {"sub": "123", "challenge": challenge}, {"member_id": "123", "challenge": challenge},
                  {"code": "123"}, {"code": challenge}, {"challenge": challenge}, {"email": "ada@example.com"}, {}):
        assert browser.arrive(**query).status_code == 400, query
        assert not browser.is_signed_in()


def test_an_answer_works_once_and_in_its_own_browser(house):
    browser, thief = Browser(house.usher), Browser(house.usher)
    token = house.token(browser.begin())
    thief.begin()
    assert thief.arrive(token=token).status_code == 400
    assert Browser(house.usher).arrive(token=token).status_code == 400
    assert browser.arrive(token=token).status_code == 303
    again = browser.arrive(token=token)
    assert again.status_code == 400 and "sid" not in again.headers.get("Set-Cookie", "")
    assert not thief.is_signed_in()
    log = house.usher.log.read_text()
    assert "a sign-in elsewhere was refused" in log
    assert token not in log and token.split(".")[1] not in log


def test_keys_that_the_site_publishes_check_its_answers_and_a_published_key_is_no_secret(tmp_path, upstream):
    keys = {"one": rsa.generate_private_key(65537, 2048)}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            published = [{**json.loads(RSAAlgorithm.to_jwk(key.public_key())), "kid": name, "use": "sig", "alg": "RS256"}
                         for name, key in keys.items()]
            body = json.dumps({"keys": published}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    house = House(tmp_path / "house", upstream, f"    jwks: http://127.0.0.1:{server.server_port}/jwks\n")
    try:
        def signed(challenge, name):
            return jwt.encode(house.claims(challenge), keys[name], algorithm="RS256", headers={"kid": name})

        browser = Browser(house.usher)
        challenge = browser.begin()
        public = keys["one"].public_key()
        pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        for confused in (forged({"alg": "HS256", "kid": "one"}, house.claims(challenge), pem),
                         forged({"alg": "HS256"}, house.claims(challenge), json.dumps(json.loads(RSAAlgorithm.to_jwk(public))).encode()),
                         house.token(challenge)):
            assert browser.arrive(token=confused).status_code == 400
        assert browser.arrive(token=signed(challenge, "one")).status_code == 303
    finally:
        house.usher.stop()
        server.shutdown()


def test_an_account_with_the_same_verified_address_is_joined_only_after_a_proof(house):
    account = house.usher.add_person()
    browser = Browser(house.usher)
    answer = browser.arrive(token=house.token(browser.begin(), sub="joined", email=account.email))
    assert answer.status_code == 303 and "/sign-in?" in answer.headers["Location"]
    assert not browser.is_signed_in()
    page = browser.follow(answer)
    form = Page(page.text, page.url).form_with(type="password")
    assert browser.get(house.usher.url("/account/joining")).headers["Location"].startswith("/sign-in")
    confirm = browser.follow(browser.post(form, email=account.email, password=account.password))
    question = Page(confirm.text, confirm.url).form_with(button="decision")
    assert question is not None, confirm.text
    assert "Example Shop" in Page(confirm.text, confirm.url).said
    done = browser.follow(browser.post(question, decision="join"))
    assert done.status_code == 200
    # From now on the site opens that account.
    other = Browser(house.usher)
    other.follow(other.arrive(token=house.token(other.begin(), sub="joined", email="changed@example.com")))
    assert account.email in Page(other.get(house.usher.url("/account")).text, house.usher.url("/account")).said


def test_an_address_that_nobody_verified_neither_joins_nor_takes(house):
    account = house.usher.add_person()
    for verified in (False, None, "yes", 1):
        browser = Browser(house.usher)
        subject = secrets.token_hex(8)
        browser.follow(browser.arrive(token=house.token(
            browser.begin(), sub=subject, email=account.email, email_verified=verified, name="Mallory")))
        shown = browser.get(house.usher.url("/account"))
        assert shown.status_code == 200 and account.email not in shown.text and "Mallory" in shown.text


def test_people_remove_a_linked_site_but_never_their_last_way_in(house):
    browser = Browser(house.usher)
    browser.follow(browser.arrive(token=house.token(browser.begin(), sub="only", email="only@example.com")))
    page = browser.get(house.usher.url("/account/linked"))
    form = next(form for form in Page(page.text, page.url).forms if form.action.endswith("/remove"))
    kept = browser.follow(browser.post(form))
    assert any(form.action.endswith("/remove") for form in Page(kept.text, kept.url).forms)
    house.usher.run("user", "set-password", "only@example.com", "--password-stdin", stdin="correct horse battery\n")
    browser = Browser(house.usher)
    browser.follow(browser.arrive(token=house.token(browser.begin(), sub="only")))
    page = browser.get(house.usher.url("/account/linked"))
    form = next(form for form in Page(page.text, page.url).forms if form.action.endswith("/remove"))
    gone = browser.follow(browser.post(form))
    assert not any(form.action.endswith("/remove") for form in Page(gone.text, gone.url).forms)


def test_a_person_who_would_rather_not_comes_back_to_the_sign_in_page(house):
    browser = Browser(house.usher)
    challenge = browser.begin()
    assert Browser(house.usher).arrive(error="access_denied", challenge=challenge).status_code == 400
    back = browser.follow(browser.arrive(error="access_denied", challenge=challenge))
    assert back.status_code == 200 and external_form(back)
    assert browser.arrive(token=house.token(challenge)).status_code == 400


def test_in_chromium_the_printed_site_carries_the_plugin_flow(house, site, new_browser, elsewhere):
    plugin, state = ConfidentialClient.plugin(house.usher), str(uuid.uuid4())
    person = BrowserPerson(house.usher, None, new_browser())
    person.driver.get(plugin.authorize_url(state=state))
    person.press(person.find("form.place button"))
    until(lambda: person.driver.current_url.startswith(site.url), 15, "the site's own page")
    for name, text in (("user", "ada"), ("password", "analytical engine")):
        person.find(f"[name={name}]").send_keys(text)
    person.press(person.find("button"))
    allow = until(lambda: person.find("[name=decision][value=allow]"), 15, "the consent page")
    assert "ada@example.com" in person.said()
    person.press(allow)
    token = plugin.exchange(elsewhere.landing(state)["code"]).json()["access_token"]
    assert headers_named(call(house.usher, token).json(), "x-usher-")["x-usher-email"] == "ada@example.com"


class ShopPerson(Person):
    """A person who signs in at the site; the site is this test."""

    def __init__(self, usher, house):
        super().__init__(usher, None)
        self.house = house

    def _act(self, response, page, pages, decision, sign_up):
        form = next((form for form in page.forms if form.action.endswith("/sign-in/external")), None)
        if form is None:
            return super()._act(response, page, pages, decision, sign_up)
        pages.append("elsewhere")
        left = self.submit(form, {})
        challenge = parse_qs(urlsplit(left.headers["Location"]).query)["challenge"][0]
        token = self.house.token(challenge, sub="mcp", email="mcp@example.com", aud=self.usher.base)
        return self.get(self.usher.url("/sign-in/external/return?token=" + token))


@pytest.mark.anyio
async def test_the_official_sdk_connects_to_an_mcp_server_as_the_person_of_the_site(house, new_mcp_usher, documents):
    configuration = mcp_configuration(documents.settings) + EXTERNAL.format(site=house.site_url)
    usher = new_mcp_usher(configuration + f"    secret_file: {house.secret_file}\n").start()
    sdk = SDKClient(usher.url(MCP_PATH), ShopPerson(usher, house))
    async with sdk.connected("auto") as client:
        said = (await client.call_tool("whoami", {})).structured_content
    assert said["x-usher-email"] == "mcp@example.com"
    assert sdk.landings[0].pages == ["elsewhere", "consent"]
