"""One plain HTTP API, one sign-in, and every kind of client: the official MCP SDK reaches the notes demo as an MCP server,
with each operation of its OpenAPI document as a tool (issue 3, "OpenAPI in, MCP out").
"""

import pytest

from kit.clients import ConfidentialClient, call
from kit.mcp_clients import FastMCP, SDKClient
from kit.mcp_upstream import DEMO, DEMO_CONFIGURATION, notes_demo
from kit.person import Person
from kit.usher import Usher, free_port

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def usher(tmp_path_factory):
    port = free_port()
    server = Usher(tmp_path_factory.mktemp("usher"), f"http://127.0.0.1:{port}", DEMO_CONFIGURATION,
                   openapi=(DEMO / "notes.openapi.yaml").read_text())
    demo = notes_demo(server, port)
    yield server.start()
    server.stop()
    demo.close()


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_each_operation_is_a_tool_with_a_schema_and_works_for_the_person(usher, person, mode):
    sdk = SDKClient(usher.url("/notes/mcp"), person)
    async with sdk.connected(mode) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert {"listNotes", "addNote", "deleteNote", "whoAmI"} <= set(tools)
        assert tools["addNote"].input_schema["properties"] and tools["addNote"].description
        me = (await client.call_tool("whoAmI", {})).structured_content
        assert me["email"] == person.account.email and me["client"] == sdk.kept.client.client_id
        assert (await client.call_tool("listNotes", {})).structured_content == {"notes": []}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_tool_that_changes_something_is_stepped_up_by_the_apis_own_rules(usher, person, mode):
    sdk = SDKClient(usher.url("/notes/mcp"), person)
    async with sdk.connected(mode) as client:
        await client.call_tool("listNotes", {})
        assert "notes:write" not in sdk.scopes
        added = await client.call_tool("addNote", {"text": "milk"})
        assert not added.is_error and added.structured_content["text"] == "milk"
        assert {"notes:read", "notes:write"} <= sdk.scopes
        notes = (await client.call_tool("listNotes", {})).structured_content["notes"]
        assert [note["text"] for note in notes] == ["milk"]
        assert not (await client.call_tool("deleteNote", {"id": notes[0]["id"]})).is_error
        assert (await client.call_tool("listNotes", {})).structured_content == {"notes": []}
    assert len(sdk.landings) == 2


async def test_what_the_api_refuses_is_told_to_the_model_as_a_result(usher, person):
    async with SDKClient(usher.url("/notes/mcp"), person).connected() as client:
        gone = await client.call_tool("deleteNote", {"id": 4711})
        assert gone.is_error and gone.content[0].text
        wrong = await client.call_tool("addNote", {})
        assert wrong.is_error and "text" in wrong.content[0].text


async def test_the_plugin_the_mcp_client_and_fastmcp_see_the_same_notes_of_one_person(usher, person, monkeypatch):
    plugin = ConfidentialClient.plugin(usher)
    token = plugin.connect(person)
    assert call(usher, token["access_token"], "/notes", "POST", json={"text": "from the plugin"}).status_code == 201
    async with SDKClient(usher.url("/notes/mcp"), person).connected() as client:
        await client.call_tool("addNote", {"text": "from the SDK"})
    peer = FastMCP(usher.url("/notes/mcp"), person)
    monkeypatch.setattr("webbrowser.open", peer.open_browser)
    async with peer.connected() as client:
        notes = (await client.call_tool("listNotes", {})).structured_content["notes"]
    assert [note["text"] for note in notes] == ["from the plugin", "from the SDK"]
    stranger = Person(usher, usher.add_person())
    async with SDKClient(usher.url("/notes/mcp"), stranger).connected() as client:
        assert (await client.call_tool("listNotes", {})).structured_content == {"notes": []}
