"""The second step of signing in, with a real authenticator (pyotp), a real reader of QR codes (ZXing) and a real browser."""

import base64
import io
import json
import uuid

import pyotp
import pytest
import zxingcpp
from PIL import Image
from selenium.webdriver.common.by import By

from kit.browser import BrowserPerson
from kit.clients import ConfidentialClient, call
from kit.looks import look
from kit.mcp_clients import SDKClient
from kit.mcp_upstream import PATH, mcp_configuration
from kit.upstream import headers_named
from kit.usher import CONFIGURATION
from kit.waiting import until


@pytest.fixture
def second_step(new_usher):
    def make(policy):
        return new_usher(configuration=CONFIGURATION + f"sign_in: {{{{ mfa: {policy} }}}}\n").start()
    return make


class StepPerson(BrowserPerson):
    """Somebody who has an authenticator app, or gets one when the page shows a picture to scan."""

    asking = BrowserPerson.asking + ", [name=code]"
    app, codes, used = None, (), None

    def code(self):
        """A code that was not used before, as the app shows it."""
        until(lambda: self.app.now() != self.used, 35, "the next code")
        self.used = self.app.now()
        return self.used

    def scan(self):
        picture = Image.open(io.BytesIO(self.driver.find_element(By.CSS_SELECTOR, "svg.qr").screenshot_as_png))
        found = zxingcpp.read_barcodes(picture)
        assert len(found) == 1, "the QR code cannot be read"
        self.app = pyotp.parse_uri(found[0].text)

    def enter(self, code):
        field = self.find("[name=code]")
        field.clear()
        field.send_keys(code)
        self.press(field.find_element(By.XPATH, "ancestor::form").find_element(By.CSS_SELECTOR, "button"))

    def set_up(self):
        self.scan()
        self.enter(self.code())
        self.codes = [one.text for one in self.driver.find_elements(By.CSS_SELECTOR, "li.code")]

    def prove(self):
        if self.find("svg.qr"):
            self.set_up()
            self.press(self.find("a.primary"))
            return "set-up"
        if self.find("[name=code]"):
            self.enter(self.code())
            return "second-step"
        return super().prove()

    def go(self, client, **more):
        """The whole way of a client; returns the state that its answer carries, and the pages seen."""
        state = str(uuid.uuid4())
        return state, self.authorize(client.authorize_url(state=state, **more)).pages


def claims(token):
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def test_a_plugin_reaches_the_person_who_proved_two_factors(second_step, new_browser, elsewhere):
    usher = second_step("required")
    person, other = (StepPerson(usher, usher.add_person(), new_browser()) for _ in range(2))
    plugin = ConfidentialClient.plugin(usher)
    for one in (person, other):
        state, pages = one.go(plugin)
        assert pages == ["sign-in", "set-up", "consent"]
        assert len(set(one.codes)) == 10
        tokens = plugin.exchange(elsewhere.landing(state)["code"]).json()
        assert claims(tokens["access_token"])["acr"] == "urn:usher:2fa"
        assert claims(tokens["access_token"])["amr"] == ["mfa", "otp", "pwd"]
        assert headers_named(call(usher, tokens["access_token"]).json(), "x-usher-")["x-usher-email"] == one.account.email
    # In another browser the password alone is not enough, and the code is.
    again = StepPerson(usher, person.account, new_browser())
    again.app, again.used = person.app, person.used
    state, pages = again.go(plugin)
    assert pages == ["sign-in", "second-step"]
    assert plugin.exchange(elsewhere.landing(state)["code"]).status_code == 200


@pytest.mark.anyio
async def test_an_mcp_client_reaches_the_person_who_proved_two_factors(new_mcp_usher, new_browser):
    usher = new_mcp_usher(mcp_configuration("sign_in: {{ mfa: required }}\n")).start()
    person = StepPerson(usher, usher.add_person(), new_browser())
    again = StepPerson(usher, person.account, new_browser())
    for one, pages in ((person, ["sign-in", "set-up", "consent"]), (again, ["sign-in", "second-step", "consent"])):
        sdk = SDKClient(usher.url(PATH), one)
        async with sdk.connected() as client:
            said = (await client.call_tool("whoami", {})).structured_content
        assert said["x-usher-email"] == person.account.email
        assert claims(sdk.kept.tokens.access_token)["amr"] == ["mfa", "otp", "pwd"]
        assert sdk.landings[0].pages == pages
        again.app, again.used = person.app, person.used


def test_a_recovery_code_opens_the_account_once(second_step, new_browser):
    usher = second_step("optional")
    person = StepPerson(usher, usher.add_person(), new_browser())
    person.driver.get(usher.url("/account/second-step"))
    person.fill_in()
    person.set_up()
    for driver, works in ((new_browser(), True), (new_browser(), False)):
        one = StepPerson(usher, person.account, driver)
        driver.get(usher.url("/sign-in"))
        one.fill_in()
        one.enter(person.codes[0])
        assert driver.current_url.endswith("/account") == works


def test_a_client_that_asks_for_two_factors_gets_them(second_step, new_browser, elsewhere):
    usher = second_step("optional")
    person = StepPerson(usher, usher.add_person(), new_browser())
    plugin = ConfidentialClient.plugin(usher)
    state, pages = person.go(plugin)
    assert pages == ["sign-in", "consent"]
    assert claims(plugin.exchange(elsewhere.landing(state)["code"]).json()["access_token"])["acr"] == "urn:usher:1fa"
    state, pages = person.go(plugin, acr_values="urn:usher:2fa")
    assert pages == ["set-up"]
    assert claims(plugin.exchange(elsewhere.landing(state)["code"]).json()["access_token"])["acr"] == "urn:usher:2fa"


def test_the_operator_helps_who_has_lost_everything(second_step, new_browser):
    usher = second_step("optional")
    person = StepPerson(usher, usher.add_person(), new_browser())
    person.driver.get(usher.url("/account/second-step"))
    person.fill_in()
    person.set_up()
    assert "Removed the second step" in usher.run("user", "reset-second-step", person.account.email).stdout
    person.driver.get(usher.url("/account"))
    assert person.is_signing_in()
    person.fill_in()
    assert person.driver.current_url.endswith("/account")


def test_the_pages_look_right(second_step, new_browser):
    usher = second_step("optional")
    person = StepPerson(usher, usher.add_person(), new_browser())
    person.driver.get(usher.url("/account/second-step"))
    look(person.driver, "sign-in")
    person.fill_in()
    look(person.driver, "authenticator")
    person.enter("000000")
    look(person.driver, "authenticator-wrong")
    person.set_up()
    look(person.driver, "recovery-codes")
    person.press(person.find("a.primary"))
    look(person.driver, "account")
    person.driver.get(usher.url("/account/second-step"))
    look(person.driver, "second-step-settings")
    other = StepPerson(usher, person.account, new_browser())
    other.driver.get(usher.url("/sign-in"))
    other.fill_in()
    look(other.driver, "second-step")
    other.enter("000000")
    look(other.driver, "second-step-wrong")
