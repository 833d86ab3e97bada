"""Methods, media types, repeated parameters, unknown places. REQUIREMENTS T-09 to T-12, M-09; RFC 6749 §3."""

import pytest
import requests

from kit.clients import ConfidentialClient
from kit.wire import send

GRANT = "grant_type=authorization_code&client_id=x&client_secret=y&code=z"


# T-09: what is asked for and what is sent

def test_a_token_error_is_json_whatever_the_client_accepts(usher):
    answer = requests.post(usher.url("/token"), data=GRANT, timeout=5, headers={
        "Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 401 and answer.json()["error"] == "invalid_client"
    assert answer.headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("kind", [None, "text/plain", "multipart/form-data; boundary=x", "application/xml"])
def test_a_body_of_another_type_is_refused_at_the_token_endpoint(usher, kind):
    answer = requests.post(usher.url("/token"), data=GRANT.encode(), timeout=5, headers={"Content-Type": kind} if kind else {})
    assert answer.status_code in (400, 415) and answer.json()["error"] == "invalid_request"


# T-10: methods

METHODS = [("/token", "GET"), ("/token", "PUT"), ("/token", "DELETE"), ("/revoke", "GET"), ("/introspect", "GET"),
           ("/jwks", "POST"), ("/authorize", "PUT"), ("/authorize", "DELETE"), ("/userinfo", "PUT"),
           ("/.well-known/openid-configuration", "POST"), ("/token", "TRACE")]


@pytest.mark.parametrize("path, method", METHODS)
def test_another_method_is_405_and_says_which_are_allowed(usher, path, method):
    answer = requests.request(method, usher.url(path), timeout=5, allow_redirects=False)
    assert answer.status_code == 405 and answer.headers["Allow"]


def test_a_method_that_does_not_exist_is_refused(usher):
    assert requests.request("BREW", usher.url("/token"), timeout=5).status_code in (400, 405, 501)


def test_a_method_in_a_header_is_ignored(usher):
    answer = requests.get(usher.url("/token"), headers={"X-HTTP-Method-Override": "POST"}, timeout=5)
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]


# T-11: the same thing said twice

REPEATED = ["client_id", "code", "redirect_uri", "grant_type", "client_secret", "code_verifier", "refresh_token", "scope"]


@pytest.mark.parametrize("name", REPEATED)
def test_a_repeated_parameter_at_the_token_endpoint_is_refused(usher, name):
    """RFC 6749 §3.2: also one that this grant would not need."""
    client = ConfidentialClient.plugin(usher)
    fields = {"grant_type": "authorization_code", "code": "x", "redirect_uri": client.redirect_uri,
              "client_id": client.client.client_id, "client_secret": client.client.client_secret}
    again = fields.setdefault(name, "a")
    answer = requests.post(usher.url("/token"), data=[*fields.items(), (name, again)], timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_credentials_in_the_query_are_not_read(usher):
    """RFC 6749 §2.3.1."""
    client = ConfidentialClient.plugin(usher)
    answer = requests.post(usher.url("/token"), params={
        "client_id": client.client.client_id, "client_secret": client.client.client_secret},
        data={"grant_type": "authorization_code", "code": "x"}, timeout=5)
    assert answer.status_code in (400, 401) and answer.json()["error"] in ("invalid_request", "invalid_client")


@pytest.mark.parametrize("name", ["redirect_uri[]", "redirect_uri%5B0%5D", "redirect_uri[0]"])
def test_brackets_are_not_another_spelling_of_a_parameter(usher, name):
    client = ConfidentialClient.plugin(usher)
    reply = send(usher.port, (f"GET /authorize?response_type=code&client_id={client.client.client_id}&{name}=https://evil.example"
                              f"&redirect_uri={client.redirect_uri} HTTP/1.1\r\nHost: 127.0.0.1:{usher.port}\r\n\r\n").encode())
    assert reply.status in (200, 302, 303) and "evil.example" not in reply.headers.get("location", "")


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_a_repeated_client_or_redirect_uri_shows_a_page(usher, name):
    """RFC 6749 §3.1: neither can be trusted, so nobody is sent anywhere."""
    client = ConfidentialClient.plugin(usher)
    again = {"client_id": client.client.client_id, "redirect_uri": client.redirect_uri}[name]
    answer = requests.get(client.authorize_url(state="1") + "&" + requests.compat.urlencode({name: again}),
                          timeout=5, allow_redirects=False)
    assert answer.status_code == 400 and "Location" not in answer.headers


# Unknown places

@pytest.mark.parametrize("path", ["/", "/sign-in", "/.well-known/openid-configuration", "/account"])
def test_a_target_that_is_a_whole_url_works_and_its_host_changes_nothing(usher, path):
    """RFC 9112 §3.2.2; T-07."""
    def ask(authority):
        line = f"GET http://{authority}{path} HTTP/1.1"
        return send(usher.port, f"{line}\r\nHost: 127.0.0.1:{usher.port}\r\n\r\n".encode(), seconds=4)
    assert ask(f"127.0.0.1:{usher.port}").status in (200, 303)
    other = ask("evil.example")
    assert other.status in (200, 303, 400, 421) and b"evil.example" not in other.raw


@pytest.mark.parametrize("path", ["/.well-known/nothing", "/.well-known/openid-configuration/else", "/.well-known/",
                                  "/.well-known/oauth-protected-resource/unknown"])
def test_an_unknown_well_known_path_is_404_in_json(usher, path):
    """CLIENTS.md M9."""
    answer = requests.get(usher.url(path), timeout=5, headers={"Accept": "text/html"}, allow_redirects=False)
    assert answer.status_code == 404 and answer.headers["Content-Type"].startswith("application/json")
    assert answer.json()["error"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", ""])
def test_the_host_header_changes_no_address_in_the_metadata(usher, host):
    """M-09."""
    reply = send(usher.port, (f"GET /.well-known/openid-configuration HTTP/1.1\r\nHost: {host}\r\n"
                              "X-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n\r\n").encode())
    assert reply.status in (200, 400, 421) and b"evil.example" not in reply.raw


def test_cookies_of_every_kind_are_read_without_failing(usher):
    """T-12, 6.2."""
    for cookie in ("sid=" + "x" * 5000, "sid=a; sid=b; __Host-sid=c", "=; ;;;", "sid=\"", "a" * 60000, "; ".join(
            f"c{number}=1" for number in range(200))):
        reply = send(usher.port, (f"GET /account HTTP/1.1\r\nHost: 127.0.0.1:{usher.port}\r\nCookie: {cookie}\r\n\r\n").encode())
        assert 200 <= reply.status < 500, (cookie[:20], reply.raw[:100])
