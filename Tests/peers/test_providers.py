"""Signing in at glewlwyd, an OpenID provider that somebody else wrote, with Chromium and the provider's own pages."""

import secrets
import uuid

import jwt
import pytest

from kit.clients import ConfidentialClient, call
from kit.glewlwyd import Glewlwyd, MemberPerson
from kit.looks import look
from kit.mcp_clients import SDKClient
from kit.mcp_upstream import PATH, mcp_configuration
from kit.upstream import headers_named
from kit.usher import CONFIGURATION, Usher
from kit.waiting import until

COMPANY = """\
sign_in:
  upstream:
    company:
      issuer: ISSUER
      name: Example Company
      client_id: CLIENT
      client_secret_file: company.secret
"""
FIRST = ["elsewhere", "provider", "provider-grant"]


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    provider = Glewlwyd(tmp_path_factory.mktemp("glewlwyd"))
    yield provider
    provider.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory, provider):
    """Makes servers whose people sign in at the provider."""
    made = []

    def make(configuration, upstream):
        folder, client = tmp_path_factory.mktemp("house"), "house-" + secrets.token_hex(4)
        text = configuration + COMPANY.replace("ISSUER", provider.issuer).replace("CLIENT", client)
        usher = Usher(folder, upstream, configuration=text)
        usher.at_the_provider = (client, secrets.token_urlsafe(24), usher.base + "/sign-in/upstream/company/return")
        provider.add_client(*usher.at_the_provider)
        (folder / "company.secret").write_text(usher.at_the_provider[1] + "\n")
        made.append(usher)
        return usher.start()

    yield make
    for usher in made:
        usher.stop()


@pytest.fixture(scope="module")
def usher(house, upstream):
    return house(CONFIGURATION, upstream.url)


@pytest.fixture
def new_person(provider, new_browser):
    def make(usher, member=None, **browser):
        return MemberPerson(usher, provider, member or provider.add_member(), new_browser(**browser))
    return make


def connect(person, elsewhere):
    """The ChatGPT plugin's flow in the person's browser: the pages seen, what the API was told, and the token's claims."""
    client, state = ConfidentialClient.plugin(person.usher), str(uuid.uuid4())
    pages = person.authorize(client.authorize_url(state=state)).pages
    answer = client.exchange(elsewhere.landing(state)["code"])
    assert answer.status_code == 200, answer.text
    token = answer.json()["access_token"]
    seen = call(person.usher, token)
    assert seen.status_code == 200, seen.text
    return pages, headers_named(seen.json(), "x-usher-"), jwt.decode(token, options={"verify_signature": False})


def test_a_plugin_is_connected_as_the_person_whom_the_provider_names(usher, new_person, elsewhere):
    person, other = new_person(usher), new_person(usher)
    pages, told, claims = connect(person, elsewhere)
    assert pages == [*FIRST, "consent"]
    assert told["x-usher-email"] == person.member.email
    assert usher.json("user", "show", told["x-usher-user"])["name"] == f"Test {person.member.name}"
    assert "pwd" not in claims["amr"]
    # Another member is another person.
    assert connect(other, elsewhere)[1]["x-usher-email"] == other.member.email
    # In another browser, later: the same account, and nothing left to grant.
    again = new_person(usher, person.member)
    pages, later, _ = connect(again, elsewhere)
    assert later["x-usher-user"] == told["x-usher-user"] and pages[:2] == FIRST[:2]


@pytest.mark.anyio
async def test_an_mcp_client_is_connected_as_the_person_whom_the_provider_names(house, notes_server, new_person):
    usher = house(mcp_configuration(), f"http://127.0.0.1:{notes_server.port}/mcp")
    person = new_person(usher)
    sdk = SDKClient(usher.url(PATH), person)
    async with sdk.connected() as client:
        said = (await client.call_tool("whoami", {})).structured_content
    assert said["x-usher-email"] == person.member.email
    assert sdk.landings[0].pages == [*FIRST, "consent"]


def test_an_address_that_the_provider_has_not_verified_is_nobodys(provider, usher, new_person):
    account = usher.add_person()
    person = new_person(usher, provider.add_member(verified=False, email=account.email))
    go(person)
    assert until(lambda: person.driver.current_url == usher.url("/account"), 15, "the account page")
    assert person.member.name in person.said() and account.email not in person.said()


def go(person):
    """From the sign-in page through the provider's pages, and back."""
    person.driver.get(person.usher.url("/sign-in"))
    for _ in FIRST:
        person.settle()
        person.prove()


def test_a_secret_that_the_provider_does_not_know_signs_nobody_in_and_says_so(provider, usher, new_person):
    client, secret, way_back = usher.at_the_provider
    person = new_person(usher)
    provider.change_secret(client, "another secret", way_back)
    try:
        go(person)
        until(lambda: not person.is_at_the_provider(), 15, "the way back")
        assert "does not know this server" in person.said()
        usher.log_says("does not take this client_id with this client secret")
        assert secret not in usher.log.read_text()
        person.driver.get(usher.url("/account"))
        assert person.driver.current_url.startswith(usher.url("/sign-in"))
    finally:
        provider.change_secret(*usher.at_the_provider)
    person.driver.get(usher.url("/sign-in"))
    person.prove()
    until(lambda: person.settle() and (person.driver.current_url == usher.url("/account") or person.prove()), 15, "another try")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_look_right(provider, usher, new_person, language):
    account = usher.add_person()
    person = new_person(usher, provider.add_member(email=account.email), arguments=(f"--accept-lang={language}",))
    driver = person.driver
    driver.get(usher.url("/sign-in"))
    assert driver.find_element("tag name", "html").get_attribute("lang") == language
    look(driver, f"{language}-sign-in-elsewhere")
    go(person)
    until(person.is_signing_in, 15, "the account's own password to be asked for")
    look(driver, f"{language}-joining-proof")
    person.account = account
    person.fill_in()
    until(lambda: person.find("[name=decision][value=join]"), 15, "the question whether the two belong together")
    look(driver, f"{language}-joining")
    person.press(person.find("[name=decision][value=join]"))
    look(driver, f"{language}-linked")
    person.press(person.find("button.danger"))
    look(driver, f"{language}-linked-none")
    provider.change_secret(*usher.at_the_provider[:1], "another secret", *usher.at_the_provider[2:])
    try:
        driver.delete_all_cookies()
        go(person)
        until(lambda: not person.is_at_the_provider(), 15, "the way back")
        look(driver, f"{language}-not-signed-in")
    finally:
        provider.change_secret(*usher.at_the_provider)
