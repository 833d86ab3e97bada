"""A person at a browser without JavaScript: follows redirects, fills in the forms that come, and reads the pages.

No address of a form is assumed: the person reads the page, keeps what is hidden in it, and presses a button.
"""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import requests

from .forms import Page


class Refused(AssertionError):
    """The person stands before a page that ends the journey. `response` and `page` say which."""

    def __init__(self, response, page):
        words = page.said if page else response.text
        super().__init__(f"{response.status_code} at {response.url}: {words[:300]}")
        self.response, self.page = response, page


@dataclass
class Landing:
    """Where the server sent the person in the end, and what it put in the address."""

    url: str
    pairs: list
    pages: list = field(default_factory=list)

    @property
    def raw_query(self):
        return urlsplit(self.url).query

    def __getitem__(self, name):
        values = [value for key, value in self.pairs if key == name]
        assert len(values) == 1, f"{name} came {len(values)} times in {[key for key, _ in self.pairs]}"
        return values[0]

    def get(self, name):
        return self[name] if any(key == name for key, _ in self.pairs) else None


def landing_of(url, pages=()):
    return Landing(url, parse_qsl(urlsplit(url).query, keep_blank_values=True), list(pages))


class Person:
    """One person with one set of cookies."""

    def __init__(self, usher, account):
        self.usher, self.account = usher, account
        self.session = requests.Session()
        self.timeout = 30
        self.shown = []  # every page on the way to a client, in order

    # One step

    def get(self, url):
        return self.session.get(url, allow_redirects=False, timeout=self.timeout)

    def submit(self, form, values, button=None):
        """Sends a form as a browser does: what is hidden, what the person typed, and the button pressed."""
        pairs = form.hidden() + list(values.items())
        if button and button.get("name"):
            pairs.append((button["name"], button.get("value", "")))
        headers = {"Origin": self.usher.origin}
        assert form.method == "post", f"{form.action} is sent by {form.method}"
        return self.session.post(form.action, data=pairs, headers=headers, allow_redirects=False, timeout=self.timeout)

    def is_here(self, url):
        return url == self.usher.base or url.startswith(self.usher.base + "/")

    # The journey

    def authorize(self, url, decision="allow", sign_up=False, limit=20):
        """Goes from the authorization URL to where the client waits, and says which pages were seen on the way."""
        response, pages = self.get(url), []
        for _ in range(limit):
            target, page = self._next(response)
            if target is not None and not self.is_here(target):
                return landing_of(target, pages)
            if target is not None:
                response = self.get(target)
                continue
            response = self._act(response, page, pages, decision, sign_up)
            if isinstance(response, Landing):
                return response
        raise AssertionError(f"still going round after {limit} steps: {pages}")

    def _next(self, response):
        """The address the answer sends the browser to, or the page it shows."""
        if response.status_code in (301, 302, 303, 307, 308):
            assert response.status_code in (302, 303), f"{response.status_code} from {response.url}"
            return requests.compat.urljoin(response.url, response.headers["Location"]), None
        page = Page(response.text, response.url) if "html" in response.headers.get("Content-Type", "") else None
        self.shown.append(page)
        if page is None or (response.status_code >= 400 and not page.forms):
            raise Refused(response, page)
        return page.refresh, page

    def _act(self, response, page, pages, decision, sign_up):
        if (form := page.form_with(button="decision")) is not None:
            pages.append("consent")
            return self.submit(form, {}, form.button("decision", decision))
        if (form := page.form_with(type="password")) is not None:
            on_sign_up = "/sign-up" in response.url
            pages.append("sign-up" if on_sign_up else "sign-in")
            if sign_up and not on_sign_up:
                links = [link for link in page.links if "/sign-up" in link]
                assert links, "the sign-in page offers no way to sign up"
                return self.get(links[0])
            if response.status_code >= 400 or pages.count(pages[-1]) > 2:
                raise Refused(response, page)
            return self.submit(form, self.filled(form))
        for form in page.forms:
            if not self.is_here(form.action):  # response_mode=form_post
                return Landing(form.action, form.hidden(), pages)
        raise Refused(response, page)

    def filled(self, form):
        """What the person types into a sign-in or sign-up form."""
        values = {}
        for one in form.inputs:
            name, kind = one.get("name"), one.get("type", "text")
            if not name or kind == "hidden":
                continue
            if kind == "password":
                values[name] = self.account.password
            elif kind == "email" or name == "email":
                values[name] = self.account.email
            elif kind == "checkbox":
                if "required" in one:
                    values[name] = one.get("value", "on")
            else:
                values[name] = "Test Person"
        return values

    # Outside a client's flow

    def sign_in(self):
        """Signs in at the page itself, without a client; returns the last answer."""
        response = self.get(self.usher.url("/sign-in"))
        page = Page(response.text, response.url)
        form = page.form_with(type="password")
        assert form is not None, f"no password field at {response.url}: {page.said[:200]}"
        return self.submit(form, self.filled(form))

    def page(self, path):
        """A page of the server, after redirects that stay here."""
        response = self.session.get(self.usher.url(path), timeout=self.timeout)
        return Page(response.text, response.url)
