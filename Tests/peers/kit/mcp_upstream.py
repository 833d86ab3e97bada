"""What stands behind the gateway for MCP clients: a real MCP server, or the notes demo, a plain HTTP API; each in a process of
its own, with the configuration that puts Usher before it.
"""

import subprocess
import sys
from pathlib import Path

from .ports import free_port
from .usher import BINARY
from .waiting import until
from .wire import accepts

PEERS = Path(__file__).resolve().parents[1]
DEMO = PEERS.parents[1] / "Examples/notes-demo"
PATH = "/mcp"


class Server:
    """A program that listens on a loopback port."""

    def __init__(self, command, port, log, folder=None):
        self.port, self.log = port, Path(log)
        with open(self.log, "wb") as output:
            self.process = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        try:
            until(self._answers, 60, f"{command[0]} to listen")
        except AssertionError:
            self.close()
            raise

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


def notes_server(folder):
    """`kit/notes_server.py`: an MCP server without any protection of its own."""
    port = free_port()
    return Server([sys.executable, "-m", "kit.notes_server", str(port)], port, folder / "notes-server.log", PEERS)


def notes_demo(usher, port):
    """`Examples/notes-demo`: an API that checks the assertions of that Usher."""
    command = [Path(BINARY).parent / "notes-demo", "--listen", f"127.0.0.1:{port}", "--issuer", usher.base,
               "--audience", usher.url("/notes")]
    return Server(command, port, usher.folder / "notes-demo.log")


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


DEMO_CONFIGURATION = """\
public_url: {base}
listen: 127.0.0.1:{port}
database: sqlite:{folder}/usher.db
limits: {{ token_failures: 100000/1m, sign_in_per_address: 100000/1m, registrations_per_address: 100000/1h }}
resources:
  notes:
    path: /notes
    upstream: {upstream}
    openapi: notes.openapi.yaml
    mcp: true
    scopes: {{ "notes:read": Read your notes, "notes:write": Add and delete notes }}
    default_scopes: ["notes:read"]
    rules:
      - {{ methods: [GET], path: /**, scope: "notes:read" }}
      - {{ path: /**, scope: "notes:write" }}
"""
