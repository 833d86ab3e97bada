"""Signing in at a provider: a second Usher, as the OpenID provider of the first."""

from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests

from kit.clients import ConfidentialClient, call
from kit.forms import Page
from kit.upstream import headers_named
from kit.usher import CONFIGURATION, Usher

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


@pytest.fixture(scope="module")
def houses(tmp_path_factory, upstream):
    """The provider, and the house whose people sign in there. Cookies know no ports, so each has a name of its own."""
    provider = Usher(tmp_path_factory.mktemp("provider"), upstream=upstream.url)
    public = f"http://localhost:{provider.port}"
    provider.config.write_text(provider.config.read_text().replace(provider.base, public))
    provider.origin = provider.base = public
    provider.start()
    folder = tmp_path_factory.mktemp("house")
    text = (CONFIGURATION + UPSTREAM).replace("{issuer}", provider.base)
    house = Usher(folder, upstream=upstream.url, configuration=text.replace("{client_id}", "not yet"))
    client = provider.add_client("web", house.base + "/sign-in/upstream/other/return")
    (folder / "other.secret").write_text(client.client_secret + "\n")
    house.config.write_text(house.config.read_text().replace("not yet", client.client_id))
    house.start()
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


def connect(house, browser, account):
    plugin = ConfidentialClient.plugin(house)
    asked = through_the_provider(browser, account, browser.follow(browser.get(plugin.authorize_url(state="s" * 40))))
    consent = Page(asked.text, asked.url).form_with(button="decision")
    assert consent is not None, asked.text
    back = browser.post(consent, decision="allow")
    code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
    seen = call(house, plugin.exchange(code).json()["access_token"])
    assert seen.status_code == 200, seen.text
    return headers_named(seen.json(), "x-usher-")["x-usher-user"]


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
