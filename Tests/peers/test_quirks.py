"""Quirks of clients that need a real socket, a real browser or a running process. The others are in `Tests/QuirkTests`;
docs/quirks.md has them all by number.
"""

import secrets
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from kit.browser import BrowserPerson
from kit.callback import NEXT_HOP
from kit.clients import ConfidentialClient, PublicClient, call
from kit.mcp_upstream import PATH, mcp_configuration
from kit.person import Person
from kit.waiting import until

ROOT = Path(__file__).resolve().parents[2]
REVISION = "2026-07-28"
RELAY = "openai_platform_oauth_relay__" + secrets.token_hex(2048)


@pytest.mark.parametrize("length", [521, 541, 4096])
def test_q1_a_state_of_kilobytes_passes_the_limits_of_a_real_server(usher, person, length):
    client = PublicClient.register(usher)
    for pages in (["sign-in", "consent"], []):
        landing = person.authorize(client.authorize_url(state=RELAY[:length]))
        assert landing.pages == pages and landing["state"] == RELAY[:length]
    assert client.exchange(landing["code"]).status_code == 200


def test_q2_a_browser_carries_a_base64_state_there_and_back_unchanged(usher, browser_person, elsewhere):
    client = ConfidentialClient.plugin(usher)
    state = "ey/lnTwSm9FUcQN/Qds+Cg=="
    browser_person.authorize(client.authorize_url(raw_state=quote(state, safe="")))
    landing = elsewhere.landing(state)
    assert "%2B" in landing.raw_query and "+" not in landing.raw_query


def said_by(driver):
    """What the browser wrote into its console."""
    return [entry["message"] for entry in driver.get_log("browser")]


def approve(usher, person, redirect_uri):
    """The person presses "allow"; where the browser ends is the client's affair. Returns the client and its state."""
    client = PublicClient(usher, usher.add_client("web", redirect_uri), redirect_uri)
    state = secrets.token_urlsafe(12)
    person.driver.get(client.authorize_url(state=state))
    person.fill_in()
    person.find("[name=decision][value=allow]").click()
    return client, state


@pytest.mark.parametrize("redirect_uri, hop", [
    ("https://chatgpt.com/connector/oauth/OUbdUMlL15Ct", NEXT_HOP),
    ("https://claude.ai/api/mcp/auth_callback", None),
])
def test_q5_approving_survives_a_chain_that_goes_on_to_another_host_or_a_program(
        usher, browser_person, elsewhere, redirect_uri, hop):
    """Chromium holds each hop after a form to the `form-action` of the form's page; claude.ai goes on to claude://."""
    client, state = approve(usher, browser_person, redirect_uri)
    landing = elsewhere.landing(state)
    assert landing.url.startswith(redirect_uri + "?") and landing["iss"] == usher.base
    assert client.exchange(landing["code"]).status_code == 200
    if hop:
        until(lambda: browser_person.driver.current_url == hop, 10, "the browser to go on")
    assert not [line for line in said_by(browser_person.driver) if "form-action" in line or "Security Policy" in line]


def test_q5_an_app_of_its_own_scheme_gets_its_code_from_a_page_that_a_person_can_press(usher, new_browser):
    redirect_uri = "cursor://anysphere.cursor-mcp/oauth/callback"
    client = PublicClient(usher, usher.add_client("cursor", redirect_uri), redirect_uri)
    person = BrowserPerson(usher, usher.add_person(), new_browser())
    person.driver.get(client.authorize_url(state="own scheme"))
    person.fill_in()
    person.press(person.find("[name=decision][value=allow]"))
    link = until(lambda: person.find(f"a[href^='{redirect_uri}?']"), 10, "the page that leads to the app")
    assert "state=own%20scheme" in link.get_attribute("href") or "state=own+scheme" in link.get_attribute("href")
    assert not [line for line in said_by(person.driver) if "Security Policy" in line]


def test_q43_a_restart_keeps_keys_clients_and_connections(new_usher):
    server = new_usher().start()
    client = PublicClient.register(server)
    token = client.connect(Person(server, server.add_person()))
    keys = requests.get(server.url("/jwks"), timeout=10).json()
    assert server.stop() == 0
    server.start()
    assert requests.get(server.url("/jwks"), timeout=10).json() == keys
    assert call(server, token["access_token"]).status_code == 200
    assert client.refresh(token["refresh_token"]).status_code == 200


# MCP: a server of its own.


@pytest.fixture(scope="module")
def mcp(new_mcp_usher):
    return new_mcp_usher(mcp_configuration()).start()


@pytest.fixture
def mcp_person(mcp):
    return Person(mcp, mcp.add_person())


def mcp_call(server, method, params=None, token=None, **headers):
    """One JSON-RPC call of the stateless revision, as raw as it can be."""
    meta = {"io.modelcontextprotocol/protocolVersion": REVISION, "io.modelcontextprotocol/clientCapabilities": {}}
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": REVISION, "Mcp-Method": method,
               **({"Mcp-Name": params["name"]} if params else {}), **headers}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**(params or {}), "_meta": meta}}
    return requests.post(server.url(PATH), json=body, headers=headers, timeout=30)


@pytest.mark.parametrize("origin", ["https://claude.ai", "https://chatgpt.com", "null", "https://elsewhere.example"])
def test_q16_neither_a_registration_nor_an_mcp_call_is_refused_for_its_origin(mcp, mcp_person, origin):
    answer = requests.post(mcp.url("/register"), json={"redirect_uris": ["http://127.0.0.1/callback"]}, timeout=10,
                           headers={"Origin": origin})
    assert answer.status_code == 201
    challenged = mcp_call(mcp, "tools/list", Origin=origin)
    assert challenged.status_code == 401 and "resource_metadata=" in challenged.headers["WWW-Authenticate"]
    token = PublicClient.register(mcp, scope=None).connect(mcp_person)["access_token"]
    assert mcp_call(mcp, "tools/list", token=token, Origin=origin).status_code == 200


@pytest.mark.parametrize("mistake, named", [("redirect_uri", "redirect"), ("client_secret", "secret")])
def test_q41_the_operator_reads_the_cause_and_the_cure_whatever_the_client_says(usher, person, mistake, named):
    """A client shows "connector failed" for everything; the trace of the attempt has one sentence and one command."""
    client = ConfidentialClient.action(usher)
    if mistake == "redirect_uri":
        client.redirect_uri = "https://chatgpt.com/aip/g-1/somewhere/else"
        assert requests.get(client.authorize_url(state="1"), timeout=30).status_code == 400
    else:
        code = person.authorize(client.authorize_url(state="1"))["code"]
        client.client.client_secret = "not the secret"
        assert client.exchange(code).json() == {
            "error": "invalid_client", "error_description": "The client is unknown, or its credentials are wrong."}

    def failed():
        attempts = usher.json("trace", "list", "--client", client.client.client_id)
        return [one for one in attempts if one["state"] == "failed"]
    explanation = until(failed, 5, "the attempt to be written down")[0]["explanation"]
    assert named in explanation["sentence"].lower() and explanation["cure"]
    assert explanation["command"].startswith("usher client ") and client.client.client_id in explanation["command"]


def test_the_table_of_quirks_is_true_and_each_has_a_test_or_a_reason():
    done = subprocess.run([ROOT / "docs/check-quirks"], text=True, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
