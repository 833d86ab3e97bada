"""The journal: what servers promised by their answers, written down when each answer came, and held against them afterwards.

`Load` lets people and clients work while a test breaks things. Each step is written down twice: when it is asked, and when it
is answered. What was answered must hold; of what was asked and not answered either outcome is right, but a whole one, once.
`Journal.check` compares. The lines are also in a file, for whoever looks for a lost promise.
"""

import json
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import requests

from .clients import ConfidentialClient, call
from .forms import Page
from .person import Person
from .usher import CONFIGURATION as PLAIN
from .usher import Account
from .waiting import until

# No limit is in the way, and an outage is shorter than what was asked before it lives.
CONFIGURATION = PLAIN.replace(
    "limits: {{", "limits: {{ registrations_per_address: 100000/1h, registrations: 1000000/1h, sign_in_per_account: 1000/15m,"
).replace("sign_up_per_address: 1000/1m", "sign_up_per_address: 100000/1m") + "lifetimes: {{ code: 10m, refresh_grace: 10m }}\n"


class Unanswered(Exception):
    """The server did not say what became of the request."""


def answered(response):
    """The response, if it is an answer. What is none must say when to ask again."""
    if response.status_code in (502, 504):  # nginx, for a server that is gone
        raise Unanswered(f"{response.status_code} from before the server")
    if response.status_code == 503:
        assert response.headers.get("Retry-After", "").isdigit(), f"503 without Retry-After: {response.text[:300]}"
        assert "server_error" not in response.text, f"a failure that nobody foresaw: {response.text[:300]}"
        raise Unanswered("503")
    assert response.status_code < 500, f"{response.status_code} at {response.url}: {response.text[:300]}"
    return response


class Witness(Person):
    """A person who writes down what each page answered."""

    def __init__(self, usher, account, entry):
        super().__init__(usher, account)
        self.entry = entry

    def get(self, url):
        return self._asking(lambda: super(Witness, self).get(url))

    def submit(self, form, values, button=None):
        response = self._asking(lambda: super(Witness, self).submit(form, values, button))
        if response.status_code == 303 and form.has_type("password"):
            self.entry.exists = True
        return response

    def _asking(self, request):
        try:
            return answered(request())
        except requests.RequestException as error:
            raise Unanswered(str(error)) from error


@dataclass
class PersonEntry:
    """What was promised to one person."""

    email: str
    passwords: list          # the last is the newest that may hold; one alone holds
    gone: list = field(default_factory=list)
    exists: bool = False     # an answer said that the account is there
    disabled: str = ""       # asked, answered
    person: Witness = None
    consented: list = field(default_factory=list)
    grants: list = field(default_factory=list)


@dataclass
class GrantEntry:
    """What was promised about one code and what came of it."""

    client: ConfidentialClient
    code: str
    redeemed: str = ""       # asked, answered
    refreshing: bool = False  # asked for, not answered
    revoked: str = ""        # asked, answered
    access: list = field(default_factory=list)
    refresh: str = None
    kept: bool = False       # its code is not tried again until the very end


class Journal:
    """Everything that was asked and answered. Any number of workers write at once."""

    def __init__(self, file):
        self.lock = threading.Lock()
        self.file = open(file, "a", buffering=1)
        self.people, self.clients, self.checked = [], [], []
        self.answers, self.unanswered = {}, 0

    def note(self, what, stage, **more):
        with self.lock:
            self.unanswered += stage == "unanswered"
            if stage == "answered":
                self.answers[what] = self.answers.get(what, 0) + 1
            self.file.write(json.dumps({"at": time.time(), "what": what, "stage": stage, **more}) + "\n")

    def count(self, *what):
        with self.lock:
            return sum(self.answers.get(one, 0) for one in what) if what else sum(self.answers.values())

    def add(self, person):
        with self.lock:
            self.people.append(person)

    # The comparison

    def check(self, usher, last=True):
        """Holds every promise against `usher`. Grants that are `kept` are only looked at, unless this is the `last` time."""
        with self.lock:
            people, clients = list(self.people), list(self.clients)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda entry: check_client(usher, entry), clients))
            list(pool.map(lambda entry: check_person(usher, entry, last), people))
        with self.lock:
            self.clients = [one for one in self.clients if one not in clients]
            for entry in people:
                entry.grants = [grant for grant in entry.grants if grant.kept and not last]
            self.people = [entry for entry in self.people if entry not in people or entry.grants]


def check_client(usher, record):
    url = usher.url(record["registration_client_uri"].removeprefix(usher.base))
    answer = requests.get(url, timeout=30, headers={"Authorization": f"Bearer {record['registration_access_token']}"})
    assert answer.status_code == 200, f"a client that was registered is lost: {answer.status_code} {answer.text}"


def check_person(usher, entry, last):
    for grant in entry.grants:
        check_grant(usher, entry, grant, last)
    signing_in = [sign_in_works(usher, entry.email, password) for password in entry.passwords]
    if entry.disabled == "answered":
        assert not any(signing_in), f"{entry.email} was disabled, and can sign in"
    elif entry.exists and not entry.disabled:
        assert signing_in.count(True) == 1, f"{entry.email} can sign in with {signing_in.count(True)} passwords, not one"
        entry.passwords = [entry.passwords[signing_in.index(True)]]
    if entry.gone:
        assert not sign_in_works(usher, entry.email, entry.gone[-1]), f"{entry.email} can sign in with an old password"
    if entry.exists and not entry.disabled and entry.consented:
        client = entry.consented[-1]
        landing = Person.authorize(Visitor(usher, entry), client.authorize_url(state="again"))
        assert landing.pages in ([], ["sign-in"]), f"{entry.email} allowed this client before: {landing.pages}"


class Visitor(Person):
    """The person as after the fault, with the session of before."""

    def __init__(self, usher, entry):
        super().__init__(usher, Account(entry.email, entry.passwords[-1], {}))
        self.session.cookies.update(entry.person.session.cookies)


def sign_in_works(usher, email, password):
    answer = Person(usher, Account(email, password, {})).sign_in()
    assert answer.status_code < 500, answer.text
    return answer.status_code == 303


def check_grant(usher, entry, grant, last):
    dead = grant.revoked == "answered" or entry.disabled == "answered"
    unsure = grant.revoked == "asked" or entry.disabled == "asked"
    if dead:
        for token in grant.access:
            check_dead(usher, token, "a revoked token")
        if grant.refresh:
            refuses(grant.client.refresh(grant.refresh), "a revoked refresh token lives")
    elif grant.redeemed == "answered" and not unsure:
        for token in grant.access:
            status = call(usher, token).status_code
            assert status == 200, f"a token that was given is lost: {status}"
        answer = grant.client.refresh(grant.refresh)
        assert answer.status_code == 200, f"a grant that was given is lost: {answer.text}"
        grant.refresh, grant.refreshing = answer.json()["refresh_token"], False
        grant.access.append(answer.json()["access_token"])
        assert call(usher, grant.access[-1]).status_code == 200
    if grant.kept and not last:
        return
    # Asking again with a redeemed code ends its grant, so this comes last.
    if grant.redeemed == "answered":
        refuses(grant.client.exchange(grant.code), "a code worked twice")
    else:
        answers = [grant.client.exchange(grant.code).status_code for _ in range(2)]
        right = [[200, 400]] if not (dead or unsure) else [[400, 400]] if dead else [[200, 400], [400, 400]]
        if grant.redeemed == "asked":
            right = [*right, [400, 400]]
        assert answers in right, f"a code that was {grant.redeemed or 'issued'} answers {answers}"
    for token in grant.access:
        check_dead(usher, token, "a token whose code was replayed")


def check_dead(usher, token, what):
    """What one server was told, the others know within a second."""
    for server in getattr(usher, "nodes", [usher]):
        until(lambda: call(server, token).status_code == 401, 1, f"the end of {what}")


def refuses(answer, what):
    assert (answer.status_code, answer.json().get("error")) == (400, "invalid_grant"), f"{what}: {answer.status_code} {answer.text}"


class Worker(threading.Thread):
    """One person after the other with one client, writing down each answer at the moment it came."""

    def __init__(self, load, number):
        super().__init__(daemon=True)
        self.load, self.usher, self.journal = load, load.usher, load.journal
        self.client = load.clients[number]
        self.entry, self.rounds, self.failure = None, 2 * number, None

    def run(self):
        while not self.load.ending.is_set():
            try:
                self.round()
            except Unanswered as reason:
                self.journal.note("request", "unanswered", why=str(reason)[:200])
                self.load.ending.wait(0.05)
            except Exception as error:  # whatever it is, the test has to hear of it
                self.failure = error
                self.load.ending.set()

    def round(self):
        if self.entry is None or self.entry.disabled or self.rounds % 9 == 0:
            self.entry = None  # until the new person is there
            self.sign_up()
        self.rounds += 1
        grant = self.authorize()
        self.redeem(grant)
        if self.rounds % 3 == 0:
            self.refresh(grant)
        if self.rounds % 4 == 0:
            self.revoke(grant)
        if self.rounds % 7 == 0:
            self.register()
        if self.rounds % 6 == 5:
            self.change_password()
        if self.rounds % 11 == 10 and self.load.commands:
            self.disable()

    def post(self, path, **more):
        try:
            return answered(requests.post(self.usher.url(path), timeout=30, allow_redirects=False, **more))
        except requests.RequestException as error:
            raise Unanswered(str(error)) from error

    def token(self, **fields):
        try:
            return answered(self.client.token(**fields))
        except requests.RequestException as error:
            raise Unanswered(str(error)) from error

    # What is promised

    def sign_up(self):
        account = Account(f"person-{secrets.token_hex(8)}@example.com", "correct horse " + secrets.token_urlsafe(9), {})
        entry = PersonEntry(account.email, [account.password])
        entry.person = Witness(self.usher, account, entry)
        self.journal.note("sign-up", "asked", email=account.email)
        self.journal.add(entry)
        landing = entry.person.authorize(self.client.authorize_url(state="s"), sign_up=True)
        assert landing.pages[-1] == "consent", landing.pages
        entry.consented.append(self.client)
        self.journal.note("sign-up", "answered", email=account.email)
        self.journal.note("consent", "answered", email=account.email)
        self.entry = entry
        self.redeem(self.issued(landing))

    def issued(self, landing):
        grant = GrantEntry(self.client, landing["code"], kept=self.rounds % 8 == 0)
        self.entry.grants.append(grant)
        self.journal.note("code", "answered", email=self.entry.email, code=grant.code)
        return grant

    def authorize(self):
        landing = self.entry.person.authorize(self.client.authorize_url(state="s"))
        assert landing.pages == [], f"signed in and allowed before, and yet: {landing.pages}"
        return self.issued(landing)

    def redeem(self, grant):
        if self.rounds % 10 == 0:
            return  # some codes stay as they are
        grant.redeemed = "asked"
        self.journal.note("redemption", "asked", code=grant.code)
        answer = self.token(grant_type="authorization_code", code=grant.code, redirect_uri=self.client.redirect_uri)
        assert answer.status_code == 200, answer.text
        grant.refresh, grant.redeemed = answer.json()["refresh_token"], "answered"
        grant.access.append(answer.json()["access_token"])
        self.journal.note("redemption", "answered", code=grant.code)

    def refresh(self, grant):
        if grant.redeemed != "answered":
            return
        grant.refreshing = True
        self.journal.note("refresh", "asked", code=grant.code)
        answer = self.token(grant_type="refresh_token", refresh_token=grant.refresh)
        assert answer.status_code == 200, answer.text
        grant.refresh, grant.refreshing = answer.json()["refresh_token"], False
        grant.access.append(answer.json()["access_token"])
        self.journal.note("refresh", "answered", code=grant.code)

    def revoke(self, grant):
        if grant.redeemed != "answered":
            return
        grant.revoked = "asked"
        self.journal.note("revocation", "asked", code=grant.code)
        answer = self.post("/revoke", data={
            "token": grant.refresh, "client_id": self.client.client.client_id,
            "client_secret": self.client.client.client_secret})
        assert answer.status_code == 200, answer.text
        grant.revoked = "answered"
        self.journal.note("revocation", "answered", code=grant.code)

    def register(self):
        self.journal.note("registration", "asked")
        answer = self.post("/register", json={
            "client_name": "Registered", "redirect_uris": ["http://127.0.0.1/callback"], "token_endpoint_auth_method": "none"})
        assert answer.status_code == 201, answer.text
        with self.journal.lock:
            self.journal.clients.append(answer.json())
        self.journal.note("registration", "answered", client=answer.json()["client_id"])

    def change_password(self):
        entry, new = self.entry, "another horse " + secrets.token_urlsafe(9)
        answer = entry.person.get(self.usher.url("/account"))
        form = next(form for form in Page(answer.text, answer.url).forms if form.action.endswith("/password"))
        self.entry = None  # if there is no answer, somebody else goes on
        entry.passwords.append(new)
        self.journal.note("password", "asked", email=entry.email)
        answer = entry.person.submit(form, {"current_password": entry.passwords[0], "new_password": new})
        assert answer.status_code == 303, answer.text[:500]
        entry.gone.append(entry.passwords.pop(0))
        entry.person.account.password = new
        self.entry = entry
        self.journal.note("password", "answered", email=entry.email)

    def disable(self):
        entry = self.entry
        entry.disabled = "asked"
        self.journal.note("disabling", "asked", email=entry.email)
        done = self.usher.run("user", "disable", entry.email)
        if done.returncode != 0:
            raise Unanswered(done.stderr)
        entry.disabled = "answered"
        self.journal.note("disabling", "answered", email=entry.email)


class Load:
    """Workers that go on, whatever happens, until the test has seen enough. `commands` says whether operators work too."""

    def __init__(self, usher, journal, workers=6, commands=True):
        self.usher, self.journal, self.commands = usher, journal, commands
        self.clients = [ConfidentialClient.plugin(usher) for _ in range(workers)]
        self.ending = threading.Event()
        self.workers = []

    def __enter__(self):
        self.ending.clear()
        self.workers = [Worker(self, number) for number in range(len(self.clients))]
        for worker in self.workers:
            worker.start()
        return self

    def wait_for(self, answers, seconds=60):
        """Returns when so many more requests were answered."""
        wanted = self.journal.count() + answers
        until(lambda: self.journal.count() >= wanted or self.ending.is_set(), seconds, f"{answers} answers")
        self._complain()

    def _complain(self):
        for worker in self.workers:
            if worker.failure is not None:
                raise worker.failure

    def __exit__(self, kind, *_):
        self.ending.set()
        for worker in self.workers:
            worker.join(60)
            assert not worker.is_alive(), "a request has no end"
        if kind is None:
            self._complain()
