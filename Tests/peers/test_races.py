"""A hundred at once. A code works once (RFC 6749 §4.1.2); a refresh token is rotated, and its immediate predecessor gets an
equally valid answer for 60 s (the grace rule), because clients repeat requests whose answer they lost.

USHER_RACE_ROUNDS sets the rounds (20).
"""

import json
import os
from urllib.parse import urlencode

import pytest
import requests

from kit.clients import ConfidentialClient, call
from kit.wire import all_at_once, form_post

ROUNDS = int(os.environ.get("USHER_RACE_ROUNDS", "20"))
pytestmark = pytest.mark.both_databases
AT_ONCE = 100
PATIENCE = 60 + 10 * ROUNDS


def same_request(client, copies=AT_ONCE, **fields):
    fields = {**fields, "client_id": client.client.client_id, "client_secret": client.client.client_secret}
    return [form_post(client.usher.port, "/token", urlencode(fields))] * copies


def split(replies):
    """The answers that gave tokens, and those that refused; there may be no third kind."""
    won, lost = [], []
    for reply in replies:
        assert reply is not None, "a request got no answer"
        body = json.loads(reply.body)
        if reply.status == 200:
            won.append(body)
        else:
            assert (reply.status, body["error"]) == (400, "invalid_grant"), reply.raw
            lost.append(body)
    return won, lost


@pytest.mark.timeout(PATIENCE)
def test_of_a_hundred_redemptions_of_one_code_exactly_one_succeeds(usher, person):
    client = ConfidentialClient.plugin(usher)
    person.authorize(client.authorize_url(state="first"))
    for number in range(ROUNDS):
        code = person.authorize(client.authorize_url(state=str(number)))["code"]
        replies = all_at_once(usher.port, same_request(
            client, grant_type="authorization_code", code=code, redirect_uri=client.redirect_uri))
        won, lost = split(replies)
        assert (len(won), len(lost)) == (1, AT_ONCE - 1), f"round {number}"
        # The code was replayed, so what the first redemption gave is dead too. RFC 6749 §4.1.2, §10.5
        assert call(usher, won[0]["access_token"]).status_code == 401
        refresh = client.refresh(won[0]["refresh_token"])
        assert (refresh.status_code, refresh.json()["error"]) == (400, "invalid_grant")


@pytest.mark.timeout(PATIENCE)
def test_a_hundred_refreshes_with_one_token_all_get_equally_valid_answers(usher, person):
    client = ConfidentialClient.plugin(usher)
    token = client.connect(person)["refresh_token"]
    for number in range(ROUNDS):
        replies = all_at_once(usher.port, same_request(client, grant_type="refresh_token", refresh_token=token))
        won, lost = split(replies)
        assert won, f"round {number}: nobody got a token"
        assert not lost, f"round {number}: {len(lost)} repeats within the grace window were refused"
        for answer in (won[0], won[-1]):
            assert call(usher, answer["access_token"]).status_code == 200
        # Each answer's refresh token carries on. The next round starts from what the last one gives.
        assert client.refresh(won[0]["refresh_token"]).status_code == 200
        carried_on = client.refresh(won[-1]["refresh_token"])
        assert carried_on.status_code == 200
        token = carried_on.json()["refresh_token"]


def test_the_immediate_predecessor_is_forgiven_and_an_older_one_ends_the_grant(usher, person):
    """RFC 9700 §4.14.2: reuse of an old token revokes the whole family; the grace is for the immediate predecessor only."""
    client = ConfidentialClient.plugin(usher)
    first = client.connect(person)
    second = client.refresh(first["refresh_token"]).json()
    again = client.refresh(first["refresh_token"])
    assert again.status_code == 200, "the answer to the first refresh was lost; the client asks again"
    third = client.refresh(second["refresh_token"])
    assert third.status_code == 200
    fourth = client.refresh(third.json()["refresh_token"])
    assert fourth.status_code == 200
    reused = client.refresh(first["refresh_token"])
    assert (reused.status_code, reused.json()["error"]) == (400, "invalid_grant")
    dead = client.refresh(fourth.json()["refresh_token"])
    assert (dead.status_code, dead.json()["error"]) == (400, "invalid_grant")
    assert call(usher, fourth.json()["access_token"]).status_code == 401


def test_after_a_revocation_was_answered_no_refresh_succeeds(usher, person):
    """RFC 7009 §2.2, and the grace window does not revive a revoked token."""
    client = ConfidentialClient.plugin(usher)
    first = client.connect(person)
    second = client.refresh(first["refresh_token"]).json()
    revoked = requests.post(usher.url("/revoke"), timeout=10, data={
        "token": second["refresh_token"], "client_id": client.client.client_id,
        "client_secret": client.client.client_secret})
    assert revoked.status_code == 200
    for token in (first["refresh_token"], second["refresh_token"]):
        answer = client.refresh(token)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert call(usher, second["access_token"]).status_code == 401


def test_a_code_is_bound_to_its_client_and_its_redirect_uri(usher, person):
    """RFC 6749 §4.1.3."""
    mine, other = ConfidentialClient.plugin(usher), ConfidentialClient.plugin(usher)
    code = person.authorize(mine.authorize_url(state="1"))["code"]
    stolen = other.token(grant_type="authorization_code", code=code, redirect_uri=mine.redirect_uri)
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    code = person.authorize(mine.authorize_url(state="2"))["code"]
    moved = mine.token(grant_type="authorization_code", code=code, redirect_uri=other.redirect_uri)
    assert (moved.status_code, moved.json()["error"]) == (400, "invalid_grant")
