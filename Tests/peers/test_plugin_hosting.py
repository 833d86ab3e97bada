"""What ChatGPT reads before it sends anybody: the manifest, the API's description, the metadata. CLIENTS.md 1.1, 5 and 6."""

import json

import requests

from kit.clients import ConfidentialClient


def document(usher, path):
    answer = requests.get(usher.url(path), timeout=10, allow_redirects=False)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer


def test_the_manifest_points_at_this_server_with_the_names_chatgpt_uses(usher):
    """In a manifest `client_url` is the authorization endpoint and `authorization_url` the token endpoint."""
    manifest = document(usher, "/.well-known/ai-plugin.json").json()
    assert manifest["schema_version"] == "v1"
    assert manifest["name_for_human"] == "Notes" and " " not in manifest["name_for_model"]
    auth = manifest["auth"]
    assert auth["type"] == "oauth"
    assert auth["client_url"] == usher.url("/authorize") and auth["authorization_url"] == usher.url("/token")
    assert auth["authorization_content_type"] in ("application/json", "application/x-www-form-urlencoded")
    assert isinstance(auth["scope"], str) and isinstance(auth["verification_tokens"], dict)
    assert manifest["api"]["type"] == "openapi" and manifest["api"]["url"].startswith(usher.base)
    assert manifest["logo_url"].startswith(usher.base)
    assert manifest["contact_email"] == "help@example.com"


def test_the_description_of_the_api_names_this_server_and_not_the_one_behind(usher):
    manifest = document(usher, "/.well-known/ai-plugin.json").json()
    answer = requests.get(manifest["api"]["url"], timeout=10, allow_redirects=False)
    assert answer.status_code == 200
    assert usher.base in answer.text and "somewhere.else.example" not in answer.text
    assert "listNotes" in answer.text


def test_the_logo_is_an_image(usher):
    manifest = document(usher, "/.well-known/ai-plugin.json").json()
    answer = requests.get(manifest["logo_url"], timeout=10, allow_redirects=False)
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("image/")


def test_what_is_advertised_answers_and_nothing_is_null(usher):
    """M3, M6, M8, M-08: every endpoint in the metadata exists, and both documents agree."""
    oauth = document(usher, "/.well-known/oauth-authorization-server").json()
    oidc = document(usher, "/.well-known/openid-configuration").json()
    for metadata in (oauth, oidc):
        assert metadata["issuer"] == usher.base
        assert metadata["authorization_response_iss_parameter_supported"] is True
        assert metadata["code_challenge_methods_supported"] == ["S256"]
        assert metadata["response_types_supported"] == ["code"]
        assert "null" not in json.dumps(metadata)
        for name, value in metadata.items():
            if name.endswith(("_endpoint", "_uri")):
                assert value.startswith(usher.base + "/"), name
                assert requests.get(value, timeout=5, allow_redirects=False).status_code != 404, name
    assert all(oauth[name] == oidc[name] for name in oauth.keys() & oidc.keys())
    assert "RS256" in oidc["id_token_signing_alg_values_supported"]


def test_published_keys_are_public(usher):
    """M-07."""
    keys = document(usher, "/jwks").json()["keys"]
    assert keys and len({key["kid"] for key in keys}) == len(keys)
    for key in keys:
        assert not key.keys() & {"d", "p", "q", "dp", "dq", "qi", "k"} and key["alg"] and key["use"] == "sig"


def test_the_order_of_a_first_connection_works_with_what_the_manifest_says(usher, person):
    """A client that knows only the manifest gets a token."""
    auth = document(usher, "/.well-known/ai-plugin.json").json()["auth"]
    client = ConfidentialClient.plugin(usher, scope=auth["scope"])
    client.body = "json" if auth["authorization_content_type"] == "application/json" else "form"
    assert client.connect(person)["token_type"] == "bearer"
