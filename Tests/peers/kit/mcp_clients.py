"""MCP clients that somebody else wrote, as they are: the official SDK's and FastMCP's. The person whom they send to a
browser is a `Person`; what they send is written down by a hook of their own HTTP library, which changes nothing.
"""

import threading
from contextlib import asynccontextmanager

import anyio
import httpx2
import requests
from fastmcp import Client as FastMCPClient
from fastmcp.client.auth import OAuth
from fastmcp.client.transports import StreamableHttpTransport
from key_value.aio.stores.memory import MemoryStore
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata

from .ports import free_port
from .waiting import until
from .wire import accepts

REDIRECT_URI = "http://127.0.0.1:33418/callback"


class NobodyThere(Exception):
    """The client sends its person to a browser, and nobody is there."""


async def eventually(question, seconds=10.0):
    """`until` for tests in which a client goes on with its work meanwhile."""
    with anyio.fail_after(seconds):
        while not question():
            await anyio.sleep(0.05)


class Wire:
    """What a client asked for and was answered, in order."""

    def __init__(self):
        self.responses = []

    async def note(self, response):
        self.responses.append(response)

    def statuses(self, path, method="POST"):
        return [one.status_code for one in self.responses
                if one.request.url.path == path and one.request.method == method]

    def listen(self, client):
        client.event_hooks = {**client.event_hooks, "response": [self.note]}
        return client


class Kept:
    """What the SDK keeps between runs: here in memory."""

    def __init__(self, client=None):
        self.tokens, self.client = None, client

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


class SDKClient:
    """The official SDK's client. `registered` is a client that the server knows already; `document` a CIMD address;
    without either it registers itself."""

    def __init__(self, url, person, registered=None, document=None, method="none"):
        self.url, self.person, self.wire, self.landings = url, person, Wire(), []
        metadata = OAuthClientMetadata(
            client_name="SDK client", redirect_uris=[REDIRECT_URI], token_endpoint_auth_method=method)
        known = None
        if registered is not None:
            secret = registered.client_secret
            known = OAuthClientInformationFull(
                client_id=registered.client_id, client_secret=secret, redirect_uris=[REDIRECT_URI],
                token_endpoint_auth_method="client_secret_basic" if secret else "none")
        self.kept = Kept(known)
        self.provider = OAuthClientProvider(
            url, metadata, self.kept, self._send_person, self._person_is_back, client_metadata_url=document)

    async def _send_person(self, url):
        if self.person is None:
            raise NobodyThere(url)
        self.landings.append(await anyio.to_thread.run_sync(self.person.authorize, url))

    async def _person_is_back(self):
        landing = self.landings[-1]
        assert landing.url.startswith(REDIRECT_URI + "?"), landing.url
        return AuthorizationCodeResult(code=landing["code"], state=landing["state"], iss=landing["iss"])

    @asynccontextmanager
    async def connected(self, mode="auto"):
        """`mode` is "auto" for the newest revision that both speak, "legacy" for those before 2026."""
        async with self.wire.listen(create_mcp_http_client(auth=self.provider)) as http:
            async with Client(streamable_http_client(self.url, http_client=http), mode=mode) as client:
                yield client

    @property
    def scopes(self):
        return set(self.kept.tokens.scope.split())


class FastMCP:
    """FastMCP's client with its own OAuth helper, which opens the machine's browser and waits on a port."""

    def __init__(self, url, person, registered=None, document=None):
        self.url, self.person, self.wire, self.landings = url, person, Wire(), []
        self.port = free_port()
        known = {} if registered is None else {
            "client_id": registered.client_id, "client_secret": registered.client_secret}
        self.auth = OAuth(
            client_name="FastMCP client", callback_host="127.0.0.1", callback_port=self.port, callback_timeout=30,
            token_storage=MemoryStore(), httpx_client_factory=self.http, client_metadata_url=document, **known)

    def http(self, **options):
        return self.wire.listen(httpx2.AsyncClient(**options))

    def open_browser(self, url):
        """In place of `webbrowser.open`: the person goes there, and in the end to where the client waits."""
        if self.person is None:
            raise NobodyThere(url)

        def go():
            landing = self.person.authorize(url)
            self.landings.append(landing)
            until(lambda: accepts(self.port), 20, "FastMCP to wait for its person")
            requests.get(landing.url, timeout=10)

        threading.Thread(target=go, daemon=True).start()

    @asynccontextmanager
    async def connected(self):
        transport = StreamableHttpTransport(self.url, auth=self.auth, httpx_client_factory=self.http)
        async with FastMCPClient(transport) as client:
            yield client
