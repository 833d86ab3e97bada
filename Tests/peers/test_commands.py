"""The commands as scripts use them: one JSON document on stdout, an exit status, changes seen by the running server within 2 s."""

import json

import pytest
import requests

from kit.clients import ConfidentialClient, call
from kit.person import Person, Refused
from kit.usher import Account
from kit.waiting import until

SEEN_WITHIN = 2.0


def test_adding_a_person_prints_one_json_document_without_the_password(usher):
    account = usher.add_person("Ada@Example.com", "a long enough pass phrase", "--name", "Ada")
    assert account.record["email"].lower() == "ada@example.com"
    done = usher.run("user", "list", "--json")
    assert done.returncode == 0 and "pass phrase" not in done.stdout
    assert any(one["email"].lower() == "ada@example.com" for one in people(json.loads(done.stdout)))
    assert usher.json("user", "show", "ada@example.com")["email"].lower() == "ada@example.com"


def people(document):
    return document if isinstance(document, list) else next(iter(document.values()))


def test_adding_a_person_twice_fails_with_one_sentence(usher):
    account = usher.add_person()
    done = usher.run("user", "add", account.email, "--password-stdin", stdin="another long pass phrase\n")
    assert done.returncode == 1 and "already" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and not done.stdout


def test_a_client_is_printed_with_its_id_secret_and_redirect_uris(usher):
    client = usher.add_client("chatgpt-plugin", name="Notes for ChatGPT")
    assert client.client_id and client.client_secret
    # A plugin's callback address is known only after it was registered, so there is a pattern with one open segment.
    assert client.redirect_uris == [] and client.record["redirect_patterns"] == [
        "https://chat.openai.com/aip/plugin-*/oauth/callback"]
    assert usher.add_client("web", "http://127.0.0.1/callback").redirect_uris == ["http://127.0.0.1/callback"]
    assert not client.client_id.startswith("https://")
    shown = usher.run("client", "show", client.client_id, "--json")
    assert shown.returncode == 0 and client.client_secret not in shown.stdout
    assert usher.add_client("mcp", "http://127.0.0.1/callback").client_secret is None


def test_a_rotated_secret_works_and_the_old_one_does_not(usher, person):
    client = ConfidentialClient.plugin(usher)
    code = person.authorize(client.authorize_url(state="1"))["code"]
    old = client.client.client_secret
    new = usher.json("client", "rotate-secret", client.client.client_id)["client_secret"]
    assert new != old

    def old_is_refused():
        answer = client.token(grant_type="refresh_token", refresh_token="x")
        return answer.status_code == 401 and answer.json()["error"] == "invalid_client"
    until(old_is_refused, SEEN_WITHIN, "the old secret to be refused")
    client.client.client_secret = new
    assert client.exchange(code).status_code == 200


def test_a_new_client_and_a_new_person_are_seen_by_the_running_server(usher):
    client, person = ConfidentialClient.plugin(usher), Person(usher, usher.add_person())
    assert client.connect(person)["access_token"]


def test_a_disabled_person_cannot_sign_in_and_an_enabled_one_can(usher, person):
    client = ConfidentialClient.plugin(usher)
    usher.json("user", "disable", person.account.email)
    with pytest.raises(Refused):
        person.authorize(client.authorize_url(state="1"))
    usher.json("user", "enable", person.account.email)
    assert Person(usher, person.account).authorize(client.authorize_url(state="2"))["code"]


def test_a_new_password_ends_the_old_sessions_and_the_old_password(usher, person):
    client = ConfidentialClient.plugin(usher)
    person.authorize(client.authorize_url(state="1"))
    done = usher.run("user", "set-password", person.account.email, "--password-stdin", stdin="quite another pass phrase\n")
    assert done.returncode == 0, done.stderr
    until(lambda: person.get(client.authorize_url(state="2", prompt="none")).headers.get("Location", "").find(
        "error=login_required") > 0, SEEN_WITHIN, "the session to be over")
    with pytest.raises(Refused):
        Person(usher, person.account).authorize(client.authorize_url(state="3"))
    renewed = Account(person.account.email, "quite another pass phrase", {})
    assert Person(usher, renewed).authorize(client.authorize_url(state="4"))["code"]


def test_a_removed_person_is_gone(usher, person):
    token = ConfidentialClient.plugin(usher).connect(person)
    usher.json("user", "remove", person.account.email)
    until(lambda: call(usher, token["access_token"]).status_code == 401, SEEN_WITHIN, "the token to be refused")
    assert usher.run("user", "show", person.account.email).returncode == 1


def test_rotating_the_key_keeps_tokens_that_are_out_alive(usher, person):
    client = ConfidentialClient.plugin(usher)
    token = client.connect(person)
    kids = {key["kid"] for key in requests.get(usher.url("/jwks"), timeout=5).json()["keys"]}
    usher.json("key", "rotate")
    until(lambda: {key["kid"] for key in requests.get(usher.url("/jwks"), timeout=5).json()["keys"]} - kids,
          SEEN_WITHIN, "the new key to be published")
    assert kids <= {key["kid"] for key in requests.get(usher.url("/jwks"), timeout=5).json()["keys"]}
    assert call(usher, token["access_token"]).status_code == 200
    assert call(usher, client.refresh(token["refresh_token"]).json()["access_token"]).status_code == 200


def test_the_list_of_keys_says_when_they_are_replaced_by_themselves(usher):
    before = [key for key in usher.json("key", "list") if "retires_at" not in key]
    assert len(before) == 2 and all(key["rotates_at"] > key["created_at"] for key in before)
    assert "The next rotation is due 20" in usher.run("key", "list").stdout
    usher.json("key", "rotate")
    replaced = {key["kid"] for key in usher.json("key", "list") if "retires_at" in key and "rotates_at" not in key}
    assert {key["kid"] for key in before} <= replaced


USAGE = [["no-such-command"], ["user"], ["user", "add"], ["client", "add"], ["serve", "--no-such-option"],
         ["client", "add", "--profile", "no-such-profile", "--name", "x"]]


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_wrong_usage_is_64_and_said_on_stderr(usher, arguments):
    done = usher.run(*arguments, config=arguments[0] in ("client", "user") and len(arguments) > 2)
    if arguments == ["user"]:  # a group alone may show its help
        assert done.returncode in (0, 64)
        return
    assert done.returncode == 64, (done.returncode, done.stdout, done.stderr)
    assert done.stderr.strip() and not done.stdout.strip()


FAILURES = [["user", "show", "nobody@example.com"], ["user", "disable", "nobody@example.com"],
            ["client", "show", "no-such-client"], ["client", "remove", "no-such-client"],
            ["client", "rotate-secret", "no-such-client"]]


@pytest.mark.parametrize("arguments", FAILURES, ids=" ".join)
def test_a_failure_is_1_and_one_sentence_on_stderr(usher, arguments):
    done = usher.run(*arguments)
    assert done.returncode == 1 and not done.stdout.strip()
    assert arguments[-1] in done.stderr and len(done.stderr.strip().splitlines()) <= 2
    assert "Fatal" not in done.stderr and "Optional(" not in done.stderr


def test_a_client_with_a_dangerous_redirect_uri_is_not_added(usher):
    for uri in ("javascript:alert(1)", "http://example.com/callback", "https://example.com/a#b", "not a url"):
        done = usher.run("client", "add", "--profile", "web", "--name", "x", "--redirect-uri", uri, "--json")
        assert done.returncode in (1, 64) and not done.stdout.strip() and done.stderr.strip(), uri
