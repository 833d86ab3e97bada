"""`kill -9` in the middle of the work: what was answered is still true afterwards.

USHER_FAULT_ROUNDS sets the rounds (2; 20 for a long night).
"""

import os

import pytest

from kit import databases, journal
from kit.clients import ConfidentialClient, call
from kit.journal import Journal, Load
from kit.nodes import Nodes
from kit.person import Person

ROUNDS = int(os.environ.get("USHER_FAULT_ROUNDS", "2"))
PATIENCE = 120 + 60 * ROUNDS
both_databases = pytest.mark.both_databases
needs_postgres = databases.needs_postgres


@both_databases
@pytest.mark.timeout(PATIENCE)
def test_when_the_server_is_killed_no_answer_was_a_lie(new_usher, tmp_path):
    usher = new_usher(configuration=journal.CONFIGURATION).start()
    written = Journal(tmp_path / "journal")
    load = Load(usher, written)
    for _ in range(ROUNDS):
        with load:
            load.wait_for(150)
            usher.kill()
        usher.start()
        written.check(usher, last=False)
    written.check(usher)
    assert_that_everything_happened(written)


@needs_postgres
@pytest.mark.parametrize("killed", ["PostgreSQL", "a server", "both"])
@pytest.mark.timeout(PATIENCE)
def test_when_one_of_several_is_killed_the_others_go_on_and_no_answer_was_a_lie(
        killed, own_postgres, upstream, tmp_path):
    server = own_postgres().start()
    nodes = Nodes(tmp_path, upstream.url, databases.postgres(server.new_database()), count=2,
                  configuration=journal.CONFIGURATION)
    try:
        nodes.start()
        written = Journal(tmp_path / "journal")
        load = Load(nodes, written)
        for number in range(ROUNDS):
            node = nodes[number % len(nodes)]
            with load:
                load.wait_for(100)
                if killed != "PostgreSQL":
                    node.kill()
                if killed != "a server":
                    server.kill()
                    server.start()
                if killed != "PostgreSQL":
                    node.start()
                load.wait_for(50)  # it goes on by itself
            written.check(nodes, last=False)
        written.check(nodes)
        assert_that_everything_happened(written)
    finally:
        nodes.close()


def assert_that_everything_happened(written):
    for what in ("sign-up", "consent", "code", "redemption", "refresh", "revocation", "registration", "password",
                 "disabling"):
        assert written.count(what) > 0, f"no {what} was answered: the load was none"


@both_databases
def test_people_clients_and_sessions_are_still_there_after_a_restart(new_usher):
    usher = new_usher().start()
    client = ConfidentialClient.plugin(usher)
    person = Person(usher, usher.add_person())
    token = client.connect(person)
    assert usher.stop() == 0
    usher.start()
    assert call(usher, token["access_token"]).status_code == 200, "the signing key is another one"
    assert person.authorize(client.authorize_url(state="still here")).pages == []
    assert client.refresh(token["refresh_token"]).status_code == 200


@both_databases
def test_a_code_made_before_the_power_cut_still_works_once_after_it(new_usher):
    usher = new_usher().start()
    client = ConfidentialClient.plugin(usher)
    person = Person(usher, usher.add_person())
    code = person.authorize(client.authorize_url(state="s"))["code"]
    usher.kill()
    usher.start()
    assert client.exchange(code).status_code == 200
    assert client.exchange(code).status_code == 400
