"""The limits on guessing as they are by default: ten thousand wrong passwords, over one account and over a thousand, from one
address and from many; and two hundred people who sign in at one moment.
"""

import http.client
import itertools
import os
import sqlite3
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest
import requests

from kit.clock import Clock
from kit.forms import Page
from kit.person import Person
from kit.ports import free_port
from kit.usher import CONFIGURATION, Account
from kit.waiting import until

GUESSES = int(os.environ.get("USHER_WRONG_PASSWORDS", "10000"))
COMPARED, LIMITED, BUSY = 422, 429, 503
# docs/operations.md, limits: what is compared at all. A guess that is under way when the limit is reached may be one more.
FREE_PER_ACCOUNT, AN_HOUR_PER_ADDRESS, AT_ONCE = 10, 100, 2
LONGEST = 15 * 60
# Argon2id's memory for one password, in MiB (OWASP), and what else a busy server may grow by.
PER_PASSWORD, ELSE = 19, 64
PASSWORD = "a password that is right"
pytestmark = pytest.mark.timeout(900)  # for busy machines


def addresses(count, network):
    return [f"{network}.{number // 250}.{number % 250 + 1}" for number in range(count)]


def configuration(admin):
    """The default limits; who stands before the server says where people come from."""
    lines = [line for line in CONFIGURATION.splitlines(keepends=True) if not line.startswith("limits:")]
    return "".join(lines) + f"trusted_proxies: [ 127.0.0.1 ]\nadmin_listen: 127.0.0.1:{admin}\n"


class Guesser:
    """One connection, one form, as many guesses as somebody likes."""

    def __init__(self, usher):
        self.usher = usher
        self.connection = http.client.HTTPConnection(urlsplit(usher.direct).netloc, timeout=120)
        answer = self.ask("GET", "/sign-in")
        form = Page(answer.text, usher.url("/sign-in")).form_with(type="password")
        self.hidden = dict(form.hidden())
        self.headers = {"Cookie": answer.headers["Set-Cookie"].split(";")[0], "Origin": usher.origin,
                        "Content-Type": "application/x-www-form-urlencoded"}

    def ask(self, method, path, body=None, headers={}):
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        answer.text = answer.read().decode()
        return answer

    def guess(self, email, address, password="a password that is wrong"):
        body = urlencode({**self.hidden, "email": email, "password": password})
        return self.ask("POST", "/sign-in", body, {**self.headers, "X-Forwarded-For": address})


class Server:
    """A server with its numbers, whose health is asked for all the time."""

    def __init__(self, usher, admin):
        self.usher, self.admin = usher, f"http://127.0.0.1:{admin}"
        self.health, self.over = Counter(), threading.Event()
        self.before = self.memory("VmRSS")
        self.watch = threading.Thread(target=self._watch, daemon=True)
        self.watch.start()

    def memory(self, name):
        """In MiB; `VmHWM` is the most that it ever was."""
        with open(f"/proc/{self.usher.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(name + ":")) / 1024

    def _watch(self):
        with requests.Session() as session:
            while not self.over.is_set():
                try:
                    self.health[session.get(self.usher.direct + "/health", timeout=60).status_code] += 1
                except requests.RequestException as problem:
                    self.health[str(problem)] += 1

    def attempts(self, outcome):
        text = requests.get(self.admin + "/metrics", timeout=60).text
        name = f'usher_sign_ins_total{{outcome="{outcome}"}} '
        return int(float(next(line.removeprefix(name) for line in text.splitlines() if line.startswith(name))))

    def guess(self, guesses):
        """Lets eight connections make all these guesses; the answers by status."""
        line, lock = iter(guesses), threading.Lock()

        def work(_):
            guesser, seen = Guesser(self.usher), Counter()
            while True:
                with lock:
                    one = next(line, None)
                if one is None:
                    return seen
                seen[guesser.guess(*one).status] += 1

        with ThreadPoolExecutor(8) as pool:
            return sum(pool.map(work, range(8)), Counter())

    def check(self):
        """It answered all the time, and what it grew by are the passwords that it compares at once."""
        self.over.set()
        self.watch.join(120)
        assert set(self.health) == {200} and self.health[200] > 10, self.health
        assert self.memory("VmHWM") - self.before < AT_ONCE * PER_PASSWORD + ELSE


@pytest.fixture
def start(new_usher):
    made = []

    def make(**options):
        admin = free_port()
        made.append(Server(new_usher(configuration=configuration(admin), **options).start(), admin))
        return made[-1]

    yield make
    for server in made:
        server.over.set()


def import_people(usher, count):
    """Many people with one password; the hash is the server's own."""
    usher.add_person(password=PASSWORD)
    with sqlite3.connect(usher.folder / "usher.db") as database:
        [(hash_text,)] = database.execute("SELECT password_hash FROM accounts")
    people = [Account(f"person{number}@example.com", PASSWORD, {}) for number in range(count)]
    table = usher.folder / "people.csv"
    table.write_text("email;password_hash\n" + "".join(f"{one.email};{hash_text}\n" for one in people))
    done = usher.run("user", "import", str(table))
    assert done.returncode == 0, done.stdout + done.stderr
    return people


def sign_in(server, account, address, person=None):
    """Somebody with the right password, from an address of their own; the person with their browser, and the answer."""
    person = person or Person(server.usher, account)
    person.session.headers["X-Forwarded-For"] = address
    return person, person.sign_in()


def sign_out(person):
    person.session.cookies.pop("sid")


def guess_until_the_wait_is_longest(server, account, clock):
    """Guesses again as soon as it may be, again and again; returns how late it is then by the server's clock."""
    guesser, late = Guesser(server.usher), 0
    for number in range(100):
        answer = guesser.guess(account.email, f"203.0.113.{number}")
        wait = int(answer.headers.get("Retry-After") or 0)
        assert wait <= LONGEST + 1
        if wait > LONGEST // 2 + 60:
            return late
        late += wait
        clock.step(late)
    raise AssertionError("the wait does not grow")


@pytest.mark.parametrize("froms", [1, 1000])
def test_ten_thousand_wrong_passwords_for_one_account(start, tmp_path, froms):
    clock = Clock(tmp_path)
    server = start(environment=clock.environment)
    account = server.usher.add_person(password=PASSWORD)
    at_home, answer = sign_in(server, account, "192.0.2.7")
    assert answer.status_code == 303
    sign_out(at_home)
    everywhere = itertools.cycle(addresses(froms, "198.51"))
    seen = server.guess((account.email, next(everywhere)) for _ in range(GUESSES))
    assert set(seen) <= {COMPARED, LIMITED, BUSY} and sum(seen.values()) == GUESSES
    # Ten are free; then the wait doubles from a second, so in an hour there is time for another dozen.
    assert 1 <= seen[COMPARED] <= FREE_PER_ACCOUNT + 12 + AT_ONCE
    assert server.attempts("failed") == seen[COMPARED] and server.attempts("limited") == seen[LIMITED]
    # Where the person has signed in before, the guesses of others do not count, whatever the address is now.
    for address in ("192.0.2.7", "192.0.2.8"):
        assert sign_in(server, account, address, at_home)[1].status_code == 303
        sign_out(at_home)
    # Anywhere else there is a wait, which is told and has an end, even after the longest guessing.
    late = guess_until_the_wait_is_longest(server, account, clock)
    stranger, answer = sign_in(server, account, "192.0.2.9")
    assert answer.status_code == LIMITED
    clock.step(late + int(answer.headers["Retry-After"]))
    assert sign_in(server, account, "192.0.2.9", stranger)[1].status_code == 303
    server.check()


@pytest.mark.parametrize("froms", [1, 10])
def test_ten_thousand_wrong_passwords_over_a_thousand_accounts(start, froms):
    server = start()
    people = import_people(server.usher, 1000)
    everywhere = itertools.cycle(addresses(froms, "198.51"))
    seen = server.guess((people[number % 1000].email, next(everywhere)) for number in range(GUESSES))
    assert set(seen) <= {COMPARED, LIMITED, BUSY} and sum(seen.values()) == GUESSES
    assert froms <= seen[COMPARED] <= froms * (AN_HOUR_PER_ADDRESS + AT_ONCE)
    assert server.attempts("failed") == seen[COMPARED] and server.attempts("limited") == seen[LIMITED]
    for account in (people[0], people[500]):
        assert sign_in(server, account, "192.0.2.7")[1].status_code == 303
    server.check()


def test_two_hundred_people_who_sign_in_at_one_moment_all_get_in(start):
    server = start()
    people = import_people(server.usher, 200)
    guessers = [Guesser(server.usher) for _ in people]
    together = threading.Barrier(len(people))

    def work(number):
        together.wait(60)
        return until(lambda: statuses(number) == 303, 120, f"{people[number].email} to be let in")

    seen = Counter()

    def statuses(number):
        status = guessers[number].guess(people[number].email, f"192.0.2.{number}", PASSWORD).status
        seen[status] += 1
        return status

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(work, range(len(people))))
    # Sixty-four wait in line, the others come again: the memory does not grow with those who want in.
    assert set(seen) <= {303, BUSY} and seen[303] == len(people)
    assert server.attempts("ok") == len(people)
    server.check()
