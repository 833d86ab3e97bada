"""The clients, shaped as they are on the wire: CLIENTS.md 2.A (plugin) and 2.B (Action).

They use `requests` for plain HTTP only; no OAuth library adds or mends anything here.
"""

import base64
import hashlib
import secrets
import uuid
from copy import copy
from urllib.parse import quote, urlencode

import requests

CHATGPT_AGENT = ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; "
                 "+https://openai.com/bot")


def plugin_redirect_uri():
    return f"https://chat.openai.com/aip/plugin-{uuid.uuid4()}/oauth/callback"


def action_redirect_uri(host="chat.openai.com"):
    return f"https://{host}/aip/g-{secrets.token_hex(20)}/oauth/callback"


class ConfidentialClient:
    """A client with a secret and no PKCE, as ChatGPT's plugins and Actions are."""

    def __init__(self, usher, client, redirect_uri, body="form", authentication="post", scope="notes:read notes:write"):
        self.usher, self.client, self.redirect_uri = usher, client, redirect_uri
        self.body, self.authentication, self.scope = body, authentication, scope

    @classmethod
    def plugin(cls, usher, body="json", **options):
        uri = plugin_redirect_uri()
        return cls(usher, usher.add_client("chatgpt-plugin", uri), uri, body=body, **options)

    @classmethod
    def action(cls, usher, authentication="post", **options):
        uri = action_redirect_uri()
        return cls(usher, usher.add_client("gpt-action", uri), uri, authentication=authentication, **options)

    def at(self, usher):
        """The same client, which asks that server."""
        other = copy(self)
        other.usher = usher
        return other

    def authorize_url(self, state=None, raw_state=None, **more):
        """`raw_state` is put in as it is, already percent-encoded."""
        pairs = {"response_type": "code", "client_id": self.client.client_id, "scope": self.scope,
                 "redirect_uri": self.redirect_uri, **({} if state is None else {"state": state}), **more}
        query = urlencode({name: value for name, value in pairs.items() if value is not None}, quote_via=quote)
        return self.usher.url("/authorize") + "?" + query + ("" if raw_state is None else "&state=" + raw_state)

    def token_request(self, fields):
        """The parts of the request: headers and the body as `requests` wants it."""
        headers = {"User-Agent": CHATGPT_AGENT}
        fields = dict(fields)
        if self.authentication == "basic":
            pair = f"{self.client.client_id}:{self.client.client_secret}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        else:
            fields["client_id"] = self.client.client_id
            fields["client_secret"] = self.client.client_secret
        return headers, {"json": fields} if self.body == "json" else {"data": fields}

    def token(self, **fields):
        headers, body = self.token_request(fields)
        return requests.post(self.usher.url("/token"), headers=headers, timeout=30, allow_redirects=False, **body)

    def exchange(self, code):
        return self.token(grant_type="authorization_code", code=code, redirect_uri=self.redirect_uri)

    def refresh(self, refresh_token, **more):
        return self.token(grant_type="refresh_token", refresh_token=refresh_token, **more)

    def connect(self, person, **more):
        """The whole flow; returns the token answer as a dictionary."""
        state = str(uuid.uuid4())
        landing = person.authorize(self.authorize_url(state=state, **more))
        assert landing.url.startswith(self.redirect_uri + "?"), landing.url
        assert landing["state"] == state and landing["iss"] == self.usher.base
        answer = self.exchange(landing["code"])
        assert answer.status_code == 200, answer.text
        return answer.json()


class PublicClient(ConfidentialClient):
    """A generic client with PKCE, public unless it was given a secret: what MCP clients are."""

    @classmethod
    def register(cls, usher, **options):
        uri = "http://127.0.0.1/callback"
        return cls(usher, usher.add_client("mcp", uri), uri, **options)

    def authorize_url(self, state=None, raw_state=None, **more):
        self.verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(self.verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return super().authorize_url(state, raw_state, code_challenge=challenge, code_challenge_method="S256", **more)

    def token_request(self, fields):
        if fields["grant_type"] == "authorization_code":
            fields = {**fields, "code_verifier": self.verifier}
        secret = {} if self.client.client_secret is None else {"client_secret": self.client.client_secret}
        return {}, {"data": {**fields, "client_id": self.client.client_id, **secret}}


def call(usher, access_token, path="/notes/all", method="GET", **more):
    """Calls the API through the gateway as ChatGPT does."""
    headers = {"User-Agent": CHATGPT_AGENT, "openai-conversation-id": str(uuid.uuid4()), **more.pop("headers", {})}
    if access_token is not None:
        headers["Authorization"] = f"Bearer {access_token}"
    return requests.request(method, usher.url(path), headers=headers, timeout=30, allow_redirects=False, **more)
