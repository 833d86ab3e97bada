"""Passkeys with Chromium and its virtual authenticator: as the one factor and as the second, in the flows of the clients; and what is refused."""

import secrets
import uuid

import jwt
import pytest

from kit.callback import Callback
from kit.clients import ConfidentialClient, call
from kit.looks import look
from kit.mcp_clients import SDKClient
from kit.mcp_upstream import PATH, mcp_configuration
from kit.passkeys import PasskeyPerson, WireSignIn
from kit.upstream import headers_named
from kit.usher import CONFIGURATION, Usher
from kit.waiting import until

PASSKEYS = "sign_in: {{ passkeys: true }}\n"


def configuration(sign_in=PASSKEYS):
    return CONFIGURATION + sign_in


@pytest.fixture(scope="module")
def usher(tmp_path_factory, upstream, new_database_of_kind):
    """At a name: browsers take no passkeys for an address by number."""
    folder = tmp_path_factory.mktemp("usher")
    server = Usher(folder, upstream.url, configuration(), database=new_database_of_kind(folder), host="localhost").start()
    yield server
    server.stop()


@pytest.fixture
def new_person(new_browser):
    def make(usher, **options):
        return PasskeyPerson(usher, usher.add_person(), new_browser(), **options)
    return make


@pytest.fixture
def person(usher, new_person):
    """Somebody who has added a passkey, and is signed out again."""
    return with_passkey(new_person(usher))


def with_passkey(person, name="Laptop"):
    person.sign_in_with_password()
    person.add_passkey(name)
    person.sign_out()
    return person


def connect(person, elsewhere, **more):
    """The ChatGPT plugin's flow in the person's browser: the pages seen, and the tokens."""
    client, state = ConfidentialClient.plugin(person.usher), str(uuid.uuid4())
    pages = person.authorize(client.authorize_url(state=state, **more)).pages
    answer = client.exchange(elsewhere.landing(state)["code"])
    assert answer.status_code == 200, answer.text
    return pages, answer.json()


def claims(token):
    return jwt.decode(token["access_token"], options={"verify_signature": False})


def assert_acts_for(person, token):
    answer = call(person.usher, token["access_token"])
    assert answer.status_code == 200, answer.text
    assert headers_named(answer.json(), "x-usher-")["x-usher-email"] == person.account.email


@pytest.mark.both_databases
def test_chatgpt_is_connected_with_a_passkey_and_nothing_else(person, elsewhere):
    [credential] = person.credentials
    assert credential.rp_id == "localhost" and credential.is_resident_credential
    pages, token = connect(person, elsewhere)
    assert pages == ["passkey", "consent"]
    assert_acts_for(person, token)
    assert {"pop", "mfa"} <= set(claims(token)["amr"]) and "pwd" not in claims(token)["amr"]


def test_two_people_at_one_server_each_end_as_themselves(usher, new_person, elsewhere):
    for person in [with_passkey(new_person(usher)) for _ in range(2)]:
        assert_acts_for(person, connect(person, elsewhere)[1])


@pytest.mark.anyio
async def test_an_mcp_client_is_connected_with_a_passkey_and_nothing_else(tmp_path_factory, notes_server, new_person):
    usher = Usher(tmp_path_factory.mktemp("mcp"), f"http://127.0.0.1:{notes_server.port}/mcp",
                  mcp_configuration(PASSKEYS), host="localhost").start()
    try:
        person = with_passkey(new_person(usher))
        sdk = SDKClient(usher.url(PATH), person)
        async with sdk.connected() as client:
            said = (await client.call_tool("whoami", {})).structured_content
        assert said["x-usher-email"] == person.account.email
        assert sdk.landings[0].pages == ["passkey", "consent"]
    finally:
        usher.stop()


def test_the_browser_offers_the_passkey_in_the_form(usher, new_person):
    """Conditional mediation: the virtual authenticator consents at once, so nobody presses anything."""
    person = with_passkey(new_person(usher, autofill=True))
    person.driver.get(person.usher.url("/sign-in"))
    until(lambda: person.driver.current_url == person.usher.url("/account"), 15, "the account page")
    assert person.account.email in person.said()


def test_without_script_the_password_is_asked_for_as_always(usher):
    from kit.person import Person
    plain = Person(usher, usher.add_person())
    assert plain.authorize(ConfidentialClient.plugin(usher).authorize_url(state="s")).pages == ["sign-in", "consent"]


def test_the_script_is_the_only_one_that_the_page_allows(usher):
    answer = WireSignIn(usher).session.get(usher.url("/sign-in"), timeout=30)
    policy = dict(rule.strip().split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["connect-src"] == "'self'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"] and "<script>" not in answer.text
    script = WireSignIn(usher).session.get(policy["script-src"], timeout=30)
    assert script.status_code == 200 and script.headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in script.headers["Cache-Control"] and script.headers["X-Content-Type-Options"] == "nosniff"


# Second factor


def test_a_passkey_is_the_second_factor_after_a_password(new_usher, new_person, elsewhere):
    usher = new_usher(host="localhost", configuration=configuration()).start()
    person = with_passkey(new_person(usher, password_first=True))
    usher.stop()
    usher.config.write_text(usher.config.read_text().replace("passkeys: true", "passkeys: true, mfa: required"))
    usher.start()
    pages, token = connect(person, elsewhere)
    assert pages == ["sign-in", "passkey", "consent"]
    assert_acts_for(person, token)
    assert {"pwd", "pop", "mfa"} <= set(claims(token)["amr"])


# The account page


def test_passkeys_are_named_renamed_and_removed(usher, new_person):
    person = new_person(usher)
    person.sign_in_with_password()
    person.add_passkey("Laptop <b>")
    assert "Laptop <b>" in person.said()
    # The browser will not make a second one on the same authenticator (excludeCredentials).
    person.driver.get(usher.url("/account/passkeys"))
    until(person.passkey_button, 15, "the form").click()
    complaint = until(lambda: person.find("[role=alert]"), 15, "the browser to refuse")
    assert "already" in complaint.text and len(person.credentials) == 1
    person.find("summary").click()
    field = until(lambda: person.find("input[id^=name-]"), 15, "the name")
    field.clear()
    field.send_keys("Work")
    person.press(field.find_element("xpath", "ancestor::form//button"))
    assert "Work" in person.said() and "Laptop" not in person.said()
    person.press(person.find("button.danger"))
    assert "Work" not in person.said()
    person.sign_out()
    answer = WireSignIn(usher)
    person.driver.get(usher.url("/account"))
    question = answer.question()
    signed = person.sign(question["options"])
    assert answer.post(question["ticket"], signed).status_code == 422, "a passkey that was removed"


def test_the_pages_look_right(new_usher, new_person):
    usher = new_usher(host="localhost", configuration=configuration()).start()
    person = new_person(usher, password_first=True)
    driver = person.driver
    driver.get(usher.url("/sign-in"))
    until(person.passkey_button, 15, "the button")
    look(driver, "passkey-sign-in")
    person.sign_in_with_password()
    driver.get(usher.url("/account"))
    look(driver, "passkey-account")
    driver.get(usher.url("/account/passkeys"))
    until(person.passkey_button, 15, "the form")
    look(driver, "passkeys-none")
    person.add_passkey("Laptop")
    look(driver, "passkeys-one")
    until(person.passkey_button, 15, "the form").click()
    until(lambda: person.find("[role=alert]"), 15, "the browser to refuse")
    look(driver, "passkeys-known")
    [credential] = person.credentials
    person.put_back(credential, sign_count=0)
    driver.get(usher.url("/sign-in?to=passkeys"))
    person.press(until(person.passkey_button, 15, "the button"))
    look(driver, "passkey-refused")
    person.put_back(credential, sign_count=50)
    person.press(until(person.passkey_button, 15, "the button"))
    until(lambda: person.find(".warn"), 15, "the warning")
    person.find("summary").click()
    look(driver, "passkeys-suspected")
    person.sign_out()
    usher.stop()
    usher.config.write_text(usher.config.read_text().replace("passkeys: true", "passkeys: true, mfa: required"))
    usher.start()
    person.sign_in_with_password()
    until(person.passkey_button, 15, "the second step")
    look(driver, "passkey-second-step")


# What is refused


@pytest.fixture
def wire(usher):
    return WireSignIn(usher)


def at_the_server(person):
    """The browser at a page of the server where no script of ours asks for passkeys."""
    person.driver.get(person.usher.url("/"))
    return person


@pytest.mark.both_databases
def test_an_answer_counts_once_from_the_browser_that_asked(usher, person, wire):
    question = wire.question()
    answer = at_the_server(person).sign(question["options"])
    other = WireSignIn(usher)
    assert other.post(question["ticket"], answer).status_code == 422 and not other.is_signed_in(), "another browser"
    assert other.post(other.question()["ticket"], answer).status_code == 422, "another challenge"
    assert wire.post(wire.question()["ticket"], answer).status_code == 422, "another challenge of the same browser"
    assert wire.post(question["ticket"], answer).status_code == 303 and wire.is_signed_in()
    wire.session.cookies.pop("sid")
    again = wire.post(question["ticket"], answer)
    assert again.status_code == 422 and not wire.is_signed_in(), "the same again"


def test_a_page_of_another_origin_gets_nothing_that_counts(person, wire):
    """Another port of the same host may use the same passkeys; what it was told goes into the signature."""
    evil = Callback()
    try:
        person.driver.get(f"http://localhost:{evil.port}/")
        question = wire.question()
        answer = person.sign(question["options"])
        assert wire.post(question["ticket"], answer).status_code == 422 and not wire.is_signed_in()
        person.usher.log_says("wrong-origin")
    finally:
        evil.close()


def test_a_passkey_that_was_copied_is_found_out_and_said(person, wire):
    at_the_server(person)
    for _ in range(2):
        question = wire.question()
        assert wire.post(question["ticket"], person.sign(question["options"])).status_code == 303
    [credential] = person.credentials
    assert credential.sign_count >= 2
    wire.session.cookies.pop("sid")
    person.put_back(credential, sign_count=credential.sign_count - 1)
    question = wire.question()
    assert wire.post(question["ticket"], person.sign(question["options"])).status_code == 422
    assert not wire.is_signed_in()
    person.usher.log_says("possible-clone")
    # The device of the person itself still opens the account, and the person is told.
    person.put_back(credential, sign_count=credential.sign_count + 10)
    person.driver.get(person.usher.url("/sign-in"))
    person.press(until(person.passkey_button, 15, "the button"))
    until(lambda: person.driver.current_url == person.usher.url("/account"), 15, "the account page")
    person.driver.get(person.usher.url("/account/passkeys"))
    assert "copy" in until(lambda: person.find(".warn"), 15, "the warning").text


def test_a_browser_that_is_not_sure_of_the_person_signs_nobody_in(person, wire):
    at_the_server(person).driver.set_user_verified(False)
    question = wire.question()
    question["options"]["userVerification"] = "discouraged"
    assert wire.post(question["ticket"], person.sign(question["options"])).status_code == 422
    person.usher.log_says("person-not-verified")


def test_ten_megabytes_are_refused_before_they_are_read(wire):
    answer = wire.post(wire.question()["ticket"], {"client_data": "A" * 10_000_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("field", ["credential", "client_data", "authenticator_data", "signature", "user_handle"])
def test_an_answer_with_a_part_that_is_missing_or_wrong_is_refused(person, wire, field):
    question = wire.question()
    answer = at_the_server(person).sign(question["options"])
    for value in ("", "!", "AAAA", secrets.token_urlsafe(2000), None):
        changed = {name: text for name, text in {**answer, field: value}.items() if text is not None}
        assert wire.post(question["ticket"], changed).status_code == 422, (field, value)
    assert wire.post(question["ticket"], answer).status_code == 303, "wrong answers spend nothing"
