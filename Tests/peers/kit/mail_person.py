"""A person who reads their mail: proves who they are by what arrives there, in one browser."""

import secrets

from .browser import BrowserPerson
from .person import Person
from .usher import Account
from .waiting import until


def invite(usher, *options, address=None):
    """Invites somebody, and returns the address."""
    address = address or f"guest-{secrets.token_hex(4)}@example.com"
    usher.json("user", "invite", address, *options)
    return address


def choose_password(usher, link, password):
    """Opens the link of a mail and chooses a password; returns the answer to the form."""
    person = Person(usher, None)
    page = person.page(link.removeprefix(usher.base))
    form = page.form_with(type="password")
    assert form is not None, page.said
    return person.submit(form, {"password": password})


def invited(usher, mail_server):
    """Somebody who was invited, has chosen a password, and is known to read the mail."""
    account = Account(invite(usher), "a long and quiet password", {})
    assert choose_password(usher, mail_server.last_to(account.email).link, account.password).status_code == 303
    return account


class MailPerson(BrowserPerson):
    """`way` is what the person does at a sign-in page: "code" or "link" without a password, "sign-up", or "reset" for a new one."""

    asking = BrowserPerson.asking + ", form input[name=code], form input[type=email]"
    pages = {"code": "/sign-in/mail", "link": "/sign-in/mail", "sign-up": "/sign-up", "reset": "/reset"}

    def __init__(self, usher, account, driver, mail_server, way):
        super().__init__(usher, account, driver)
        self.mail_server, self.way, self.read = mail_server, way, set()

    def prove(self):
        if self.find("input[name=code]"):
            return self.with_mail()
        if self.find("input[type=password]") is None:
            self.send(email=self.account.email)
            if self.way == "reset":
                self.choose()
            return "mail"
        if "/sign-up" in self.driver.current_url:
            self.fill_in()
            return "sign-up"
        if self.way is None:
            return super().prove()
        self.press(self.find(f"main a[href*='{self.pages[self.way]}']"))
        return "sign-in"

    def with_mail(self):
        """Types the code, or opens the link in the same browser and presses its button."""
        mail = self.next_mail("/link?secret=")
        if self.way == "link":
            self.driver.get(mail.link)
            self.send()
            return "link"
        self.send(code=mail.code)
        return "code"

    def choose(self):
        self.driver.get(self.next_mail("/reset/").link)
        self.account = Account(self.account.email, "another and louder password", {})
        self.send(password=self.account.password)
        self.way = None  # from now on with the password

    def next_mail(self, words):
        """A mail with these words that the person has not read yet, once there is one."""
        def arrived():
            return next((one for one in self.mail_server.to(self.account.email) if words in one.text and one not in self.read), None)
        mail = until(arrived, 30, f"a mail with {words}")
        self.read.add(mail)
        return mail

    def send(self, **fields):
        """Fills in the one form of the page, and sends it."""
        for name, text in fields.items():
            field = self.find(f"[name={name}]")
            field.clear()
            field.send_keys(text)
        self.press(self.find("main form button[type=submit]"))
