"""The clock is stepped by five minutes, forward and back, while servers run."""

import jwt
import pytest
import requests

from kit.clients import ConfidentialClient, call
from kit.clock import Clock
from kit.nodes import Nodes
from kit.person import Person
from kit.usher import CONFIGURATION
from kit.waiting import until

pytestmark = pytest.mark.both_databases
STEP = 300
CODE = 60  # seconds that a code lives, by the clock


@pytest.fixture
def stepped(new_usher, tmp_path):
    clock = Clock(tmp_path)
    usher = new_usher(environment=clock.environment).start()
    return usher, clock


def revoke(usher, client, token):
    answer = requests.post(usher.url("/revoke"), timeout=30, data={
        "token": token["refresh_token"], "client_id": client.client.client_id,
        "client_secret": client.client.client_secret})
    assert answer.status_code == 200, answer.text


def is_refused(answer):
    return (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_the_server_sees_the_clock_that_is_set(stepped):
    usher, clock = stepped
    client, person = ConfidentialClient.plugin(usher), Person(usher, usher.add_person())

    def issued(at):
        clock.step(at)
        return jwt.decode(client.connect(person)["access_token"], options={"verify_signature": False})["iat"]

    assert issued(STEP) - issued(0) > STEP / 2


def test_a_code_lives_no_longer_than_its_time_by_the_clock(stepped):
    usher, clock = stepped
    client, person = ConfidentialClient.plugin(usher), Person(usher, usher.add_person())

    def code():
        return person.authorize(client.authorize_url(state="s"))["code"]

    first = code()
    clock.step(STEP)
    assert is_refused(client.exchange(first)), "five minutes later"
    second, third = code(), code()
    clock.step(0)
    assert client.exchange(second).status_code == 200, "its time is not over"
    assert is_refused(client.exchange(second)), "twice"
    clock.step(STEP + CODE + 1)
    assert is_refused(client.exchange(third)), "the step gave it no second life"
    clock.step(0)
    fourth = code()
    clock.step(-STEP)
    clock.step(CODE + 1)
    assert is_refused(client.exchange(fourth)), "back and forth"


def test_sessions_tokens_and_keys_outlive_every_step(stepped):
    usher, clock = stepped
    client, person = ConfidentialClient.plugin(usher), Person(usher, usher.add_person())
    token = client.connect(person)
    known = requests.get(usher.url("/jwks"), timeout=30).json()
    for at in (STEP, 0, -STEP, STEP, -STEP, 0):
        clock.step(at)
        assert person.authorize(client.authorize_url(state=str(at))).pages == [], f"signed out at {at}"
        assert call(usher, token["access_token"]).status_code == 200, f"a token is lost at {at}"
        answer = client.refresh(token["refresh_token"])
        assert answer.status_code == 200, f"a grant is lost at {at}: {answer.text}"
        token = answer.json()
        assert call(usher, token["access_token"]).status_code == 200, f"a token of now is refused at {at}"
        assert requests.get(usher.url("/jwks"), timeout=30).json() == known
    assert usher.process.poll() is None


def test_what_was_revoked_while_the_clock_was_slow_stays_revoked(new_usher, tmp_path):
    clock = Clock(tmp_path)
    usher = new_usher(environment=clock.environment, configuration=CONFIGURATION + "lifetimes: {{ access_token: 400s }}\n").start()
    client, person = ConfidentialClient.plugin(usher), Person(usher, usher.add_person())
    token = client.connect(person)
    clock.step(-STEP)
    revoke(usher, client, token)
    assert call(usher, token["access_token"]).status_code == 401
    clock.step(200)  # more than a token's life after the revocation, as the clock has it; the token would live on
    assert call(usher, token["access_token"]).status_code == 401
    usher.kill()
    usher.start()
    assert call(usher, token["access_token"]).status_code == 401, "a server that starts does not know of the revocation"
    assert is_refused(client.refresh(token["refresh_token"]))


def test_a_server_starts_whose_clock_is_behind_what_the_database_says(stepped):
    usher, clock = stepped
    client, person = ConfidentialClient.plugin(usher), Person(usher, usher.add_person())
    token = client.connect(person)
    usher.kill()
    clock.step(-STEP)
    usher.start()
    assert call(usher, token["access_token"]).status_code == 200
    assert person.authorize(client.authorize_url(state="s")).pages == []
    assert client.refresh(token["refresh_token"]).status_code == 200


@pytest.mark.parametrize("offset", [STEP, -STEP])
def test_servers_whose_clocks_differ_work_together(tmp_path, upstream, new_shared_database, offset):
    clock = Clock(tmp_path)
    nodes = Nodes(tmp_path, upstream.url, new_shared_database(tmp_path), count=2)
    nodes[1].environment = clock.environment
    clock.step(offset)
    try:
        nodes.start()
        client, person = ConfidentialClient.plugin(nodes), Person(nodes, nodes.add_person())
        for issuing, other in ((0, 1), (1, 0)):
            person.session.headers["X-Node"] = str(issuing)
            landing = person.authorize(client.authorize_url(state="s"))
            token = client.at(nodes[issuing]).exchange(landing["code"]).json()
            for node in nodes:
                assert call(node, token["access_token"]).status_code == 200
            revoke(nodes[other], client, token)
            for node in nodes:
                until(lambda: call(node, token["access_token"]).status_code == 401, 1, "the revocation to be felt")
    finally:
        nodes.close()
