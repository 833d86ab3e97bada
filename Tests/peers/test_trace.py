"""The trace: a connection that fails says why and what to do, and the command that it shows makes it work."""

import json
import shlex
import subprocess

import requests

from kit.clients import ConfidentialClient, call
from kit.person import Person
from kit.usher import BINARY
from kit.waiting import until

WRITTEN_WITHIN = 5.0


def attempts(usher, *options):
    return usher.json("trace", "list", *options)


def latest(usher, client_id, is_there=lambda attempt: True):
    """The newest attempt of a client, whole, once as much of it as is asked for has been written down."""
    found = []

    def look():
        shown = (usher.json("trace", "show", one["id"]) for one in attempts(usher, "--client", client_id))
        found[:] = [attempt for attempt in shown if is_there(attempt)]
        return bool(found)
    until(look, WRITTEN_WITHIN, "the attempt to be written down")
    return found[0]


def steps(attempt):
    return [step["step"] for step in attempt["steps"]]


def test_a_connection_is_one_attempt_from_the_first_call_to_the_first_with_a_token(usher, person):
    client = ConfidentialClient.plugin(usher)
    tokens = client.connect(person)
    assert call(usher, tokens["access_token"]).status_code == 200
    attempt = latest(usher, client.client.client_id, lambda one: one["state"] == "connected")
    assert steps(attempt)[0] == "authorization" and steps(attempt)[-3:] == ["code", "token", "call"], steps(attempt)
    assert attempt["profile"] == "chatgpt-plugin" and "explanation" not in attempt


def test_a_rejected_redirect_uri_shows_the_command_that_allows_it_and_the_command_works(usher, person):
    client = usher.add_client("web", "http://127.0.0.1/callback", name="Notes web")
    new = "https://notes.example/signed-in?tenant=7"
    url = usher.url("/authorize")
    sent = {"response_type": "code", "client_id": client.client_id, "redirect_uri": new, "state": "s",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}
    assert requests.get(url, params=sent, allow_redirects=False, timeout=30).status_code == 400
    attempt = latest(usher, client.client_id)
    assert attempt["state"] == "failed" and attempt["explanation"]["fault"] == "operator"
    command = shlex.split(attempt["explanation"]["command"])
    assert command == ["usher", "client", "allow-redirect", client.client_id, new]
    text = usher.run("trace", "show", attempt["id"]).stdout
    assert attempt["explanation"]["command"] in text and "\x1b" not in text
    done = usher.json(*command[1:])
    assert new in done["redirect_uris"]

    def is_allowed():
        return requests.get(url, params=sent, allow_redirects=False, timeout=30).status_code == 303
    until(is_allowed, WRITTEN_WITHIN, "the redirect URI to be allowed")
    again = usher.json(*command[1:])
    assert again["redirect_uris"].count(new) == 1


def test_a_dangerous_redirect_uri_is_never_allowed(usher):
    client = usher.add_client("web", "http://127.0.0.1/callback")
    for uri in ["javascript:alert(1)", "http://notes.example/cb", "https://a.example/#x", "https://u:p@a.example/"]:
        done = usher.run("client", "allow-redirect", client.client_id, uri)
        assert done.returncode == 1 and uri in done.stderr and not done.stdout, uri
    service = usher.add_client("service")
    assert usher.run("client", "allow-redirect", service.client_id, "https://a.example/").returncode == 1
    assert usher.run("client", "allow-redirect", "nobody", "https://a.example/").returncode == 1


def test_a_code_that_nobody_redeems_is_recognised(new_usher, upstream):
    from kit.usher import CONFIGURATION
    usher = new_usher(configuration=CONFIGURATION + "lifetimes: {{ code: 1s }}\n").start()
    person = Person(usher, usher.add_person())
    client = ConfidentialClient.action(usher)
    assert person.authorize(client.authorize_url(state="1"))["code"]
    attempt = latest(usher, client.client.client_id, lambda one: one["state"] == "abandoned")
    assert attempt["headline"] == "code issued, never redeemed"
    assert len(attempt["explanation"]["checks"]) == 5
    assert client.client.client_id in [one["client_id"] for one in attempts(usher, "--failed")]


def test_a_wrong_secret_is_named_for_the_operator_though_not_for_the_client(usher, person):
    client = ConfidentialClient.action(usher)
    code = person.authorize(client.authorize_url(state="1"))["code"]
    secret, client.client.client_secret = client.client.client_secret, "not-the-secret"
    assert client.exchange(code).json()["error"] == "invalid_client"
    attempt = latest(usher, client.client.client_id, lambda one: one["state"] == "failed")
    assert attempt["steps"][-1]["reason"] == "secret-wrong"
    assert attempt["explanation"]["command"] == f"usher client rotate-secret {client.client.client_id}"
    client.client.client_secret = secret
    assert client.exchange(code).status_code == 200
    assert latest(usher, client.client.client_id, lambda one: one["state"] == "connecting")["id"] == attempt["id"]


def test_no_secret_of_a_whole_connection_is_in_the_database_in_clear(usher, person):
    client = ConfidentialClient.action(usher, authentication="basic")
    state = "state-that-nobody-else-has-0123456789"
    code = person.authorize(client.authorize_url(state=state))["code"]
    tokens = client.exchange(code).json()
    refreshed = client.refresh(tokens["refresh_token"]).json()
    call(usher, refreshed["access_token"])
    requests.get(usher.url("/notes/x"), params={"access_token": tokens["access_token"]}, timeout=30)
    requests.post(usher.url("/token"), params={"code": code}, timeout=30)
    requests.get(usher.url("/authorize"), allow_redirects=False, timeout=30, params={
        "response_type": "code", "client_id": client.client.client_id, "state": state,
        "redirect_uri": f"https://ada:hunter2-hunter2@app.example/{code}?token={tokens['refresh_token']}"})
    latest(usher, client.client.client_id, lambda one: one["state"] == "connected")
    everything = "".join(json.dumps(usher.json("trace", "show", one["id"])) for one in attempts(usher, "--all", "--limit", "200"))
    assert client.client.client_id in everything
    for secret in [client.client.client_secret, state, code, tokens["access_token"], tokens["refresh_token"],
                   refreshed["access_token"], refreshed["refresh_token"], "hunter2-hunter2", person.account.password]:
        assert secret not in everything, secret


def test_watch_prints_each_step_as_it_happens_and_ends_when_told(usher, person):
    client = ConfidentialClient.plugin(usher)
    with subprocess.Popen([BINARY, "watch", "--json", "--config", str(usher.config)], stdout=subprocess.PIPE, text=True,
                          cwd=usher.folder) as watching:
        seen = []
        for _ in range(20):
            # The watch begins with what comes after its start, which nobody is told: so something comes until it is seen.
            requests.get(usher.url("/authorize"), params={"client_id": f"nobody-{len(seen)}"}, timeout=30)
            client.connect(person)
            line = json.loads(watching.stdout.readline())
            seen.append(line)
            if line.get("step") == "token" and line.get("client_id") == client.client.client_id:
                break
        assert all(line["attempt"] for line in seen)
        watching.terminate()
        assert watching.wait(10) == 0


def test_the_console_shows_the_latest_attempts_to_the_operator_alone(new_usher):
    usher = new_usher().start()
    admin, ben = Person(usher, usher.add_person(None, None, "--admin")), Person(usher, usher.add_person())
    client = ConfidentialClient.plugin(usher)
    client.connect(ben)
    attempt = latest(usher, client.client.client_id, lambda one: "token" in steps(one))
    admin.sign_in()
    page = admin.get(usher.url("/admin")).text
    assert f"/admin/attempt?id={attempt['id']}" in page
    assert "token request" in admin.get(usher.url(f"/admin/attempt?id={attempt['id']}")).text
    assert ben.get(usher.url(f"/admin/attempt?id={attempt['id']}")).status_code == 404
    assert admin.get(usher.url("/admin/attempt?id=nothing")).status_code == 404


def test_nothing_is_recorded_where_the_operator_does_not_want_it(new_usher):
    from kit.usher import CONFIGURATION
    usher = new_usher(configuration=CONFIGURATION + "trace: {{ enabled: false }}\n").start()
    client = ConfidentialClient.plugin(usher)
    client.connect(Person(usher, usher.add_person()))
    usher.stop()
    assert attempts(usher) == []
