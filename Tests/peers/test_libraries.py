"""What client libraries do beside the code flow: client credentials, introspection, revocation, ID tokens, userinfo.

RFC 6749 §4.4, RFC 7662, RFC 7009, OpenID Connect Core §3.1.3.7 and §5.3; done by Authlib, requests-oauthlib and PyJWT.
"""

import secrets

import jwt
import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session as RequestsOAuthlibSession

from kit.clients import call

REDIRECT_URI = "http://127.0.0.1/callback"


@pytest.fixture
def site(usher):
    """A web application made with Authlib."""
    client = usher.add_client("web", REDIRECT_URI)
    return AuthlibSession(
        client.client_id, client.client_secret, scope="openid email notes:read", redirect_uri=REDIRECT_URI,
        code_challenge_method="S256", token_endpoint_auth_method="client_secret_basic")


def sign_in(usher, person, site, **more):
    verifier = secrets.token_urlsafe(48)
    url, state = site.create_authorization_url(usher.url("/authorize"), code_verifier=verifier, **more)
    landing = person.authorize(url)
    return site.fetch_token(usher.url("/token"), authorization_response=landing.url, state=state, code_verifier=verifier)


def test_an_id_token_says_who_signed_in_for_whom_and_when(usher, person, site):
    nonce = secrets.token_urlsafe(8)
    token = sign_in(usher, person, site, nonce=nonce)
    metadata = usher.discovery()
    key = jwt.PyJWKClient(metadata["jwks_uri"]).get_signing_key_from_jwt(token["id_token"])
    claims = jwt.decode(token["id_token"], key.key, algorithms=metadata["id_token_signing_alg_values_supported"],
                        audience=site.client_id, issuer=usher.base)
    assert claims["nonce"] == nonce and claims["auth_time"] <= claims["iat"] < claims["exp"]
    told = requests.get(metadata["userinfo_endpoint"], timeout=10,
                        headers={"Authorization": f"Bearer {token['access_token']}"}).json()
    assert told["sub"] == claims["sub"] and told["email"] == person.account.email


def test_an_id_token_is_not_an_access_token(usher, person, site):
    """RFC 9068 §4, J-06: one kind of token never passes for another."""
    token = sign_in(usher, person, site)
    assert call(usher, token["id_token"]).status_code == 401
    assert call(usher, token["refresh_token"]).status_code == 401
    refused = requests.get(usher.url("/userinfo"), headers={"Authorization": f"Bearer {token['id_token']}"}, timeout=10)
    assert refused.status_code == 401


def test_authlib_introspects_and_revokes(usher, person, site):
    token = sign_in(usher, person, site)
    said = site.introspect_token(usher.url("/introspect"), token=token["access_token"]).json()
    assert said["active"] is True and said["client_id"] == site.client_id and "notes:read" in said["scope"].split()
    assert call(usher, token["access_token"]).status_code == 200
    assert site.revoke_token(usher.url("/revoke"), token=token["access_token"]).status_code == 200
    assert site.introspect_token(usher.url("/introspect"), token=token["access_token"]).json() == {"active": False}
    assert call(usher, token["access_token"]).status_code == 401


def test_another_client_learns_nothing_from_introspection(usher, person, site):
    token = sign_in(usher, person, site)
    other = usher.add_client("web", REDIRECT_URI)
    answer = requests.post(usher.url("/introspect"), auth=(other.client_id, other.client_secret), timeout=10,
                           data={"token": token["access_token"]})
    assert (answer.status_code, answer.json()) == (200, {"active": False})


def test_a_service_acts_for_itself(usher):
    client = usher.add_client("service", scopes=["notes:read"])
    service = RequestsOAuthlibSession(client=BackendApplicationClient(client_id=client.client_id), scope=["notes:read"])
    token = service.fetch_token(usher.url("/token"), client_id=client.client_id, client_secret=client.client_secret)
    assert "refresh_token" not in token
    seen = call(usher, token["access_token"]).json()
    names = {name.lower() for name, _ in seen["headers"]}
    assert "x-usher-assertion" in names and "x-usher-email" not in names, "a service is nobody's e-mail address"
    refused = requests.post(usher.url("/token"), timeout=10, auth=(client.client_id, "wrong"),
                            data={"grant_type": "client_credentials"})
    assert refused.status_code == 401 and refused.headers["WWW-Authenticate"].startswith("Basic")
