"""A client that nobody added registers itself and connects a person. RFC 7591, RFC 7592; CLIENTS.md 1.2."""

import requests

from kit.clients import PublicClient, call
from kit.person import Person
from kit.usher import CONFIGURATION, Client
from kit.waiting import until


def register(usher, **document):
    return requests.post(usher.url("/register"), json=document, timeout=30, allow_redirects=False)


def connected(usher, answer):
    """The client that registered itself, ready to connect people."""
    record = answer.json()
    uri = record["redirect_uris"][0]
    return PublicClient(usher, Client(record["client_id"], None, [uri], record), uri)


def test_a_client_finds_the_endpoint_registers_and_is_allowed(usher, person):
    metadata = requests.get(usher.url("/.well-known/oauth-authorization-server"), timeout=30).json()
    assert metadata["registration_endpoint"] == usher.url("/register")
    answer = register(
        usher, client_name="Inspector", redirect_uris=["http://127.0.0.1:6274/oauth/callback"], scope="",
        grant_types=["authorization_code", "refresh_token"], response_types=["code"], token_endpoint_auth_method="none")
    assert answer.status_code == 201, answer.text
    assert "client_secret" not in answer.json() and "scope" not in answer.json()
    client = connected(usher, answer)
    tokens = client.connect(person)
    assert call(usher, tokens["access_token"]).status_code == 200
    assert client.refresh(tokens["refresh_token"]).status_code == 200
    listed = {one["client_id"]: one for one in usher.json("client", "list")}
    assert listed[client.client.client_id]["registration"] == "dynamic"
    assert listed[client.client.client_id]["last_granted_at"]


def test_the_client_ends_itself_and_its_tokens(usher, person):
    answer = register(
        usher, client_name="Short", redirect_uris=["http://127.0.0.1/callback"], token_endpoint_auth_method="none",
        grant_types=["authorization_code", "refresh_token"])
    client, record = connected(usher, answer), answer.json()
    tokens = client.connect(person)
    bearer = {"Authorization": f"Bearer {record['registration_access_token']}"}
    uri = record["registration_client_uri"]
    assert requests.get(uri, headers=bearer, timeout=30).json()["client_name"] == "Short"
    assert requests.delete(uri, headers=bearer, timeout=30).status_code == 204
    assert call(usher, tokens["access_token"]).status_code == 401
    refreshed = client.refresh(tokens["refresh_token"])
    assert (refreshed.status_code, refreshed.json()["error"]) == (401, "invalid_client")
    assert requests.get(uri, headers=bearer, timeout=30).status_code == 401


def test_an_unused_client_is_swept_and_a_used_one_stays(new_usher):
    usher = new_usher(configuration=CONFIGURATION + "lifetimes: {{ unused_client: 1s }}\n").start()
    person = Person(usher, usher.add_person())
    document = {"redirect_uris": ["http://127.0.0.1/callback"], "token_endpoint_auth_method": "none"}
    used = connected(usher, register(usher, client_name="Used", **document))
    used.connect(person)
    register(usher, client_name="Unused", **document)

    def swept():
        return [one["client_name"] for one in usher.json("client", "list")] == ["Used"]
    until(swept, 90, "the unused client to be swept")
    assert used.connect(person)["access_token"]


def test_where_it_is_closed_nobody_registers(new_usher):
    usher = new_usher(configuration=CONFIGURATION + "registration: {{ dynamic: false }}\n").start()
    answer = register(usher, redirect_uris=["http://127.0.0.1/callback"])
    assert (answer.status_code, answer.json()["error"]) == (404, "registration_not_supported")
    metadata = requests.get(usher.url("/.well-known/oauth-authorization-server"), timeout=30).json()
    assert "registration_endpoint" not in metadata
