"""Three servers on one database, behind nginx: to people and clients they are one, whichever answers.

USHER_RACE_ROUNDS sets the rounds of the race of two servers for one code (20; 1000 for a long night).
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import jwt
import pytest
import requests

from kit.clients import ConfidentialClient, PublicClient, call
from kit.nodes import Nodes
from kit.person import Person
from kit.waiting import until
from kit.wire import all_at_once, form_post

ROUNDS = int(os.environ.get("USHER_RACE_ROUNDS", "20"))
SOON = 1  # second: what one server is told, the others have heard of by then


@pytest.fixture(scope="module")
def nodes(tmp_path_factory, upstream, new_shared_database):
    folder = tmp_path_factory.mktemp("nodes")
    together = Nodes(folder, upstream.url, new_shared_database(folder)).start()
    yield together
    together.close()


@pytest.fixture
def person(nodes):
    return Person(nodes, nodes.add_person())


def is_refused_everywhere(nodes, token):
    for node in nodes:
        until(lambda: call(node, token).status_code == 401, SOON, "a revocation to be felt")


def test_the_whole_flow_goes_on_wherever_each_request_lands(nodes, person):
    served = set()
    remember = {"response": lambda response, *_, **__: served.add(response.headers["X-Served-By"])}
    person.session.hooks.update({name: [hook] for name, hook in remember.items()})
    for make in (ConfidentialClient.plugin, ConfidentialClient.action, PublicClient.register):
        client = make(nodes)
        token = client.connect(person)
        for _ in nodes:
            answer = call(nodes, token["access_token"])
            assert answer.status_code == 200 and answer.json(), answer.text
            served.add(answer.headers["X-Served-By"])
            token = client.refresh(token["refresh_token"]).json()
        answer = requests.get(nodes.url("/userinfo"), timeout=30, headers={"Authorization": f"Bearer {token['access_token']}"})
        assert answer.status_code in (200, 403), answer.text
    assert len(served) == len(nodes), f"only {served} answered"


def test_a_code_of_one_server_is_redeemed_at_another_and_revoked_at_a_third(nodes, person):
    client = ConfidentialClient.plugin(nodes)
    person.sign_in()
    for first, second, third in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        person.session.headers["X-Node"] = str(first)
        code = person.authorize(client.authorize_url(state="s"))["code"]
        answer = client.at(nodes[second]).exchange(code)
        assert answer.status_code == 200, answer.text
        token = answer.json()
        for node in nodes:
            assert call(node, token["access_token"]).status_code == 200
        revoked = requests.post(nodes[third].url("/revoke"), timeout=10, data={
            "token": token["refresh_token"], "client_id": client.client.client_id,
            "client_secret": client.client.client_secret})
        assert revoked.status_code == 200
        is_refused_everywhere(nodes, token["access_token"])
        for node in nodes:
            assert client.at(node).refresh(token["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_code_that_is_shown_at_two_servers_gives_one_answer_and_then_none(nodes, person):
    client = ConfidentialClient.plugin(nodes)
    code = person.authorize(client.authorize_url(state="s"))["code"]
    token = client.at(nodes[0]).exchange(code).json()
    assert client.at(nodes[1]).exchange(code).json()["error"] == "invalid_grant"
    is_refused_everywhere(nodes, token["access_token"])


@pytest.mark.timeout(120 + 2 * ROUNDS)
def test_of_two_servers_that_race_for_one_code_one_wins(nodes, person):
    client = ConfidentialClient.plugin(nodes)
    winners = []
    with ThreadPoolExecutor(2) as pool:
        for number in range(ROUNDS):
            code = person.authorize(client.authorize_url(state=str(number)))["code"]
            gate = threading.Barrier(2)

            def redeem(node):
                gate.wait()
                return client.at(node).exchange(code)

            racing = [nodes[number % 3], nodes[(number + 1) % 3]]
            answers = list(pool.map(redeem, racing))
            statuses = [answer.status_code for answer in answers]
            assert sorted(statuses) == [200, 400], f"round {number}: {statuses}"
            winners.append(statuses.index(200))
            # The code was replayed, so what the winner was given ends. RFC 6749 §4.1.2
            token = answers[statuses.index(200)].json()
            assert client.refresh(token["refresh_token"]).status_code == 400
            is_refused_everywhere(nodes, token["access_token"])
    assert len(set(winners)) == 2 or ROUNDS < 10, "one server won each time: that was no race"


def test_a_hundred_requests_over_all_servers_redeem_one_code_once(nodes, person):
    client = ConfidentialClient.plugin(nodes)
    for number in range(3):
        code = person.authorize(client.authorize_url(state=str(number)))["code"]
        body = urlencode({"grant_type": "authorization_code", "code": code, "redirect_uri": client.redirect_uri,
                          "client_id": client.client.client_id, "client_secret": client.client.client_secret})
        replies = all_at_once(nodes.front.port, [form_post(nodes.front.port, "/token", body)] * 100)
        assert sorted(reply.status for reply in replies) == [200] + [400] * 99


def test_many_revocations_at_once_are_all_heard_of_everywhere(nodes, person):
    """Changes are numbered before they are committed, so that a later number can be seen first; none may be passed over."""
    client = ConfidentialClient.plugin(nodes)
    person.sign_in()
    for _ in range(3):
        tokens = [client.connect(person) for _ in range(24)]

        def revoke(pair):
            number, token = pair
            return requests.post(nodes[number % 3].url("/revoke"), timeout=30, data={
                "token": token["refresh_token"], "client_id": client.client.client_id,
                "client_secret": client.client.client_secret}).status_code

        with ThreadPoolExecutor(12) as pool:
            assert set(pool.map(revoke, enumerate(tokens))) == {200}
        for token in tokens:
            is_refused_everywhere(nodes, token["access_token"])


def test_a_person_who_is_disabled_by_command_is_out_everywhere(nodes):
    account = nodes.add_person()
    client = ConfidentialClient.plugin(nodes)
    token = client.connect(Person(nodes, account))
    assert all(call(node, token["access_token"]).status_code == 200 for node in nodes)
    nodes.json("user", "disable", account.email)
    is_refused_everywhere(nodes, token["access_token"])
    for node in nodes:
        assert client.at(node).refresh(token["refresh_token"]).status_code == 400
        assert Person(node, account).sign_in().status_code != 303
    nodes.json("user", "enable", account.email)
    for node in nodes:
        until(lambda: Person(node, account).sign_in().status_code == 303, SOON, "the person to be let in again")
        assert call(node, token["access_token"]).status_code == 401, "a token of before lives again"


def test_a_client_that_is_changed_by_command_is_known_so_everywhere(nodes, person):
    client = ConfidentialClient.plugin(nodes)
    token = client.connect(person)
    for node in nodes:  # each has it in its cache now
        token = client.at(node).refresh(token["refresh_token"]).json()
    changed = nodes.json("client", "rotate-secret", client.client.client_id)
    old, client.client.client_secret = client.client.client_secret, changed["client_secret"]
    for node in nodes:
        until(lambda: client.at(node).refresh(token["refresh_token"]).status_code == 200, SOON, "the new secret to work")
    client.client.client_secret = old
    for node in nodes:
        assert client.at(node).refresh(token["refresh_token"]).json()["error"] == "invalid_client"
    nodes.json("client", "remove", client.client.client_id)
    is_refused_everywhere(nodes, token["access_token"])
    for node in nodes:
        until(lambda: node_refuses(node, client), SOON, "the client to be gone")


def node_refuses(node, client):
    answer = requests.get(node.url("/authorize"), timeout=10, allow_redirects=False, params={
        "response_type": "code", "client_id": client.client.client_id, "redirect_uri": client.redirect_uri})
    return answer.status_code >= 400


def keys(node):
    return {key["kid"] for key in requests.get(node.url("/jwks"), timeout=10).json()["keys"]}


def test_a_key_that_is_rotated_by_command_is_published_and_used_everywhere(nodes, person):
    client = ConfidentialClient.plugin(nodes)
    before = client.connect(person)
    known = keys(nodes[0])
    assert all(keys(node) == known for node in nodes)
    nodes.json("key", "rotate")
    for node in nodes:
        until(lambda: len(keys(node) - known) == 2, SOON, "the next keys to be published")
    published = keys(nodes[0])
    assert all(keys(node) == published for node in nodes)
    assert jwt.get_unverified_header(client.connect(person)["access_token"])["kid"] in known, "the next key signs at once"
    nodes.json("key", "rotate", "--now")
    for node in nodes:
        until(lambda: not keys(node) & published, SOON, "the stolen key to be gone")
        token = client.at(node).refresh(before["refresh_token"]).json()
        for other in nodes:
            assert call(other, token["access_token"]).status_code == 200, "a server does not know the new key"
    is_refused_everywhere(nodes, before["access_token"])


def test_wrong_passwords_are_counted_over_all_servers(nodes):
    account = nodes.add_person()
    wrong = type(account)(account.email, "not it at all, never", {})
    for number in range(10):
        assert Person(nodes[number % 3], wrong).sign_in().status_code != 303
    for node in nodes:
        assert Person(node, account).sign_in().status_code == 429, "each server counts for itself"


@pytest.mark.timeout(240)
def test_ten_servers_start_at_once_on_an_empty_database(tmp_path, upstream, new_shared_database):
    nodes = Nodes(tmp_path, upstream.url, new_shared_database(tmp_path), count=10)
    try:
        nodes.start(seconds=120)
        published = [keys(node) for node in nodes]
        assert all(one == published[0] for one in published) and len(published[0]) == 2, published
        client, person = ConfidentialClient.plugin(nodes), Person(nodes, nodes.add_person())
        token = client.connect(person)
        for node in nodes:
            assert call(node, token["access_token"]).status_code == 200
    finally:
        nodes.close()
