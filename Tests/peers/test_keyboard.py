"""The pages for people without a mouse, with a screen reader, on a narrow screen, in the dark. Chromium throughout.

WCAG 2.2: 2.1.1 (keyboard), 2.4.2 (titles), 3.1.1 (language), 3.3.2 (labels), 1.4.3 (contrast), 1.4.10 (reflow).
"""

import uuid

import pytest
from selenium.webdriver.common.keys import Keys

from kit.browser import BrowserPerson
from kit.clients import ConfidentialClient
from kit.waiting import until


def focused(driver):
    return driver.switch_to.active_element


def tab_to(driver, matches, limit=15):
    """Presses Tab until what has the focus is what is looked for."""
    for _ in range(limit):
        if matches(focused(driver)):
            return focused(driver)
        focused(driver).send_keys(Keys.TAB)
    raise AssertionError(f"not reached by {limit} times Tab; the focus is at {focused(driver).get_attribute('outerHTML')[:200]}")


def test_a_person_signs_in_and_allows_with_the_keyboard_alone(usher, browser_person, elsewhere):
    person, driver, state = browser_person, browser_person.driver, str(uuid.uuid4())
    driver.get(ConfidentialClient.plugin(usher).authorize_url(state=state))
    person.settle()
    tab_to(driver, lambda one: one.get_attribute("name") == "email").send_keys(person.account.email)
    password = tab_to(driver, lambda one: one.get_attribute("type") == "password")
    password.send_keys(person.account.password)
    password.send_keys(Keys.ENTER)
    until(lambda: person.find("[name=decision]"), 20, "the consent page")
    assert_focus_is_visible(driver, tab_to(driver, lambda one: one.get_attribute("value") == "allow"))
    focused(driver).send_keys(Keys.ENTER)
    assert elsewhere.landing(state)["code"]


def assert_focus_is_visible(driver, element):
    style = driver.execute_script(
        "const s = getComputedStyle(arguments[0]); return [s.outlineStyle, s.outlineWidth, s.boxShadow]", element)
    assert (style[0] != "none" and style[1] != "0px") or style[2] != "none", f"the focus cannot be seen: {style}"


# Each page: how it looks to a machine that reads it aloud.

LABELS = """
return [...document.querySelectorAll('input, select, textarea')].filter(f => f.type !== 'submit' && f.checkVisibility())
  .filter(f => !(f.labels && f.labels.length && f.labels[0].textContent.trim()) && !f.getAttribute('aria-label'))
  .map(f => f.outerHTML)
"""
NAMELESS = """
return [...document.querySelectorAll('button, a[href], img')]
  .filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.hasAttribute('alt') || e.querySelector('img[alt]')))
  .map(e => e.outerHTML)
"""
CONTRAST = """
const channel = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4 };
const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgba = text => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data] };
const back = e => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c }
  return rgba(getComputedStyle(document.documentElement).colorScheme.includes('dark')
    && matchMedia('(prefers-color-scheme: dark)').matches ? '#121212' : '#fff') };
const bad = [];
for (const e of document.querySelectorAll('body *')) {
  if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility()) continue;
  const style = getComputedStyle(e), a = light(rgba(style.color)), b = light(back(e));
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), size = parseFloat(style.fontSize);
  if (ratio < (size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5))
    bad.push(e.textContent.trim().slice(0, 40) + ' ' + ratio.toFixed(2));
}
return bad
"""


def pages_of_a_flow(person):
    """Shows each page of a flow in turn, and names it."""
    client, driver = ConfidentialClient.plugin(person.usher), person.driver
    driver.get(person.usher.url("/sign-up"))
    yield "sign-up"
    driver.get(client.authorize_url(state="1"))
    person.settle()
    yield "sign-in"
    person.fill_in()
    person.settle()
    yield "consent"
    person.press(person.find("[name=decision][value=allow]"))
    driver.get(person.usher.url("/account"))
    yield "account"
    driver.get(person.usher.url("/authorize?client_id=unknown"))
    yield "error"


LOOKS = {
    "light and wide": {"width": 1200},
    "light and narrow": {"width": 500},
    "dark": {"width": 900, "arguments": ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"]},
}


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_can_be_read_by_everybody(usher, new_browser, look):
    person = BrowserPerson(usher, usher.add_person(), new_browser(**LOOKS[look]))
    driver = person.driver
    if look == "light and narrow":
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                               {"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": True})
    if look == "dark":
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                               {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    for name in pages_of_a_flow(person):
        where = f"{name}, {look}"
        assert driver.title.strip(), where
        assert driver.execute_script("return document.documentElement.lang"), where
        assert driver.execute_script("return document.querySelectorAll('h1').length") == 1, where
        assert driver.execute_script("return document.querySelector('main') !== null"), where
        assert driver.execute_script(LABELS) == [], where
        assert driver.execute_script(NAMELESS) == [], where
        assert driver.execute_script(CONTRAST) == [], where
        overflow = driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{where}: {overflow} px too wide"
        assert_nothing_was_blocked(driver, where)


def assert_nothing_was_blocked(driver, where):
    """The page breaks none of its own rules: no style, script or image that its policy forbids."""
    said = [entry["message"] for entry in driver.get_log("browser")]
    assert not [line for line in said if "Content Security Policy" in line or "Refused to" in line], (where, said)


def test_password_managers_find_the_fields(usher, browser_person):
    driver = browser_person.driver
    for path, kind in (("/sign-in", "current-password"), ("/sign-up", "new-password")):
        driver.get(usher.url(path))
        assert browser_person.find("[name=password]").get_attribute("autocomplete") == kind
        assert browser_person.find("[name=email]").get_attribute("autocomplete") in ("username", "email", "username webauthn")


def test_a_wrong_password_is_said_where_a_screen_reader_hears_it(usher, browser_person):
    person = browser_person
    person.account.password = "not the right one at all"
    person.driver.get(usher.url("/sign-in"))
    person.fill_in()
    alert = person.find("[role=alert], [aria-live=assertive]")
    assert alert is not None and alert.text.strip()
    assert person.find("[name=email]").get_attribute("value") == person.account.email, "the address must be typed again"
    assert person.find("[name=password]").get_attribute("value") == ""
