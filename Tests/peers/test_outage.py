"""PostgreSQL does not answer, or is not there: each request is told so in time, and the servers recover by themselves."""

import threading
import time

import pytest
import requests

from kit import databases, journal
from kit.clients import ConfidentialClient, call
from kit.journal import Journal, Load
from kit.nodes import Nodes
from kit.person import Person
from kit.proxy import Proxy
from kit.waiting import until

pytestmark = databases.needs_postgres
IN_TIME = 5  # seconds until somebody is told to ask again later
SLACK = 1    # for a machine that does other things too
LENGTH = 10  # seconds that an outage takes
SOON = 5     # seconds after which everything works again


@pytest.fixture
def broken(own_postgres, new_usher):
    """A server on a PostgreSQL that the test breaks, reached through a proxy that it breaks too."""
    server = own_postgres().start()
    proxy = Proxy(server.new_database())
    usher = new_usher(database=databases.postgres(proxy.url)).start()
    yield usher, server, proxy
    proxy.close()


def each_is_told(usher, client, token, code):
    """Asks everything at once that needs the database, and returns what each was told, and when."""
    form = {"client_id": client.client.client_id, "client_secret": client.client.client_secret}
    html = {"Accept": "text/html"}
    asked = {
        "code": ("POST", "/token", {"data": {
            **form, "grant_type": "authorization_code", "code": code, "redirect_uri": client.redirect_uri}}),
        "refresh": ("POST", "/token", {"data": {
            **form, "grant_type": "refresh_token", "refresh_token": token["refresh_token"]}}),
        "revocation": ("POST", "/revoke", {"data": {**form, "token": token["refresh_token"]}}),
        "registration": ("POST", "/register", {"json": {
            "redirect_uris": ["http://127.0.0.1/callback"], "token_endpoint_auth_method": "none"}}),
        "authorization": ("GET", client.authorize_url(state="s").removeprefix(usher.url()) + "&prompt=consent", {
            "headers": html, "cookies": client.cookies}),
        "account": ("GET", "/account", {"headers": html, "cookies": client.cookies}),
        "ready": ("GET", "/ready", {}),
    }
    told = {}

    def ask(name, method, path, more):
        began = time.monotonic()
        try:
            answer = requests.request(method, usher.url(path), timeout=30, allow_redirects=False, **more)
        except requests.RequestException as error:
            answer = error
        told[name] = (answer, time.monotonic() - began)

    asking = [threading.Thread(target=ask, args=(name, *what), daemon=True) for name, what in asked.items()]
    for one in asking:
        one.start()
    for one in asking:
        one.join(40)
    return told


def check_told(told):
    for name, (answer, seconds) in told.items():
        assert not isinstance(answer, Exception), f"{name}: {answer}"
        assert answer.status_code == 503, f"{name}: {answer.status_code} {answer.text[:200]}"
        assert seconds < IN_TIME + SLACK, f"{name} was told after {seconds:.1f} s"
        if name != "ready":
            assert answer.headers.get("Retry-After", "").isdigit(), f"{name}: no Retry-After"
            assert "server_error" not in answer.text, f"{name}: {answer.text[:200]}"
        if name in ("code", "refresh", "revocation", "registration"):
            assert answer.json()["error"] == "temporarily_unavailable", f"{name}: {answer.text[:200]}"
        if name in ("authorization", "account"):
            assert "text/html" in answer.headers["Content-Type"] and "<h1" in answer.text


OUTAGES = {
    "stopped": (lambda server, proxy: server.pause(), lambda server, proxy: server.resume()),
    "shut down": (lambda server, proxy: server.stop(), lambda server, proxy: server.start()),
    "refused": (lambda server, proxy: proxy.refuse(), lambda server, proxy: proxy.accept_again()),
    "stalled": (lambda server, proxy: proxy.stall(), lambda server, proxy: proxy.go_on()),
}


@pytest.mark.parametrize("outage", OUTAGES)
def test_in_an_outage_everybody_is_told_in_time_and_afterwards_all_is_well(broken, outage):
    usher, server, proxy = broken
    begin, end = OUTAGES[outage]
    client, person = ConfidentialClient.plugin(usher), Person(usher, usher.add_person())
    token = client.connect(person)
    code = person.authorize(client.authorize_url(state="s"))["code"]
    client.cookies = dict(person.session.cookies)

    begin(server, proxy)
    over = time.monotonic() + LENGTH
    while time.monotonic() < over:
        check_told(each_is_told(usher, client, token, code))
        assert requests.get(usher.url("/health"), timeout=2).status_code == 200
    # What needs no database goes on.
    assert call(usher, token["access_token"]).status_code == 200
    assert requests.get(usher.url("/jwks"), timeout=2).status_code == 200
    end(server, proxy)

    until(lambda: requests.get(usher.url("/ready"), timeout=30).status_code == 200, SOON, "the server to be ready again")
    answer = client.refresh(token["refresh_token"])
    assert answer.status_code == 200 or answer.json()["error"] == "invalid_grant", answer.text
    again = [client.exchange(code).status_code for _ in range(2)]
    assert again in ([200, 400], [400, 400]), again
    assert client.connect(person)["access_token"]
    assert usher.process.poll() is None


@pytest.mark.parametrize("outage", ["stopped", "shut down"])
def test_what_is_answered_around_an_outage_holds(own_postgres, upstream, tmp_path, outage):
    server = own_postgres().start()
    nodes = Nodes(tmp_path, upstream.url, databases.postgres(server.new_database()), count=2,
                  configuration=journal.CONFIGURATION)
    try:
        nodes.start()
        written = Journal(tmp_path / "journal")
        with Load(nodes, written, commands=False) as load:
            load.wait_for(100)
            begin, end = OUTAGES[outage]
            begin(server, None)
            until(lambda: written.unanswered > 20, 30, "requests to be refused")
            end(server, None)
            load.wait_for(100)
        written.check(nodes)
    finally:
        nodes.close()


def test_a_server_without_its_database_does_not_start_and_says_why(own_postgres, new_usher):
    server = own_postgres().start()
    database = databases.postgres(server.new_database())
    server.stop()
    usher = new_usher(database=database)
    usher.spawn()
    assert usher.process.wait(30) == 1
    assert "database cannot be used" in usher.log.read_text()
    server.start()
    usher.spawn()
    until(usher._is_ready, 30, "the server to be ready")
