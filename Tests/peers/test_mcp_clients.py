"""The official MCP SDK and FastMCP's client, unchanged, through Usher to a real MCP server (issue 3, "How it is shown").

Each way to become a client: registered by hand with and without a secret, registered by itself (RFC 7591) with and without
a secret, and by a document under its own address (CIMD).
"""

import secrets

import anyio
import jwt
import pytest

from kit.mcp_clients import FastMCP, SDKClient
from kit.mcp_upstream import PATH, mcp_configuration
from kit.person import Person

pytestmark = pytest.mark.anyio

LOOPBACK = "http://127.0.0.1/callback"  # any port: RFC 8252 §7.3
WAYS = ["registered", "registered with a secret", "dynamic", "dynamic with a secret", "document"]


@pytest.fixture(scope="module")
def usher(new_mcp_usher, documents):
    return new_mcp_usher(mcp_configuration(documents.settings)).start()


@pytest.fixture
def peer(usher, documents, person):
    """Makes clients, by how they become one."""
    def make(way, kind=SDKClient, person=person):
        options = {}
        if way.startswith("registered"):
            options["registered"] = usher.add_client("web" if "secret" in way else "mcp", LOOPBACK)
        elif way == "document":
            options["document"] = documents.client(secrets.token_hex(4), ["http://127.0.0.1/callback"])
        elif "secret" in way:
            options["method"] = None  # RFC 7591 §2: then it is client_secret_basic
        return kind(usher.url(PATH), person, **options)
    return make


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("way", WAYS)
async def test_the_sdk_connects_and_calls_tools_as_the_person(usher, peer, person, way, mode):
    sdk = peer(way)
    async with sdk.connected(mode) as client:
        assert client.protocol_version == ("2026-07-28" if mode == "auto" else "2025-11-25")
        assert {"list_notes", "delete_note"} <= {tool.name for tool in (await client.list_tools()).tools}
        assert (await client.call_tool("add_note", {"text": way})).structured_content == {"result": 1}
        assert (await client.call_tool("list_notes", {})).structured_content == {"result": [way]}
        said = (await client.call_tool("whoami", {})).structured_content
    assert said["x-usher-email"] == person.account.email and said["x-usher-client"] == sdk.kept.client.client_id
    assert set(said["x-usher-scope"].split()) == sdk.scopes >= {"notes:read"}
    assert sdk.landings[0].pages == ["sign-in", "consent"] and len(sdk.landings) == 1
    assert len(sdk.wire.statuses("/register")) == (1 if way.startswith("dynamic") else 0)
    assert ("client_secret" in sdk.kept.client.model_dump(exclude_none=True)) == ("secret" in way)


async def test_the_server_can_check_who_calls_instead_of_believing_a_header(usher, peer):
    async with peer("dynamic").connected() as client:
        said = (await client.call_tool("whoami", {})).structured_content
    key = jwt.PyJWKClient(usher.url("/jwks")).get_signing_key_from_jwt(said["x-usher-assertion"])
    claims = jwt.decode(said["x-usher-assertion"], key.key, algorithms=["ES256"], audience=usher.url(PATH), issuer=usher.base)
    assert claims["sub"] == said["x-usher-user"] and claims["client_id"] == said["x-usher-client"]


async def test_a_document_is_read_from_its_own_host_and_named_on_the_consent_page(usher, documents, peer, person):
    sdk = peer("document")
    path = sdk.provider.context.client_metadata_url.removeprefix(documents.url(""))
    async with sdk.connected():
        pass
    assert documents.asked.count(path) == 1, "cached between /authorize, the consent page and /token"
    assert any("client.test" in page.said for page in person.shown if page)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("way", ["registered", "dynamic", "document"])
async def test_the_sdk_is_stepped_up_and_keeps_what_it_had(peer, way, mode):
    """MCP 2026-07-28, "scope challenge handling"; CLIENTS.md RS3, S7."""
    sdk = peer(way)
    async with sdk.connected(mode) as client:
        await client.call_tool("add_note", {"text": "gone soon"})
        assert "notes:write" not in sdk.scopes
        done = await client.call_tool("delete_note", {"text": "gone soon"})
        assert done.structured_content == {"result": 0} and not done.is_error
        assert {"notes:read", "notes:write"} <= sdk.scopes
        assert (await client.call_tool("list_notes", {})).structured_content == {"result": []}
    refused = [one for one in sdk.wire.responses if one.status_code == 403]
    assert len(refused) == 1 and 'error="insufficient_scope"' in refused[0].headers["WWW-Authenticate"]
    assert len(sdk.landings) == 2 and "consent" in sdk.landings[1].pages


async def test_two_people_at_one_server_at_the_same_time_keep_apart(usher, peer):
    people = [Person(usher, usher.add_person()) for _ in range(2)]

    async def use(person):
        async with peer("dynamic", person=person).connected() as client:
            for number in range(5):
                await client.call_tool("add_note", {"text": f"{number} of {person.account.email}"})
                said = (await client.call_tool("whoami", {})).structured_content
                assert said["x-usher-email"] == person.account.email
            notes = (await client.call_tool("list_notes", {})).structured_content["result"]
            assert notes == [f"{number} of {person.account.email}" for number in range(5)]

    async with anyio.create_task_group() as group:
        for person in people:
            group.start_soon(use, person)


async def test_progress_arrives_while_a_tool_is_still_running(peer):
    async with peer("dynamic").connected() as client, anyio.create_task_group() as group:
        heard = []

        async def progress(done, total, _):
            heard.append(done)
            if done < total:  # each report brings the next: held back, they would never come
                group.start_soon(client.call_tool, "add_note", {"text": str(done)})

        with anyio.fail_after(30):
            result = await client.call_tool("watch_notes", {"count": 2}, progress_callback=progress)
        assert heard == [0, 1, 2] and result.structured_content == {"result": ["0.0", "1.0"]}


# FastMCP's client: it registers as it likes, opens the browser itself and listens for its person.


@pytest.fixture
def fastmcp(peer, monkeypatch):
    def make(way, **options):
        client = peer(way, kind=FastMCP, **options)
        monkeypatch.setattr("webbrowser.open", client.open_browser)
        return client
    return make


@pytest.mark.parametrize("way", ["registered", "registered with a secret", "dynamic", "document"])
async def test_fastmcps_client_connects_is_stepped_up_and_calls_tools(fastmcp, person, way):
    peer = fastmcp(way)
    async with peer.connected() as client:
        assert (await client.call_tool("add_note", {"text": "hello"})).data == 1
        assert (await client.call_tool("whoami", {})).data["x-usher-email"] == person.account.email
        assert (await client.call_tool("delete_note", {"text": "hello"})).data == 0
    assert [one.pages[-1] for one in peer.landings] == ["consent", "consent"]
    assert len(peer.wire.statuses("/register")) == (1 if way == "dynamic" else 0)
