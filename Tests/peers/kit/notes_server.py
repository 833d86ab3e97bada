"""A real MCP server for the gateway to protect: FastMCP, Streamable HTTP, in a process of its own.

    python -m kit.notes_server PORT

It knows people only by the gateway's headers, and answers 500 to a request that carries an `Authorization` header: no
token may get this far (REQUIREMENTS 3, "no passthrough"). Notes live in memory, each person's apart.
"""

import asyncio
import sys
from collections import defaultdict

import uvicorn
from fastmcp import Context, FastMCP
from fastmcp.server.dependencies import get_http_headers

server = FastMCP("Notes of a test")
notebooks = defaultdict(list)
changes = defaultdict(asyncio.Condition)


def person():
    return get_http_headers(include_all=True)["x-usher-user"]


@server.tool
def list_notes() -> list[str]:
    """All my notes."""
    return notebooks[person()]


@server.tool
async def add_note(text: str) -> int:
    """Keeps a note; returns how many there are now."""
    async with changes[person()]:
        notebooks[person()].append(text)
        changes[person()].notify_all()
    return len(notebooks[person()])


@server.tool
def delete_note(text: str) -> int:
    """Forgets a note; returns how many are left."""
    notebooks[person()].remove(text)
    return len(notebooks[person()])


@server.tool
def whoami() -> dict[str, str]:
    """What the gateway said about the caller."""
    return {name: value for name, value in get_http_headers(include_all=True).items() if name.startswith("x-usher-")}


@server.tool
async def watch_notes(count: int, context: Context) -> list[str]:
    """Reports progress at once and at each new note, until `count` notes have come."""
    notebook, change = notebooks[person()], changes[person()]
    before = seen = len(notebook)
    await context.report_progress(0, count)
    while seen < before + count:
        async with change:
            await change.wait_for(lambda: len(notebook) > seen)
            seen = len(notebook)
        await context.report_progress(seen - before, count)
    return notebook[before:]


class RefuseTokens:
    """ASGI: a token that got past the gateway is an error of the gateway."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and any(name == b"authorization" for name, _ in scope["headers"]):
            await send({"type": "http.response.start", "status": 500, "headers": []})
            await send({"type": "http.response.body", "body": b"a token got past the gateway"})
            return
        await self.app(scope, receive, send)


def main(port):
    app = server.http_app(path="/mcp")
    uvicorn.run(RefuseTokens(app), host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
