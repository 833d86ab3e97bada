"""Sign-in from within a tool, as ChatGPT does it, before an MCP server that somebody else wrote (CLIENTS 2.C, RS4)."""

import json
import re

import pytest
import requests

from kit.clients import PublicClient
from kit.mcp_upstream import PATH
from kit.person import Person

CHATGPT = "openai-mcp/1.0.0 (ChatGPT)"

CONFIGURATION = """\
public_url: {base}
listen: 127.0.0.1:{port}
database: sqlite:{folder}/usher.db
resources:
  notes:
    kind: mcp
    path: PATH
    upstream: {upstream}
    scopes: {{ "notes:read": Read your notes, "notes:write": Change your notes }}
    tools: {{ delete_note: "notes:write" }}
    sign_in: per_tool
""".replace("PATH", PATH)


class Session:
    """A session of revision 2025-11-25, message by message."""

    def __init__(self, usher, agent, token=None):
        self.usher, self.id, self.count = usher, None, 0
        self.headers = {"User-Agent": agent, "Accept": "application/json, text/event-stream",
                        "MCP-Protocol-Version": "2025-11-25"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def send(self, method, params=None, is_request=True):
        self.count += 1
        message = {"jsonrpc": "2.0", "method": method, "params": params or {}}
        if is_request:
            message["id"] = self.count
        headers = {**self.headers, **({"Mcp-Session-Id": self.id} if self.id else {})}
        answer = requests.post(self.usher.url(PATH), json=message, headers=headers, timeout=30)
        self.id = answer.headers.get("Mcp-Session-Id", self.id)
        return answer

    def open(self):
        client = {"name": "openai-mcp", "version": "1.0.0"}
        answer = self.send("initialize", {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client})
        assert answer.status_code == 200 and self.id, answer.text
        assert self.send("notifications/initialized", is_request=False).status_code == 202
        return self

    def call(self, tool, **arguments):
        return self.send("tools/call", {"name": tool, "arguments": arguments})


def message(answer):
    """The message of an answer in JSON or in a stream."""
    assert answer.status_code == 200, answer.text
    if answer.headers["Content-Type"].startswith("application/json"):
        return answer.json()
    return json.loads(re.search(r"^data: (\{.*\})\r?$", answer.content.decode(), re.M)[1])


@pytest.fixture(scope="module")
def per_tool(new_mcp_usher):
    return new_mcp_usher(CONFIGURATION).start()


def test_q31_chatgpt_shows_connect_for_a_tool_since_all_three_that_it_takes_are_there(per_tool):
    session = Session(per_tool, CHATGPT).open()
    tools = {tool["name"]: tool for tool in message(session.send("tools/list"))["result"]["tools"]}
    needed = [{"type": "oauth2", "scopes": ["notes:write"]}]
    assert tools["delete_note"]["securitySchemes"] == tools["delete_note"]["_meta"]["securitySchemes"] == needed
    refused = message(session.call("delete_note", text="x"))["result"]
    assert refused["isError"] is True
    (challenge,) = refused["_meta"]["mcp/www_authenticate"]
    said = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    assert challenge.startswith("Bearer ") and said["error"] == "insufficient_scope" and said["error_description"]
    metadata = requests.get(said["resource_metadata"], timeout=10).json()
    assert metadata["resource"] == per_tool.url(PATH) and metadata["authorization_servers"] == [per_tool.base]

    client = PublicClient.register(per_tool, scope=said["scope"])
    token = client.connect(Person(per_tool, per_tool.add_person()), resource=metadata["resource"])
    connected = Session(per_tool, CHATGPT, token["access_token"]).open()
    assert message(connected.call("add_note", text="é"))["result"]["structuredContent"] == {"result": 1}
    assert message(connected.call("delete_note", text="é"))["result"]["structuredContent"] == {"result": 0}


def test_every_other_client_is_asked_to_sign_in_as_mcp_has_it(per_tool):
    session = Session(per_tool, "Claude-User").open()
    refused = session.call("delete_note", text="x")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer resource_metadata=")
    assert 'scope="notes:write"' in refused.headers["WWW-Authenticate"]
    assert requests.get(per_tool.url(PATH), headers={**session.headers, "Mcp-Session-Id": session.id}, timeout=10).status_code == 405
