"""Clients whose identifier is the URL of their document, fetched over TLS by the running server, and clients that sign
instead of showing a secret (RFC 7523), with keys made by another library. CLIENTS.md R7, R8.
"""

import json
import time
import uuid

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from kit.clients import PublicClient, call
from kit.person import Person, Refused
from kit.usher import CONFIGURATION, Client

CALLBACK = "http://127.0.0.1/callback"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Signer:
    """Keys of a client, and what it signs with them."""

    def __init__(self, algorithm):
        self.algorithm = algorithm
        self.change()

    def change(self):
        self.key_id = uuid.uuid4().hex
        if self.algorithm == "RS256":
            self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        else:
            self.key = ec.generate_private_key(ec.SECP256R1())
            public = json.loads(ECAlgorithm.to_jwk(self.key.public_key()))
        public.pop("key_ops", None)
        self.jwks = {"keys": [{**public, "kid": self.key_id, "use": "sig", "alg": self.algorithm}]}

    def proof(self, client_id, audience, **changes):
        claims = {
            "iss": client_id, "sub": client_id, "aud": audience, "jti": uuid.uuid4().hex, "iat": int(time.time()),
            "exp": int(time.time()) + 60, **changes}
        assertion = jwt.encode(claims, self.key, self.algorithm, headers={"kid": self.key_id})
        return {"client_assertion_type": ASSERTION, "client_assertion": assertion}


@pytest.fixture(scope="module")
def document_usher(tmp_path_factory, upstream, documents):
    """A server that finds the host of documents."""
    from kit.usher import Usher
    server = Usher(
        tmp_path_factory.mktemp("usher"), upstream.url, configuration=CONFIGURATION + documents.settings).start()
    yield server
    server.stop()


def client_at(usher, url):
    return PublicClient(usher, Client(url, None, [CALLBACK], {}), CALLBACK)


def test_a_url_is_a_client(document_usher, documents):
    usher = document_usher
    metadata = requests.get(usher.url("/.well-known/oauth-authorization-server"), timeout=30).json()
    assert metadata["client_id_metadata_document_supported"] is True
    client = client_at(usher, documents.client("plain", [CALLBACK]))
    person = Person(usher, usher.add_person())
    tokens = client.connect(person)
    assert call(usher, tokens["access_token"]).status_code == 200
    assert client.refresh(tokens["refresh_token"]).status_code == 200
    assert documents.asked.count("/plain/client.json") == 1
    listed = {one["client_id"]: one for one in usher.json("client", "list")}
    assert listed[client.client.client_id]["registration"] == "document"


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_it_may_sign_and_change_its_keys(document_usher, documents, algorithm):
    usher, signer = document_usher, Signer(algorithm)
    path = f"/keys-{algorithm}.json"
    documents.documents[path] = signer.jwks
    url = documents.client(
        f"signing-{algorithm}", [CALLBACK], token_endpoint_auth_method="private_key_jwt", jwks_uri=documents.url(path))
    client = client_at(usher, url)
    landing = Person(usher, usher.add_person()).authorize(client.authorize_url())
    fields = {
        "grant_type": "authorization_code", "code": landing["code"], "redirect_uri": CALLBACK, "client_id": url,
        "code_verifier": client.verifier}
    refused = requests.post(usher.url("/token"), data=fields, timeout=30)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    proof = signer.proof(url, usher.base)
    answer = requests.post(usher.url("/token"), data={**fields, **proof}, timeout=30)
    assert answer.status_code == 200, answer.text
    again = {"grant_type": "refresh_token", "refresh_token": answer.json()["refresh_token"]}
    assert requests.post(usher.url("/token"), data={**again, **proof}, timeout=30).status_code == 401
    answer = requests.post(usher.url("/token"), data={**again, **signer.proof(url, usher.url("/token"))}, timeout=30)
    assert answer.status_code == 200, answer.text


def test_q13_a_document_that_prefers_to_sign_may_also_come_without_proof(document_usher, documents):
    usher, signer = document_usher, Signer("RS256")
    documents.documents["/chatgpt-keys.json"] = signer.jwks
    url = documents.client(
        "chatgpt", [CALLBACK], token_endpoint_auth_method="private_key_jwt",
        token_endpoint_auth_methods_supported=["none", "private_key_jwt"], jwks_uri=documents.url("/chatgpt-keys.json"))
    client = client_at(usher, url)
    tokens = client.connect(Person(usher, usher.add_person()))
    again = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    answer = requests.post(usher.url("/token"), data={**again, **signer.proof(url, usher.base)}, timeout=30)
    assert answer.status_code == 200, answer.text


def test_a_document_that_is_wrong_or_away_is_a_page(document_usher, documents):
    usher = document_usher
    person = Person(usher, usher.add_person())
    secret = documents.client("secret", [CALLBACK], token_endpoint_auth_method="client_secret_post")
    other = documents.client("other", [CALLBACK], client_id="https://client.test/elsewhere.json")
    for url in (secret, other, documents.url("/nowhere.json"), "https://127.0.0.1:1/client.json", "https://192.168.0.1/c.json"):
        with pytest.raises(Refused) as refusal:
            person.authorize(client_at(usher, url).authorize_url())
        assert refusal.value.response.status_code == 400
    assert "client_secret" not in usher.log.read_text()


def test_a_service_signs_with_keys_from_a_file(document_usher, tmp_path):
    usher, signer = document_usher, Signer("ES256")
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(signer.jwks))
    client = usher.add_client("service", options=["--jwks", str(keys)])
    assert client.client_secret is None
    fields = {"grant_type": "client_credentials"}
    answer = requests.post(
        usher.url("/token"), data={**fields, **signer.proof(client.client_id, usher.base)}, timeout=30)
    assert answer.status_code == 200, answer.text
    stranger = Signer("ES256").proof(client.client_id, usher.base)
    assert requests.post(usher.url("/token"), data={**fields, **stranger}, timeout=30).status_code == 401
