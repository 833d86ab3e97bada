"""Signing in by mail at a real browser, in the middle of what a client asks for: each way ends with the right person."""

import secrets
import uuid

import jwt
import pytest

from kit.browser import BrowserPerson
from kit.clients import ConfidentialClient, call
from kit.looks import look
from kit.mail_person import MailPerson, invite, invited
from kit.mail_server import MailServer
from kit.mcp_clients import SDKClient
from kit.mcp_upstream import PATH, mcp_configuration
from kit.upstream import headers_named
from kit.usher import CONFIGURATION, Account, Usher

MAIL = """\
sign_in: {{ mail: true }}
mail:
  url: smtp://127.0.0.1:PORT
  from: accounts@notes.example
"""

# What the person does, and which pages that takes.
WAYS = {
    "code": ["sign-in", "mail", "code"],
    "link": ["sign-in", "mail", "link"],
    "sign-up": ["sign-in", "sign-up", "code"],
    "reset": ["sign-in", "mail", "sign-in"],
}


@pytest.fixture(scope="module")
def mail_server():
    server = MailServer().start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def mail(mail_server):
    return MAIL.replace("PORT", str(mail_server.port))


@pytest.fixture(scope="module")
def usher(tmp_path_factory, upstream, mail):
    server = Usher(tmp_path_factory.mktemp("usher"), upstream.url, CONFIGURATION + mail)
    yield server.start()
    server.stop()


@pytest.fixture
def new_person(mail_server, new_browser):
    def make(usher, way):
        is_new = way == "sign-up"
        account = Account(f"new-{secrets.token_hex(4)}@example.com", "a long password", {}) if is_new else invited(usher, mail_server)
        return MailPerson(usher, account, new_browser(), mail_server, way)
    return make


def amr(token):
    return jwt.decode(token, options={"verify_signature": False})["amr"]


@pytest.mark.parametrize("way", WAYS)
def test_chatgpt_is_connected_by_mail_as_the_right_person(usher, new_person, elsewhere, way):
    # Two people at one server: neither ends as the other.
    for person in [new_person(usher, way) for _ in range(2)]:
        client, state = ConfidentialClient.plugin(usher), str(uuid.uuid4())
        landing = person.authorize(client.authorize_url(state=state))
        answer = client.exchange(elsewhere.landing(state)["code"])
        assert answer.status_code == 200, answer.text
        token = answer.json()["access_token"]
        assert landing.pages == [*WAYS[way], "consent"]
        assert headers_named(call(usher, token).json(), "x-usher-")["x-usher-email"] == person.account.email
        assert amr(token) == (["pwd"] if way == "reset" else ["mail"])


@pytest.mark.anyio
@pytest.mark.parametrize("way", WAYS)
async def test_an_mcp_client_is_connected_by_mail_as_the_right_person(new_mcp_usher, new_person, mail, way):
    usher = new_mcp_usher(mcp_configuration(mail)).start()
    person = new_person(usher, way)
    sdk = SDKClient(usher.url(PATH), person)
    async with sdk.connected() as client:
        said = (await client.call_tool("whoami", {})).structured_content
    assert said["x-usher-email"] == person.account.email
    assert sdk.landings[0].pages == [*WAYS[way], "consent"]


def test_a_wrong_code_is_told_and_the_right_one_still_works(usher, new_person, mail_server):
    person = new_person(usher, "code")
    person.driver.get(usher.url("/sign-in/mail"))
    person.send(email=person.account.email)
    person.send(code="00000000")
    assert "not the code" in person.said()
    assert person.with_mail() == "code"
    assert person.driver.current_url == usher.url("/account")
    assert "New sign-in" in person.next_mail("not seen before").message["subject"]


def test_every_page_of_it_fits_the_window(usher, mail_server, new_browser):
    driver = new_browser()
    address = invite(usher, "--name", "Ada")
    person = MailPerson(usher, Account(address, "", {}), driver, mail_server, "code")

    driver.get(usher.url("/sign-in"))
    look(driver, "mail-sign-in")
    driver.get(mail_server.last_to(address).link)
    look(driver, "mail-invitation")
    person.send(password="a password of my own")
    look(driver, "mail-password-set")
    driver.get(usher.url("/sign-in/mail"))
    look(driver, "mail-request")
    person.send(email=address)
    look(driver, "mail-code")
    person.send(code="1")
    look(driver, "mail-code-wrong")
    driver.get(mail_server.last_to(address, 2).link)
    look(driver, "mail-link")
    driver.get(usher.url("/reset"))
    look(driver, "mail-reset")
    person.send(email=address)
    look(driver, "mail-sent")
    driver.get(mail_server.last_to(address, 3).link)
    look(driver, "mail-new-password")
    driver.get(usher.url("/reset/password?secret=x"))
    look(driver, "mail-link-ended")


def test_the_pages_of_somebody_new_fit_the_window(usher, mail_server, new_browser):
    account = Account(f"new-{secrets.token_hex(4)}@example.com", "a long and quiet password", {})
    here, there = (BrowserPerson(usher, account, new_browser()) for _ in range(2))
    here.driver.get(usher.url("/sign-up"))
    here.fill_in()
    look(here.driver, "mail-sign-up-code")
    there.driver.get(mail_server.last_to(account.email).link)
    look(there.driver, "mail-sign-up-elsewhere")
    here.driver.get(mail_server.last_to(account.email).link)
    look(here.driver, "mail-sign-up-link")
    unconfirmed = BrowserPerson(usher, usher.add_person(), here.driver)
    unconfirmed.driver.get(usher.url("/sign-in"))
    unconfirmed.fill_in()
    look(unconfirmed.driver, "mail-account-unconfirmed")


@pytest.mark.parametrize("language", ["en", "de", "ja", "ar"])
def test_mails_are_in_the_language_of_the_browser_and_look_well(usher, mail_server, new_browser, tmp_path, language):
    account = Account(f"{language}-{secrets.token_hex(4)}@example.com", "a long and quiet password", {})
    person = BrowserPerson(usher, account, new_browser(arguments=(f"--accept-lang={language}",)))
    driver = person.driver

    def shown(count, name):
        mail = mail_server.last_to(account.email, count)
        (tmp_path / "mail.html").write_text(mail.html)
        driver.get(f"file://{tmp_path}/mail.html")
        html = driver.find_element("tag name", "html")
        assert html.get_attribute("lang") == language
        assert html.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        look(driver, f"{language}-letter-{name}")
        return mail

    driver.get(usher.url("/sign-up"))
    person.fill_in()
    look(driver, f"{language}-mail-code")
    driver.get(shown(1, "sign-up").link)
    look(driver, f"{language}-mail-link")
    person.press(person.find("main form button[type=submit]"))
    driver.get(usher.url("/reset"))
    look(driver, f"{language}-mail-reset")
    person.find("input[type=email]").send_keys(account.email)
    person.press(person.find("main form button[type=submit]"))
    driver.get(shown(2, "reset").link)
    look(driver, f"{language}-mail-new-password")
    person.find("input[type=password]").send_keys("another and louder password")
    person.press(person.find("main form button[type=submit]"))
    shown(3, "password-changed")
    driver.get(usher.url("/sign-in"))
    look(driver, f"{language}-mail-sign-in")
