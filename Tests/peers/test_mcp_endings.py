"""How a connection of an MCP client ends, and how it goes on: refresh, disconnect, removal, expiry, and open streams."""

import anyio
import pytest
import requests

from kit.mcp_clients import FastMCP, NobodyThere, SDKClient, eventually
from kit.mcp_upstream import PATH, mcp_configuration
from kit.person import Person, Refused

pytestmark = pytest.mark.anyio

LIFETIME = 4  # seconds: an access token of the second server


@pytest.fixture(scope="module")
def usher(new_mcp_usher):
    return new_mcp_usher(mcp_configuration()).start()


@pytest.fixture(scope="module")
def hasty(new_mcp_usher):
    """A server whose access tokens live for seconds."""
    return new_mcp_usher(mcp_configuration(access_token=f"{LIFETIME}s")).start()


@pytest.fixture
def hasty_person(hasty):
    return Person(hasty, hasty.add_person())


def disconnect(person):
    """The person presses the only "disconnect" on the account page."""
    forms = [form for form in person.page("/account").forms if form.action.endswith("/disconnect")]
    assert len(forms) == 1
    assert person.submit(forms[0], {}).status_code == 303


def remove(usher, sdk):
    usher.json("client", "remove", sdk.kept.client.client_id)


def raw(usher, sdk):
    """The status of one call with the token that the client holds."""
    return requests.post(
        usher.url(PATH), json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, timeout=10,
        headers={"Authorization": f"Bearer {sdk.kept.tokens.access_token}",
                 "Accept": "application/json, text/event-stream"}).status_code


class Watch:
    """A tool call that is answered by a stream, and stays open."""

    def __init__(self, client):
        self.client, self.has_begun, self.error = client, anyio.Event(), None

    async def run(self):
        async def progress(*_):
            self.has_begun.set()
        try:
            await self.client.call_tool("watch_notes", {"count": 1000}, progress_callback=progress)
        except Exception as error:  # the SDK says it in its own way: what matters is that it ends
            self.error = error


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_sdk_refreshes_and_goes_on(hasty, hasty_person, mode):
    sdk = SDKClient(hasty.url(PATH), hasty_person)
    async with sdk.connected(mode) as client:
        await client.call_tool("add_note", {"text": "before"})
        first = sdk.kept.tokens
        await eventually(lambda: not sdk.provider.context.is_token_valid(), LIFETIME + 5)
        sdk.person = None
        await client.call_tool("add_note", {"text": "after"})
        assert (await client.call_tool("list_notes", {})).structured_content == {"result": ["before", "after"]}
        assert sdk.kept.tokens.access_token != first.access_token
        assert sdk.kept.tokens.refresh_token not in (None, first.refresh_token), "rotated: OAuth 2.1 §4.3.1"
        assert sdk.kept.tokens.scope == first.scope
    assert sdk.wire.statuses("/token") == [200, 200]


async def test_fastmcps_client_refreshes_and_goes_on(hasty, hasty_person, monkeypatch):
    peer = FastMCP(hasty.url(PATH), hasty_person)
    monkeypatch.setattr("webbrowser.open", peer.open_browser)
    async with peer.connected() as client:
        await client.call_tool("add_note", {"text": "before"})
        await eventually(lambda: not peer.auth.context.is_token_valid(), LIFETIME + 5)
        peer.person = None
        assert (await client.call_tool("list_notes", {})).data == ["before"]
    assert peer.wire.statuses("/token") == [200, 200]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("how", ["the person disconnects", "the operator removes the client"])
async def test_a_revoked_client_is_refused_by_the_next_call_and_must_ask_its_person_again(usher, person, how, mode):
    sdk = SDKClient(usher.url(PATH), person)
    with pytest.RaisesGroup(NobodyThere, flatten_subgroups=True, allow_unwrapped=True):
        async with sdk.connected(mode) as client:
            await client.call_tool("list_notes", {})
            sdk.person = None
            await anyio.to_thread.run_sync(*((disconnect, person) if "person" in how else (remove, usher, sdk)))
            await eventually(lambda: raw(usher, sdk) == 401, 2)
            await client.call_tool("list_notes", {})
    refused = [one for one in sdk.wire.responses if one.status_code == 401][-1]
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]


async def test_a_client_that_was_removed_is_told_so_on_a_page_and_nobody_is_redirected(usher, person):
    """CLIENTS.md R6."""
    sdk = SDKClient(usher.url(PATH), person)
    with pytest.RaisesGroup(Refused, flatten_subgroups=True, allow_unwrapped=True) as caught:
        async with sdk.connected() as client:
            await anyio.to_thread.run_sync(remove, usher, sdk)
            await eventually(lambda: raw(usher, sdk) == 401, 2)
            await client.call_tool("list_notes", {})
    refusal = next(iter(leaves(caught.value)))
    assert refusal.response.status_code == 400 and "Location" not in refusal.response.headers


async def test_fastmcps_client_that_was_removed_registers_again_and_the_person_agrees_again(usher, person, monkeypatch):
    peer = FastMCP(usher.url(PATH), person)
    monkeypatch.setattr("webbrowser.open", peer.open_browser)
    async with peer.connected() as client:
        first = peer.auth.context.client_info.client_id
        await anyio.to_thread.run_sync(lambda: usher.json("client", "remove", first))
        token = peer.auth.context.current_tokens.access_token
        await eventually(lambda: requests.get(
            usher.url(PATH), headers={"Authorization": f"Bearer {token}"}, timeout=10).status_code == 401, 2)
        assert (await client.call_tool("whoami", {})).data["x-usher-client"] != first
    assert peer.wire.statuses("/register") == [201, 201]
    assert [one.pages[-1] for one in peer.landings] == ["consent", "consent"]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("how", ["the person disconnects", "the operator removes the client"])
async def test_an_open_stream_ends_when_the_connection_is_revoked(usher, person, how, mode):
    sdk = SDKClient(usher.url(PATH), person)
    async with sdk.connected(mode) as client, anyio.create_task_group() as group:
        watch = Watch(client)
        group.start_soon(watch.run)
        with anyio.fail_after(20):
            await watch.has_begun.wait()
        sdk.person = None
        with anyio.fail_after(15):
            await anyio.to_thread.run_sync(*((disconnect, person) if "person" in how else (remove, usher, sdk)))
            await eventually(lambda: watch.error is not None, 15)


async def test_an_open_stream_ends_when_its_token_expires(hasty, hasty_person):
    sdk = SDKClient(hasty.url(PATH), hasty_person)
    async with sdk.connected() as client, anyio.create_task_group() as group:
        watch = Watch(client)
        group.start_soon(watch.run)
        await eventually(lambda: watch.error is not None, LIFETIME + 15)
        assert watch.has_begun.is_set()


async def test_the_stream_of_one_person_goes_on_when_another_one_disconnects(usher, person):
    other = Person(usher, usher.add_person())
    async with SDKClient(usher.url(PATH), person).connected() as mine, \
            SDKClient(usher.url(PATH), other).connected() as theirs, anyio.create_task_group() as group:
        watches = [Watch(mine), Watch(theirs)]
        for watch in watches:
            group.start_soon(watch.run)
        with anyio.fail_after(20):
            for watch in watches:
                await watch.has_begun.wait()
        await anyio.to_thread.run_sync(disconnect, other)
        await eventually(lambda: watches[1].error is not None, 15)
        assert watches[0].error is None
        assert (await mine.call_tool("add_note", {"text": "still here"})).structured_content == {"result": 1}
        group.cancel_scope.cancel()


def leaves(error):
    """The exceptions inside of groups of groups."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from leaves(inner)
    else:
        yield error
