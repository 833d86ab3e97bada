"""Usher before a real MCP server: the server's process, and the configuration that puts it behind the gateway."""

import subprocess
import sys
from pathlib import Path

from .usher import free_port
from .waiting import until
from .wire import accepts

PEERS = Path(__file__).resolve().parents[1]
PATH = "/mcp"


class NotesServer:
    """`kit/notes_server.py` in a process of its own, on a loopback port of its own."""

    def __init__(self, folder):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/mcp"
        self.log = Path(folder) / "notes-server.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kit.notes_server", str(self.port)], cwd=PEERS,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        until(self._answers, 60, "the MCP server to listen")

    def _answers(self):
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        return accepts(self.port)

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)


def mcp_configuration(more="", access_token="1h"):
    """A `usher.yaml` for `Usher(configuration=)`. Reading is what everybody may; `delete_note` needs more."""
    return """\
public_url: {base}
listen: 127.0.0.1:{port}
database: sqlite:{folder}/usher.db
limits: {{ token_failures: 100000/1m, sign_in_per_address: 100000/1m, registrations_per_address: 100000/1h }}
lifetimes: {{ access_token: ACCESS_TOKEN }}
resources:
  notes:
    kind: mcp
    path: PATH
    upstream: {upstream}
    scopes: {{ "notes:read": Read your notes, "notes:write": Change your notes }}
    default_scopes: ["notes:read"]
    tools: {{ delete_note: "notes:write" }}
""".replace("ACCESS_TOKEN", access_token).replace("PATH", PATH) + more
