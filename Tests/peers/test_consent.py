"""Signing up, agreeing and refusing inside a client's flow. RFC 6749 §4.1, RFC 9207, OpenID Connect Core §3.1.2.1."""

import secrets
from urllib.parse import quote, unquote_to_bytes

import pytest

from kit.clients import ConfidentialClient, PublicClient, call
from kit.person import Person, Refused
from kit.upstream import headers_named
from kit.usher import Account


def test_signing_up_inside_the_flow_ends_in_the_flow(usher):
    client = ConfidentialClient.plugin(usher)
    newcomer = Person(usher, Account(f"new-{secrets.token_hex(4)}@example.com", "a long enough pass phrase", {}))
    landing = newcomer.authorize(client.authorize_url(state="s1"), sign_up=True)
    assert landing.pages == ["sign-in", "sign-up", "consent"]
    token = client.exchange(landing["code"]).json()
    told = headers_named(call(usher, token["access_token"]).json(), "x-usher-")
    assert told["x-usher-email"] == newcomer.account.email


def test_consent_is_asked_once_and_again_only_when_the_client_wants_it(usher, person):
    client = ConfidentialClient.action(usher)
    assert person.authorize(client.authorize_url(state="1")).pages == ["sign-in", "consent"]
    assert person.authorize(client.authorize_url(state="2")).pages == []
    assert person.authorize(client.authorize_url(state="3", prompt="consent")).pages == ["consent"]


def test_more_scopes_are_asked_for_again(usher, person):
    client = ConfidentialClient.action(usher, scope="notes:read")
    assert person.authorize(client.authorize_url(state="1")).pages == ["sign-in", "consent"]
    client.scope = "notes:read notes:write"
    assert person.authorize(client.authorize_url(state="2")).pages == ["consent"]
    client.scope = "notes:write"
    assert person.authorize(client.authorize_url(state="3")).pages == []


def test_prompt_login_asks_for_the_password_again(usher, person):
    client = ConfidentialClient.action(usher)
    person.authorize(client.authorize_url(state="1"))
    assert "sign-in" in person.authorize(client.authorize_url(state="2", prompt="login")).pages


def test_prompt_none_never_shows_a_page(usher, person):
    client = ConfidentialClient.plugin(usher)
    landing = person.authorize(client.authorize_url(state="a", prompt="none"))
    assert (landing.pages, landing["error"], landing["state"]) == ([], "login_required", "a")
    person.authorize(client.authorize_url(state="b"))
    landing = person.authorize(client.authorize_url(state="c", prompt="none"))
    assert landing.pages == [] and landing["code"]


@pytest.mark.parametrize("make", [ConfidentialClient.plugin, ConfidentialClient.action, PublicClient.register])
def test_refusing_tells_the_client_so_with_state_and_issuer(usher, person, make):
    client = make(usher)
    landing = person.authorize(client.authorize_url(state="no thanks"), decision="deny")
    assert landing["error"] == "access_denied"
    assert landing["state"] == "no thanks" and landing["iss"] == usher.base
    assert landing.get("code") is None
    # A refusal is not remembered as a consent.
    assert "consent" in person.authorize(client.authorize_url(state="again")).pages


STATES = {
    "base64 with plus, slash and equals": quote("ey/lnTwSm9FUcQN/Qds+Cg==", safe=""),
    "base64 with a raw slash": "ey/lnTwSm9FUcQN/Qds%2BCg%3D%3D",
    "a space as %20": "one%20two",
    "600 characters": "openai_platform_oauth_relay__" + secrets.token_hex(286)[:571],
    "4096 characters": secrets.token_hex(2048),
    "UTF-8": quote("Grüße, 世界 🌍"),
    "one character": "x",
    "a UUID": "0f8fad5b-d9cd-469f-a165-70867728950e",
    "percent signs": quote("100%25 sure %zz", safe=""),
    "ampersand and equals": quote("a=1&b=2#c?d", safe=""),
    "quotes and markup": quote("\"'<script>alert(1)</script>\\", safe=""),
    "lower-case percent-encoding": "a%2fb%3fc",
    "what Mustache would replace": quote("{{state}} {{{iss}}} ${code}", safe=""),
}


@pytest.mark.parametrize("name", STATES)
def test_state_comes_back_octet_for_octet(usher, name):
    """RFC 6749 §4.1.2: byte-identical, and an application/x-www-form-urlencoded reader must read the same bytes."""
    raw = STATES[name]
    sent = unquote_to_bytes(raw)
    client = ConfidentialClient.plugin(usher)
    signed_in = Person(usher, usher.add_person())
    for pages in (["sign-in", "consent"], []):  # by way of the pages, and at once
        landing = signed_in.authorize(client.authorize_url(raw_state=raw))
        assert landing.pages == pages
        states = [pair.partition("=")[2] for pair in landing.raw_query.split("&") if pair.startswith("state=")]
        assert len(states) == 1
        assert "+" not in states[0], "a plus would be read as a space"
        assert unquote_to_bytes(states[0]) == sent
        assert landing["state"].encode() == sent


def test_without_a_state_none_is_invented(usher, person):
    landing = person.authorize(ConfidentialClient.plugin(usher).authorize_url())
    assert landing.get("state") is None and landing["code"]


def test_an_unregistered_redirect_uri_shows_a_page_and_sends_nobody_anywhere(usher, person):
    client = ConfidentialClient.plugin(usher)
    client.redirect_uri = "https://chat.openai.com.evil.example/aip/plugin-1/oauth/callback"
    with pytest.raises(Refused) as refused:
        person.authorize(client.authorize_url(state="1"))
    assert refused.value.response.status_code == 400
    assert "Location" not in refused.value.response.headers


def test_form_post_delivers_the_answer_in_a_form(usher, person):
    """OAuth 2.0 Form Post Response Mode §2."""
    client = ConfidentialClient.plugin(usher)
    landing = person.authorize(client.authorize_url(state="f", response_mode="form_post"))
    assert landing.url == client.redirect_uri
    assert landing["state"] == "f" and landing["iss"] == usher.base
    assert client.exchange(landing["code"]).status_code == 200


def test_the_consent_page_says_who_asks_for_what_and_where_the_answer_goes(usher, person):
    """CLIENTS.md A6: the redirect host is shown."""
    client = ConfidentialClient.plugin(usher)
    client.scope = "notes:read"
    response = person.sign_in()
    assert response.status_code in (302, 303)
    page = person.page(client.authorize_url(state="1").removeprefix(usher.base))
    assert page.form_with(button="decision") is not None
    assert client.client.record["client_name"] in page.said
    assert "Read your notes" in page.said and "Change your notes" not in page.said
    assert "chat.openai.com" in page.said and person.account.email in page.said
