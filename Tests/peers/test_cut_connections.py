"""The connection to PostgreSQL is cut at each point of what a request does there: all of it happens, or nothing.

The proxy ends every connection after the first, the second, the third message of the request, in each direction, until the
request gets through without a cut. What the client or person then asks again is answered as if nothing had been.
"""

import secrets

import pytest
import requests

from kit import databases
from kit.clients import ConfidentialClient, PublicClient, call
from kit.forms import Page
from kit.journal import CONFIGURATION
from kit.person import Person, Refused
from kit.postgres import new_database
from kit.proxy import TO_CLIENT, TO_SERVER, Proxy
from kit.usher import Account, Client, Usher
from kit.waiting import until

pytestmark = databases.needs_postgres
MOST = 120  # messages of one request in one direction; far more than any has


@pytest.fixture(scope="module")
def proxy(postgres_server):
    through = Proxy(new_database(postgres_server))
    yield through
    through.close()


@pytest.fixture(scope="module")
def usher(tmp_path_factory, upstream, proxy):
    server = Usher(tmp_path_factory.mktemp("usher"), upstream.url, CONFIGURATION + "trace: {{ enabled: false }}\n",
                   database=databases.postgres(proxy.url)).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def client(usher):
    return ConfidentialClient.plugin(usher)


def at_each_point(usher, proxy, direction, prepare, ask, check):
    """`prepare` makes what is asked for, `ask` is cut, and `check` looks at what came of it."""
    cuts = 0
    for messages in range(1, MOST):
        prepared = prepare()
        proxy.cut_after(messages, direction)
        outcome = told(lambda: ask(prepared))
        was_cut = proxy.leave_alone()
        until(lambda: requests.get(usher.url("/ready"), timeout=30).status_code == 200, 10, "the server to recover")
        check(prepared, outcome)
        cuts += was_cut
        if not was_cut:
            break
    assert cuts >= 1, "nothing was cut"
    assert messages < MOST - 1, "it has no end"
    print(f"{cuts} cuts")
    return cuts


def told(ask):
    """The answer; `None` if it was to ask again later."""
    try:
        answer = ask()
    except Refused as refused:
        answer = refused.response
    if getattr(answer, "status_code", 200) == 503:
        assert answer.headers.get("Retry-After", "").isdigit(), answer.text[:300]
        assert "server_error" not in answer.text, answer.text[:300]
        return None
    assert getattr(answer, "status_code", 200) < 500, answer.text[:300]
    return answer


def password_form(usher, person, path):
    answer = person.get(usher.url(path))
    return Page(answer.text, answer.url).form_with(type="password")


def send(prepared):
    person, form = prepared
    return person.submit(form, person.filled(form))


def is_signed_in(usher, person, answer):
    """Whether there was an answer; if so, the person is known from then on."""
    if answer is None:
        return False
    assert answer.status_code == 303, answer.text[:300]
    assert person.get(usher.url("/account")).status_code == 200, "signed in, and not known"
    return True


both_ways = pytest.mark.parametrize("direction", [TO_SERVER, TO_CLIENT])


@both_ways
def test_redeeming(usher, proxy, client, direction):
    person = Person(usher, usher.add_person())

    def check(code, answer):
        assert answer is None or answer.status_code == 200, answer.text
        again = [client.exchange(code) for _ in range(2)]
        statuses = [one.status_code for one in again]
        assert statuses == [400, 400] or (answer is None and statuses == [200, 400]), (answer, statuses)
        for one in [answer, *again]:
            if one is not None and one.status_code == 200:
                assert call(usher, one.json()["access_token"]).status_code == 401, "the code was replayed, its token lives"

    at_each_point(usher, proxy, direction, lambda: person.authorize(client.authorize_url(state="s"))["code"],
                  client.exchange, check)


@both_ways
def test_refreshing(usher, proxy, client, direction):
    person = Person(usher, usher.add_person())

    def check(token, answer):
        assert answer is None or answer.status_code == 200, answer.text
        again = client.refresh(token["refresh_token"])
        assert again.status_code == 200, f"the client cannot go on: {again.text}"
        onward = client.refresh(again.json()["refresh_token"])
        assert onward.status_code == 200, onward.text
        assert call(usher, onward.json()["access_token"]).status_code == 200

    at_each_point(usher, proxy, direction, lambda: client.connect(person),
                  lambda token: client.refresh(token["refresh_token"]), check)


@both_ways
def test_revoking(usher, proxy, client, direction):
    person = Person(usher, usher.add_person())

    def ask(token):
        return requests.post(usher.url("/revoke"), timeout=30, data={
            "token": token["refresh_token"], "client_id": client.client.client_id,
            "client_secret": client.client.client_secret})

    def check(token, answer):
        if answer is None:  # RFC 7009 §2.2.1: the client asks again
            assert ask(token).status_code == 200
        else:
            assert answer.status_code == 200, answer.text
        until(lambda: call(usher, token["access_token"]).status_code == 401, 1, "the end of a revoked token")
        assert client.refresh(token["refresh_token"]).status_code == 400

    at_each_point(usher, proxy, direction, lambda: client.connect(person), ask, check)


@both_ways
def test_consenting(usher, proxy, direction):
    person = Person(usher, usher.add_person())
    person.sign_in()

    def before_consent():
        """A client that the person has never allowed anything, and the page that asks."""
        record = requests.post(usher.url("/register"), timeout=30, json={
            "client_name": "New", "redirect_uris": ["http://127.0.0.1/callback"], "token_endpoint_auth_method": "none"}).json()
        client = PublicClient(usher, Client(record["client_id"], None, [], record), "http://127.0.0.1/callback")
        answer = person.get(client.authorize_url(state="s"))
        while answer.status_code in (302, 303):
            answer = person.get(requests.compat.urljoin(answer.url, answer.headers["Location"]))
        form = Page(answer.text, answer.url).form_with(button="decision")
        assert form is not None, answer.text
        return client, form

    def ask(prepared):
        _, form = prepared
        return person.submit(form, {}, form.button("decision", "allow"))

    def check(prepared, answer):
        client, _ = prepared
        landing = person.authorize(client.authorize_url(state="again"))
        assert landing.pages in ([], ["consent"]), landing.pages
        if answer is not None:
            assert answer.status_code in (302, 303) and landing.pages == [], "what was allowed is forgotten"
        assert client.exchange(landing["code"]).status_code == 200

    at_each_point(usher, proxy, direction, before_consent, ask, check)


@both_ways
def test_signing_in(usher, proxy, client, direction):
    account = usher.add_person()

    def prepare():
        person = Person(usher, account)
        return person, password_form(usher, person, "/sign-in")

    def check(prepared, answer):
        person, _ = prepared
        if not is_signed_in(usher, person, answer):
            assert person.sign_in().status_code == 303, "it does not work the second time"

    at_each_point(usher, proxy, direction, prepare, send, check)


@both_ways
def test_signing_up(usher, proxy, client, direction):
    def prepare():
        person = Person(usher, Account(f"new-{secrets.token_hex(6)}@example.com", "correct horse " + secrets.token_hex(6), {}))
        return person, password_form(usher, person, "/sign-up")

    def check(prepared, answer):
        person, _ = prepared
        if not is_signed_in(usher, person, answer) and Person(usher, person.account).sign_in().status_code != 303:
            again = Person(usher, person.account)
            assert send((again, password_form(usher, again, "/sign-up"))).status_code == 303, "neither there nor to be had"

    at_each_point(usher, proxy, direction, prepare, send, check)
