"""A person at a real browser: Chromium (Debian's), driven through Selenium.

The page is read as a person reads it: fields by what they are, buttons by what they mean. No address is assumed.
"""

import os
import shutil

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from .callback import resolver_rules
from .person import landing_of
from .waiting import until


def chromium(folder, callback=None, width=1000, arguments=()):
    """A headless Chromium with a profile of its own; it finds the clients' hosts at `callback`."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or "/usr/bin/chromium"
    options.accept_insecure_certs = True
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                     "--disable-background-networking", "--disable-component-update", "--no-first-run",
                     "--disable-features=Translate,PasswordLeakDetection,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
                     f"--window-size={width},900", f"--user-data-dir={folder}/profile", *arguments):
        options.add_argument(argument)
    if callback is not None:
        options.add_argument(f"--host-resolver-rules={resolver_rules(callback)}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    service = Service(shutil.which("chromedriver") or "/usr/bin/chromedriver", env=environment)
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_page_load_timeout(30)
    return driver


class BrowserPerson:
    """One person with one browser."""

    # What shows that a page asks for something, on the way through a client's flow.
    asking = "[name=decision], input[type=password]"

    def __init__(self, usher, account, driver):
        self.usher, self.account, self.driver = usher, account, driver

    # What is on the page

    def find(self, selector):
        shown = [one for one in self.driver.find_elements(By.CSS_SELECTOR, selector) if one.is_displayed()]
        return shown[0] if shown else None

    def is_here(self):
        return self.driver.current_url.startswith(self.usher.base + "/")

    def said(self):
        return self.driver.find_element(By.TAG_NAME, "body").text

    def is_signing_in(self):
        return self.find("input[type=password]") is not None and self.find("[name=decision]") is None

    # What a person does

    def press(self, element):
        """Presses a button or a link and waits until the page it was on has gone."""
        page = self.driver.find_element(By.TAG_NAME, "html")
        element.click()

        def gone():
            try:
                return not page.is_enabled()
            except (StaleElementReferenceException, WebDriverException):
                return True
        until(gone, 20, f"the page {self.driver.current_url} to be left")

    def fill_in(self):
        """Fills in the sign-in or sign-up form and sends it."""
        password = self.find("input[type=password]")
        form = password.find_element(By.XPATH, "ancestor::form")
        for field in form.find_elements(By.TAG_NAME, "input"):
            kind = field.get_attribute("type")
            if kind in ("hidden", "submit", "checkbox") or not field.is_displayed():
                continue
            field.clear()
            if kind == "password":
                field.send_keys(self.account.password)
            elif kind == "email" or field.get_attribute("name") == "email":
                field.send_keys(self.account.email)
            else:
                field.send_keys("Test Person")
        self.press(form.find_element(By.CSS_SELECTOR, "button[type=submit], button:not([type]), input[type=submit]"))

    def authorize(self, url, decision="allow", limit=8):
        """Goes through the pages until the browser has left for the client; returns where it came out, and the pages seen."""
        pages = []
        self.driver.get(url)
        for _ in range(limit):
            if not self.settle():
                return landing_of(self.driver.current_url, pages)
            if (button := self.find(f"[name=decision][value={decision}]")) is not None:
                pages.append("consent")
                self.press(button)
            elif (page := self.prove()) is not None:
                pages.append(page)
            else:
                raise AssertionError(f"nothing to do at {self.driver.current_url}: {self.said()[:300]}")
        raise AssertionError(f"still going round after {limit} steps: {pages}")

    def prove(self):
        """Does what the page asks for as a proof of who one is; returns what to call it, or nothing if it asks for none."""
        if not self.is_signing_in():
            return None
        self.fill_in()
        return "sign-in"

    def settle(self):
        """Waits for a page with something to do on it; false if the browser has left the server."""
        def answer():
            if not self.is_here():
                return "left"
            return "here" if self.find(self.asking) else None
        return until(answer, 15, f"a form, or to leave {self.driver.current_url}") == "here"
