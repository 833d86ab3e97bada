"""The way of a person in each language: the pages say which it is, nothing sticks out, and the flow ends as always."""

import uuid

import pytest

from kit.browser import BrowserPerson
from kit.clients import ConfidentialClient
from kit.looks import look

LANGUAGES = ["en", "de", "fr", "es", "ja", "ar"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way(usher, new_browser, elsewhere, language):
    person = BrowserPerson(usher, usher.add_person(), new_browser(arguments=(f"--accept-lang={language}",)))
    driver, plugin = person.driver, ConfidentialClient.plugin(usher)

    def shown(name):
        html = driver.find_element("tag name", "html")
        assert html.get_attribute("lang") == language
        assert html.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        look(driver, f"{language}-{name}")

    driver.get(usher.url("/"))
    shown("welcome")
    driver.get(usher.url("/sign-up"))
    shown("sign-up")
    state = str(uuid.uuid4())
    driver.get(plugin.authorize_url(state=state))
    shown("sign-in")
    person.fill_in()
    person.settle()
    shown("consent")
    person.press(person.find("[name=decision][value=allow]"))
    assert plugin.exchange(elsewhere.landing(state)["code"]).status_code == 200
    driver.get(usher.url("/account"))
    shown("account")
    driver.get(usher.url("/authorize?client_id=nobody"))
    shown("error")


def test_a_client_may_ask_for_a_language(usher, new_browser):
    driver = new_browser(arguments=("--accept-lang=de",))
    plugin = ConfidentialClient.plugin(usher)
    driver.get(plugin.authorize_url(state="s" * 20, ui_locales="pt-BR ja de"))
    assert driver.find_element("tag name", "html").get_attribute("lang") == "ja"
