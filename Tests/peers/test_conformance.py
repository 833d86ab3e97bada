"""What the official conformance suite asks of an authorization server (modelcontextprotocol/conformance, its mode
"authorization-server"), asked without its code; and that no document holds what a strict parser refuses (CLIENTS.md 8).
"""

import base64
import hashlib
import json
import secrets
from urllib.parse import quote, urlencode

import pytest
import requests

from kit.person import Person
from kit.usher import Usher

REDIRECT_URI = "http://127.0.0.1:45678/callback"


@pytest.fixture(scope="module", params=["", "/tenant"], ids=["issuer without a path", "issuer with a path"])
def server(request, tmp_path_factory, upstream):
    server = Usher(tmp_path_factory.mktemp("usher"), upstream.url, path=request.param).start()
    yield server
    server.stop()


def places(server):
    """Where the metadata of an issuer is looked for: RFC 8414 §3.1, OpenID Connect Discovery §4."""
    path = server.base.removeprefix(server.origin)
    return [server.origin + "/.well-known/oauth-authorization-server" + path,
            server.origin + "/.well-known/openid-configuration" + path,
            server.base + "/.well-known/openid-configuration"]


def strictly(answer):
    """The JSON of an answer, in which a null, a fraction or an empty text is an error (CLIENTS.md M8)."""
    def fraction(number):
        raise AssertionError(f"a fraction: {number}")

    def walk(value, place):
        assert value is not None and value != "", place
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else []):
            walk(inner, f"{place}/{name}")

    assert answer.headers["Content-Type"].startswith("application/json"), answer.headers
    document = json.loads(answer.text, parse_float=fraction)
    walk(document, "")
    return document


def test_metadata_is_there_in_json_and_names_this_very_issuer(server):
    for place in places(server):
        answer = requests.get(place, timeout=10, allow_redirects=False)
        assert answer.status_code == 200, place
        document = strictly(answer)
        assert document["issuer"] == server.base
        assert document["response_types_supported"] == ["code"]
        assert document["code_challenge_methods_supported"] == ["S256"]
        for name in ("authorization_endpoint", "token_endpoint", "revocation_endpoint", "jwks_uri"):
            assert document[name].startswith(server.base + "/"), name
        assert {"none", "client_secret_post", "client_secret_basic"} <= set(
            document["token_endpoint_auth_methods_supported"])
        assert document["authorization_response_iss_parameter_supported"] is True


class Exchange:
    """One code grant, as the suite does it: no scope, no resource."""

    def __init__(self, server, profile):
        self.server, self.profile = server, profile
        self.client = server.add_client(profile, REDIRECT_URI)
        self.verifier = secrets.token_urlsafe(32)
        self.state = secrets.token_urlsafe(32)

    @property
    def url(self):
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        return self.server.url("/authorize") + "?" + urlencode({
            "response_type": "code", "client_id": self.client.client_id, "state": self.state,
            "redirect_uri": REDIRECT_URI, "code_challenge": challenge, "code_challenge_method": "S256"})

    def token(self, code, method):
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI,
                  "code_verifier": self.verifier}
        headers = {}
        if method == "client_secret_basic":
            pair = quote(self.client.client_id, safe="") + ":" + quote(self.client.client_secret, safe="")
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            fields["client_id"] = self.client.client_id
        if method == "client_secret_post":
            fields["client_secret"] = self.client.client_secret
        return requests.post(self.server.url("/token"), data=fields, headers=headers, timeout=10, allow_redirects=False)


METHODS = {"none": "mcp", "client_secret_post": "web", "client_secret_basic": "web"}


@pytest.mark.parametrize("method", METHODS)
def test_a_code_grant_answers_each_thing_once_and_a_token_that_is_not_stored(server, method):
    exchange = Exchange(server, METHODS[method])
    landing = Person(server, server.add_person()).authorize(exchange.url)
    assert landing.url.partition("?")[0] == REDIRECT_URI
    names = [name for name, _ in landing.pairs]
    assert sorted(names) == ["code", "iss", "state"], "each once, and no error beside them"
    assert landing["code"] and landing["state"] == exchange.state and landing["iss"] == server.base
    answer = exchange.token(landing["code"], method)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    token = strictly(answer)
    assert token["access_token"] and token["token_type"] == "Bearer"
    assert isinstance(token["expires_in"], int) and token["scope"] and token["refresh_token"]


def test_errors_are_json_of_the_specified_kind(server):
    exchange = Exchange(server, "mcp")
    for fields, status, error in [
        ({"grant_type": "authorization_code", "code": "x", "client_id": "nobody"}, 401, "invalid_client"),
        ({"grant_type": "refresh_token", "refresh_token": "x", "client_id": exchange.client.client_id}, 400, "invalid_grant"),
        ({"grant_type": "magic", "client_id": exchange.client.client_id}, 400, "unsupported_grant_type"),
        ({"client_id": exchange.client.client_id}, 400, "invalid_request"),
    ]:
        answer = requests.post(server.url("/token"), data=fields, timeout=10, allow_redirects=False)
        document = strictly(answer)
        assert (answer.status_code, document["error"]) == (status, error)
        assert document["error_description"].isascii()


def test_the_resource_is_described_where_its_challenge_says(server):
    """RFC 9728 §3 and §5.1: the address in the challenge, and the one that is built from the resource's own."""
    challenge = requests.get(server.url("/notes"), timeout=10).headers["WWW-Authenticate"]
    place = challenge.partition('resource_metadata="')[2].partition('"')[0]
    path = server.base.removeprefix(server.origin)
    assert place == f"{server.origin}/.well-known/oauth-protected-resource{path}/notes"
    document = strictly(requests.get(place, timeout=10, allow_redirects=False))
    assert document["resource"] == server.url("/notes") and document["authorization_servers"] == [server.base]
    assert document["bearer_methods_supported"] == ["header"]


def test_a_registration_is_answered_as_strict_parsers_want_it_and_its_refusal_names_the_address(server):
    """RFC 7591 §3.2; CLIENTS.md 8: integers, the same addresses, and 400 with the one that is wrong."""
    endpoint = requests.get(places(server)[0], timeout=10).json()["registration_endpoint"]
    uris = ["http://localhost:6274/oauth/callback", "https://claude.ai/api/mcp/auth_callback"]
    answer = requests.post(endpoint, json={"redirect_uris": uris, "client_name": "Strict"}, timeout=10)
    assert answer.status_code == 201 and answer.headers["Cache-Control"] == "no-store"
    document = strictly(answer)
    assert document["redirect_uris"] == uris and document["client_name"] == "Strict"
    assert isinstance(document["client_id_issued_at"], int) and document["client_secret_expires_at"] == 0
    assert not document["client_id"].startswith("https://")
    refused = requests.post(endpoint, json={"redirect_uris": [*uris, "javascript:alert(1)"]}, timeout=10)
    assert refused.status_code == 400 and strictly(refused)["error"] == "invalid_redirect_uri"
    assert "javascript:alert(1)" in refused.json()["error_description"]
