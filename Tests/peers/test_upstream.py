"""Signing in at a provider, and acting there for people: a second Usher, as the OpenID provider of the first."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests

from kit.clients import ConfidentialClient, call
from kit.forms import Page
from kit.looks import look
from kit.upstream import headers_named
from kit.usher import CONFIGURATION, Usher
from kit.waiting import until

UPSTREAM = """\
sign_in:
  upstream:
    other:
      issuer: {issuer}
      name: The Other House
      client_id: {client_id}
      client_secret_file: other.secret
"""


class Browser:
    """A browser without JavaScript."""

    def __init__(self):
        self.session = requests.Session()

    def get(self, url):
        return self.session.get(url, allow_redirects=False, timeout=30)

    def post(self, form, **values):
        parts = urlsplit(form.action)
        return self.session.post(
            form.action, data=form.hidden() + list(values.items()), headers={"Origin": f"{parts.scheme}://{parts.netloc}"},
            allow_redirects=False, timeout=30)

    def follow(self, response, stop=None):
        for _ in range(12):
            if response.status_code not in (302, 303):
                return response
            target = urljoin(response.url, response.headers["Location"])
            if stop is not None and target.startswith(stop):
                return target
            response = self.get(target)
        raise AssertionError("it goes round and round")


def build(folders, upstream, change_house=str, change_provider=str):
    """The provider, and the house whose people sign in there. Cookies know no ports, so each has a name of its own."""
    provider = Usher(folders.mktemp("provider"), upstream=upstream.url, configuration=change_provider(CONFIGURATION))
    public = f"http://localhost:{provider.port}"
    provider.config.write_text(provider.config.read_text().replace(provider.base, public))
    provider.origin = provider.base = public
    provider.start()
    folder = folders.mktemp("house")
    text = change_house((CONFIGURATION + UPSTREAM).replace("{issuer}", provider.base))
    house = Usher(folder, upstream=upstream.url, configuration=text.replace("{client_id}", "not yet"))
    client = provider.add_client("web", house.base + "/sign-in/upstream/other/return")
    (folder / "other.secret").write_text(client.client_secret + "\n")
    house.config.write_text(house.config.read_text().replace("not yet", client.client_id))
    house.start()
    return provider, house


@pytest.fixture(scope="module")
def houses(tmp_path_factory, upstream):
    """A provider and a house that keeps no tokens."""
    provider, house = build(tmp_path_factory, upstream)
    yield provider, house
    house.stop()
    provider.stop()


@pytest.fixture(scope="module")
def acting(tmp_path_factory, upstream):
    """A house whose resource acts for people at the provider, whose access tokens are soon to be renewed."""
    provider, house = build(
        tmp_path_factory, upstream,
        lambda text: (text + "      keep_tokens: true\n").replace("kind: http", "kind: http\n    upstream_tokens: [ other ]"),
        lambda text: text + "lifetimes: {{ access_token: 14s }}\n")
    yield provider, house
    house.stop()
    provider.stop()


def at_the_provider(browser, account, response):
    """From the house's sign-in page to the provider, and there as far as the password goes."""
    page = Page(response.text, response.url)
    form = next(form for form in page.forms if form.action.endswith("/sign-in/upstream/other"))
    there = browser.follow(browser.post(form))
    if (form := Page(there.text, there.url).form_with(type="password")) is not None:
        there = browser.follow(browser.post(form, email=account.email, password=account.password))
    return there


def consent_of(response):
    return Page(response.text, response.url).form_with(button="decision")


def through_the_provider(browser, account, response):
    """From the house's sign-in page to what it shows afterwards."""
    there = at_the_provider(browser, account, response)
    if there.url.startswith("http://localhost"):
        there = browser.follow(browser.post(consent_of(there), decision="allow"))
    return there


def connected_call(house, browser, account):
    """The whole plugin flow; what its call brings to the API, and the access token that it had."""
    plugin = ConfidentialClient.plugin(house)
    asked = through_the_provider(browser, account, browser.follow(browser.get(plugin.authorize_url(state="s" * 40))))
    consent = Page(asked.text, asked.url).form_with(button="decision")
    assert consent is not None, asked.text
    back = browser.post(consent, decision="allow")
    code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
    token = plugin.exchange(code).json()["access_token"]
    seen = call(house, token)
    assert seen.status_code == 200, seen.text
    return headers_named(seen.json(), "x-usher-"), token


def connect(house, browser, account):
    return connected_call(house, browser, account)[0]["x-usher-user"]


def test_a_second_usher_signs_people_in_and_the_plugin_flow_ends_with_the_right_person(houses):
    provider, house = houses
    ada, bob = provider.add_person(), provider.add_person()
    users = [connect(house, Browser(), account) for account in (ada, bob, ada)]
    assert users[0] == users[2] != users[1]
    assert house.json("user", "show", users[0])["id"] == users[0]
    # The provider's own identifier is not that of the house.
    assert users[0] != ada.record["id"]


def test_the_signing_key_of_the_provider_may_change(houses):
    provider, house = houses
    account = provider.add_person()
    first = connect(house, Browser(), account)
    done = provider.run("key", "rotate")
    assert done.returncode == 0, done.stderr
    assert connect(house, Browser(), account) == first


def test_an_answer_is_good_once_and_in_its_own_browser(houses):
    provider, house = houses
    account, browser = provider.add_person(), Browser()
    consent = consent_of(at_the_provider(browser, account, browser.get(house.url("/sign-in"))))
    back = browser.follow(browser.post(consent, decision="allow"), stop=house.base)
    assert "iss=" in back
    assert Browser().get(back).status_code == 400
    mixed = back.replace("iss=http%3A%2F%2Flocalhost", "iss=http%3A%2F%2Fevil.example")
    assert mixed != back and browser.get(mixed).status_code == 400
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 400


def test_a_person_who_denies_at_the_provider_comes_back_to_the_sign_in_page(houses):
    provider, house = houses
    account, browser = provider.add_person(), Browser()
    consent = consent_of(at_the_provider(browser, account, browser.get(house.url("/sign-in"))))
    back = browser.follow(browser.post(consent, decision="deny"))
    assert back.status_code == 200 and back.url.startswith(house.base + "/sign-in")
    assert browser.get(house.url("/account")).status_code == 303


# Acting at the provider


class Backend:
    """The API of the house, which asks for access at the provider as docs/upstream-sign-in.md says."""

    def __init__(self, house, profile="service", resource="notes"):
        self.house = house
        self.client = house.add_client(profile, options=["--resource", resource])

    def ask(self, subject, provider="other", resource="notes"):
        return requests.post(
            self.house.url(f"/resources/{resource}/upstream-token"), auth=(self.client.client_id, self.client.client_secret),
            data={"subject_token": subject, "provider": provider}, timeout=30, allow_redirects=False)


def at_the_api_of(provider, token):
    return requests.get(provider.url("/userinfo"), headers={"Authorization": f"Bearer {token}"}, timeout=30)


def test_the_back_end_acts_at_the_provider_for_the_person_who_calls_it(acting):
    provider, house = acting
    backend = Backend(house)
    for account in (provider.add_person(), provider.add_person()):
        told, token = connected_call(house, Browser(), account)
        given = []

        def ask(subject):
            answer = backend.ask(subject)
            assert answer.status_code == 200, answer.text
            assert answer.headers["Cache-Control"] == "no-store"
            assert set(answer.json()) == {"access_token", "token_type", "expires_in", "scope"}
            person = at_the_api_of(provider, answer.json()["access_token"])
            assert person.status_code == 200 and person.json()["sub"] == account.record["id"]
            given.append(answer.json()["access_token"])
            return len(set(given))

        # From the call that it got, or from a client that called it without the gateway.
        ask(told["x-usher-assertion"])
        until(lambda: ask(token) > 2, 60, "two renewals, each with the refresh token that came before")
        # Of no use at the house itself, nor is the house's token at the provider.
        assert at_the_api_of(provider, token).status_code == 401
        assert requests.get(
            house.url("/userinfo"), headers={"Authorization": f"Bearer {given[0]}"}, timeout=30).status_code == 401
    assert "access_token" not in house.log.read_text() and given[0] not in house.log.read_text()
    database = b"".join(path.read_bytes() for path in house.folder.glob("usher.db*"))
    assert database and not any(token.encode() in database for token in given)


def test_the_printed_example_gets_access_and_says_when_there_is_none(acting, tmp_path):
    provider, house = acting
    account, backend = provider.add_person(), Backend(house)
    told, token = connected_call(house, Browser(), account)
    document = (Path(__file__).resolve().parents[2] / "docs/upstream-sign-in.md").read_text()
    [example] = re.findall(r"^```python\n(.*?)^```", document, re.S | re.M)
    (tmp_path / "example.py").write_text(example + "\n\nimport sys\nprint(access(sys.argv[1], 'other'))\n")

    def access(subject):
        return subprocess.run(
            [sys.executable, str(tmp_path / "example.py"), subject], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
            env={"ISSUER": house.base, "CLIENT_ID": backend.client.client_id, "CLIENT_SECRET": backend.client.client_secret})

    given = access(told["x-usher-assertion"])
    assert given.returncode == 0, given.stderr
    assert at_the_api_of(provider, given.stdout.strip()).json()["sub"] == account.record["id"]
    assert access("a").returncode == 1
    assert provider.run("user", "disable", account.email).returncode == 0
    until(lambda: access(token).stdout == "None\n", 30, "the provider to end it")


def test_the_page_that_says_so_is_looked_at(acting, new_browser):
    provider, house = acting
    account, browser, driver = provider.add_person(), Browser(), new_browser()
    _, token = connected_call(house, browser, account)
    driver.get(house.url("/health"))
    for cookie in browser.session.cookies:
        if not cookie.domain.startswith("localhost"):
            driver.add_cookie({"name": cookie.name, "value": cookie.value, "path": "/"})
    driver.get(house.url("/account/linked"))
    assert "Access to The Other House is kept" in driver.page_source
    look(driver, "linked-access-kept")
    assert provider.run("user", "disable", account.email).returncode == 0
    backend = Backend(house)
    until(lambda: backend.ask(token).status_code == 400, 30, "the provider to end it")
    driver.get(house.url("/account/linked"))
    assert "No access to The Other House is kept" in driver.page_source
    look(driver, "linked-access-ended")


def test_many_questions_at_once_are_all_answered(acting):
    provider, house = acting
    backend = Backend(house)
    _, token = connected_call(house, Browser(), provider.add_person())
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: backend.ask(token), range(48)))
    assert {answer.status_code for answer in answers} == {200}
    assert at_the_api_of(provider, backend.ask(token).json()["access_token"]).status_code == 200


def test_others_get_nothing(acting):
    provider, house = acting
    _, token = connected_call(house, Browser(), provider.add_person())
    backend = Backend(house)
    assert backend.ask(token, provider="another").json()["error"] == "invalid_target"
    assert backend.ask(token, resource="another").json()["error"] == "unauthorized_client"
    assert backend.ask(token + "a").json()["error"] == "invalid_grant"
    plugin = ConfidentialClient.plugin(house)
    refused = requests.post(
        house.url("/resources/notes/upstream-token"), timeout=30,
        data={"subject_token": token, "provider": "other", "client_id": plugin.client.client_id, "client_secret": plugin.client.client_secret})
    assert refused.status_code == 400 and refused.json()["error"] == "unauthorized_client"
    bare = requests.post(
        house.url("/resources/notes/upstream-token"), headers={"Authorization": f"Bearer {token}"}, timeout=30,
        data={"subject_token": token, "provider": "other"})
    assert bare.status_code == 401
    assert provider.add_client("service").client_id  # A client of the provider is none here.


def linked(house, browser):
    response = browser.follow(browser.get(house.url("/account/linked")))
    return response, Page(response.text, response.url)


def test_the_only_way_in_stays_and_what_is_kept_with_it(acting):
    provider, house = acting
    browser, backend = Browser(), Backend(house)
    _, token = connected_call(house, browser, provider.add_person())
    response, page = linked(house, browser)
    assert "Access to The Other House is kept" in response.text
    remove = next(form for form in page.forms if form.action.endswith("/remove"))
    assert browser.post(remove).headers["Location"].endswith("done=kept")
    assert backend.ask(token).status_code == 200


def test_who_has_an_account_adds_the_provider_and_removing_it_ends_what_is_kept(acting):
    provider, house = acting
    there, here = provider.add_person(), house.add_person()
    browser, backend = Browser(), Backend(house)
    form = Page((page := browser.get(house.url("/sign-in"))).text, page.url).form_with(type="password")
    browser.follow(browser.post(form, email=here.email, password=here.password))
    plugin = ConfidentialClient.plugin(house)
    asked = browser.get(plugin.authorize_url(state="s" * 40))
    back = browser.post(consent_of(asked), decision="allow")
    token = plugin.exchange(parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]).json()["access_token"]
    assert backend.ask(token).json()["error"] == "login_required"
    add = next(form for form in linked(house, browser)[1].forms if form.action.endswith("/add"))
    sign_in = browser.follow(browser.post(add))
    form = Page(sign_in.text, sign_in.url).form_with(type="password")
    consent = browser.follow(browser.post(form, email=there.email, password=there.password))
    done = browser.follow(browser.post(consent_of(consent), decision="allow"))
    assert "Access to The Other House is kept" in done.text
    given = backend.ask(token)
    assert given.status_code == 200, given.text
    assert at_the_api_of(provider, given.json()["access_token"]).json()["sub"] == there.record["id"]
    remove = next(form for form in linked(house, browser)[1].forms if form.action.endswith("/remove"))
    assert browser.post(remove).headers["Location"].endswith("done=removed")
    refused = backend.ask(token)
    assert refused.status_code == 400 and refused.json()["error"] == "login_required", refused.text
    assert house.base + "/account/linked" in refused.json()["error_description"]


def test_what_the_provider_has_ended_is_over_until_the_person_comes_from_there_again(acting):
    provider, house = acting
    account, browser = provider.add_person(), Browser()
    _, token = connected_call(house, browser, account)
    backend = Backend(house)
    assert backend.ask(token).status_code == 200
    assert provider.run("user", "disable", account.email).returncode == 0
    until(lambda: backend.ask(token).status_code == 400, 10, "the provider to know that the person is disabled")
    assert backend.ask(token).json()["error"] == "login_required"
    assert "No access to The Other House is kept" in linked(house, browser)[0].text
    assert provider.run("user", "enable", account.email).returncode == 0
    assert backend.ask(token).json()["error"] == "login_required"
    there = Browser()
    connect(house, there, account)
    answer = backend.ask(token)
    assert answer.status_code == 200, answer.text
    # What it issued in the second in which the person was disabled counts as ended there.
    person = until(
        lambda: at_the_api_of(provider, backend.ask(token).json()["access_token"]).json().get("sub"), 30, "a newer access token")
    assert person == account.record["id"]


def test_a_provider_that_is_down_is_told_with_a_time(acting):
    provider, house = acting
    account = provider.add_person()
    _, token = connected_call(house, Browser(), account)
    backend = Backend(house)
    provider.stop()
    try:
        def answer():
            return backend.ask(token)
        until(lambda: answer().status_code == 503, 120, "the kept access token to end")
        late = answer()
        assert late.json()["error"] == "temporarily_unavailable" and int(late.headers["Retry-After"]) > 0
    finally:
        provider.start()
    until(lambda: answer().status_code == 200, 60, "the provider to be asked again")
