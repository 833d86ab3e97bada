"""The gateway between a client and an API: who may pass, what is added, what is taken away, and that nothing is held back.

RFC 6750 §3, RFC 9728 §5.1, and the last section of the design: the headers for the upstream.
"""

import hashlib
import os

import pytest
import requests

from kit.clients import ConfidentialClient, call
from kit.person import Person
from kit.upstream import headers_named
from kit.waiting import until


@pytest.fixture(scope="module")
def connected(usher):
    """A person and a client that this person has connected."""
    person = Person(usher, usher.add_person())
    client = ConfidentialClient.plugin(usher)
    return person, client, client.connect(person)


def test_without_a_token_the_challenge_says_where_to_sign_in_and_names_no_error(usher):
    answer = call(usher, None)
    challenge = answer.headers["WWW-Authenticate"]
    assert answer.status_code == 401 and challenge.startswith("Bearer ")
    assert "error=" not in challenge
    assert f'resource_metadata="{usher.base}/.well-known/oauth-protected-resource/notes"' in challenge


@pytest.mark.parametrize("token", ["garbage", "a.b.c", "x" * 5000, "usher_at_" + "0" * 49, "é"])
def test_a_bad_token_is_refused_as_invalid(usher, token):
    answer = call(usher, token.encode().decode("latin-1"))
    assert answer.status_code == 401 and 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_token_without_the_scope_is_refused_with_the_scope_that_is_missing(usher, connected):
    person, _, _ = connected
    reader = ConfidentialClient.plugin(usher, scope="notes:read")
    token = reader.connect(person)
    assert token["scope"] == "notes:read"
    assert call(usher, token["access_token"]).status_code == 200
    refused = call(usher, token["access_token"], method="POST", data=b"new note")
    assert refused.status_code == 403
    challenge = refused.headers["WWW-Authenticate"]
    assert 'error="insufficient_scope"' in challenge and 'scope="notes:write notes:read"' in challenge


def test_a_token_in_the_query_is_not_looked_at(usher, connected):
    """RFC 6750 §2.3, OAuth 2.1 §5.2."""
    assert call(usher, None, "/notes/all?access_token=" + connected[2]["access_token"]).status_code == 401


SPELLINGS = ["X-Usher-User", "x-usher-user", "X-USHER-EMAIL", "X_Usher_User", "x-usher-anything-else", "X-Usher-Assertion"]


@pytest.mark.parametrize("name", SPELLINGS)
def test_nobody_can_claim_to_be_somebody_else_by_a_header(usher, connected, name):
    person, _, token = connected
    seen = call(usher, token["access_token"], headers={name: "root@example.com"}).json()
    assert all(value != "root@example.com" for _, value in seen["headers"])
    assert headers_named(seen, "x-usher-")["x-usher-email"] == person.account.email


def test_headers_that_belong_to_one_connection_do_not_reach_the_upstream(usher, connected):
    """RFC 9110 §7.6.1: what `Connection` names goes no further."""
    seen = call(usher, connected[2]["access_token"], headers={
        "Connection": "keep-alive, X-Secret-Hop", "X-Secret-Hop": "1", "Proxy-Authorization": "Basic eDp5",
        "Cookie": "session=1"}).json()
    names = {name.lower() for name, _ in seen["headers"]}
    assert not names & {"x-secret-hop", "proxy-authorization", "authorization", "cookie"}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_each_method_arrives_with_its_path_query_and_body(usher, connected, method):
    body = None if method in ("GET", "DELETE") else b'{"note": "milk"}'
    answer = call(usher, connected[2]["access_token"], "/notes/a%20b/c?x=1&y=%2F", method, data=body,
                  headers={"Content-Type": "application/json"})
    seen = answer.json()
    assert seen["method"] == method and seen["path"].endswith("/a%20b/c?x=1&y=%2F")
    assert seen["length"] == len(body or b"")


def test_a_large_upload_arrives_whole_with_and_without_a_length(usher, connected):
    body = os.urandom(8 << 20)
    token = connected[2]["access_token"]
    for data in (body, (body[at:at + 65536] for at in range(0, len(body), 65536))):
        seen = call(usher, token, "/notes/upload", "POST", data=data).json()
        assert (seen["length"], seen["digest"]) == (len(body), hashlib.sha256(body).hexdigest())


def test_server_sent_events_arrive_when_they_are_sent_and_not_at_the_end(usher, upstream, connected):
    with call(usher, connected[2]["access_token"], "/notes/events", stream=True) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        lines = (line for line in answer.iter_lines() if line)
        assert next(lines) == b"data: 0"  # the upstream has sent no more than this
        for number in (1, 2):
            upstream.release()
            assert next(lines) == b"data: %d" % number


@pytest.mark.parametrize("status", [204, 304, 404, 418, 500, 503])
def test_the_upstreams_own_status_is_passed_on(usher, connected, status):
    assert call(usher, connected[2]["access_token"], f"/notes/status/{status}").status_code == status


def test_an_upstream_that_is_not_there_is_a_502_in_json(new_usher, upstream):
    server = new_usher()
    server.config.write_text(server.config.read_text().replace(upstream.url, "http://127.0.0.1:9"))
    server.start()
    token = ConfidentialClient.plugin(server).connect(Person(server, server.add_person()))
    answer = call(server, token["access_token"])
    assert answer.status_code == 502 and answer.headers["Content-Type"].startswith("application/json")
    assert answer.json()["error"]


def test_a_token_for_another_resource_does_not_open_this_one(new_usher, upstream):
    """RFC 8707 §2.2, RFC 9068 §4: the audience is exactly what was granted."""
    server = new_usher()
    server.config.write_text(server.config.read_text() + (
        "  tasks:\n    path: /tasks\n    upstream: " + upstream.url + "\n    kind: http\n"
        "    scopes: { \"tasks:read\": Read your tasks }\n    rules: [ { path: /**, scope: \"tasks:read\" } ]\n"))
    server.start()
    client = ConfidentialClient.plugin(server, scope="notes:read")
    token = client.connect(Person(server, server.add_person()), resource=server.url("/notes"))
    assert call(server, token["access_token"], "/notes/all").status_code == 200
    refused = call(server, token["access_token"], "/tasks/all")
    assert refused.status_code == 401 and 'error="invalid_token"' in refused.headers["WWW-Authenticate"]


def test_a_disabled_user_and_a_removed_client_are_felt_by_the_next_call(usher):
    person, client = Person(usher, usher.add_person()), ConfidentialClient.plugin(usher)
    first, second = client.connect(person), ConfidentialClient.action(usher)
    other = second.connect(person)
    usher.json("client", "remove", client.client.client_id)
    wait_for_401(usher, first)
    assert call(usher, other["access_token"]).status_code == 200
    usher.json("user", "disable", person.account.email)
    wait_for_401(usher, other)
    assert second.refresh(other["refresh_token"]).json()["error"] == "invalid_grant"


def wait_for_401(usher, token):
    """A change made by a command is seen by the running server within 2 s."""
    until(lambda: call(usher, token["access_token"]).status_code == 401, 2, "the next call to be refused")


def test_metadata_of_the_protected_resource_names_this_server(usher):
    """RFC 9728 §3; CLIENTS.md RS2, M7."""
    document = requests.get(usher.url("/.well-known/oauth-protected-resource/notes"), timeout=10).json()
    assert document["resource"] == usher.url("/notes")
    assert document["authorization_servers"][0] == usher.base
    assert "offline_access" not in document.get("scopes_supported", [])
