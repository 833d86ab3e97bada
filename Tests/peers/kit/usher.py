"""The server under test: its folder, its configuration, its process and its commands.

Everything goes through what a person has: the binary, `usher.yaml`, the command line and HTTP.
"""

import json
import os
import secrets
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import requests

from .databases import sqlite
from .ports import free_port
from .waiting import until

BINARY = os.environ.get("USHER_BINARY", str(Path(__file__).resolve().parents[3] / ".build/debug/usher"))

CONFIGURATION = """\
public_url: {base}
listen: 127.0.0.1:{port}
database: {database}
limits: {{ token_failures: 100000/1m, sign_in_per_address: 100000/1m, sign_up_per_address: 1000/1m }}
resources:
  notes:
    path: /notes
    upstream: {upstream}
    kind: http
    scopes:
      "notes:read": Read your notes
      "notes:write": Change your notes
    rules:
      - {{ methods: [GET], path: /**, scope: "notes:read" }}
      - {{ path: /**, scope: "notes:write" }}
    plugin:
      name: Notes
      description: Keeps your notes.
      openapi: notes.openapi.yaml
      contact: help@example.com
      legal: {base}/legal
"""

OPENAPI = """\
openapi: 3.0.1
info: { title: Notes, version: "1" }
servers: [ { url: http://somewhere.else.example } ]
paths:
  /notes:
    get: { operationId: listNotes, summary: All my notes, responses: { "200": { description: The notes } } }
"""


@dataclass
class Account:
    """A person as the server knows one."""

    email: str
    password: str
    record: dict


@dataclass
class Client:
    """A registered client, as `client add --json` printed it."""

    client_id: str
    client_secret: str | None
    redirect_uris: list
    record: dict


class CommandFailed(AssertionError):
    """A command ended with another status than the test expected."""


class Usher:
    """One server with a folder of its own, on a loopback port of its own."""

    def __init__(self, folder, upstream="http://127.0.0.1:9", configuration=None, openapi=OPENAPI, path="",
                 database=None, public=None, environment=None, host="127.0.0.1"):
        """`public` is the origin that people see, if it is another one's; `environment` is for the server alone;
        `host` is what this machine is called by, in the origin too."""
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.direct = f"http://{host}:{self.port}"
        self.origin = public or self.direct
        self.base, self.path = self.origin + path, path
        self.upstream = upstream
        self.database = database or sqlite(self.folder)
        self.environment = environment or {}
        self.process = None
        self.log = self.folder / "usher.log"
        text = (configuration or CONFIGURATION).format(
            base=self.base, port=self.port, folder=self.folder, upstream=upstream, database=self.database.url)
        self.config = self.folder / "usher.yaml"
        self.config.write_text(text)
        (self.folder / "notes.openapi.yaml").write_text(openapi)

    # The process

    def start(self, seconds=30):
        """Starts the server and returns when it says that it is ready."""
        self.spawn()
        until(self._is_ready, seconds, f"usher to be ready; its log: {self.log}")
        return self

    def spawn(self):
        """Starts the server without waiting for it."""
        assert self.process is None or self.process.poll() is not None, "it runs already"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [BINARY, "serve", "--config", str(self.config)], cwd=self.folder,
                env={**os.environ, **self.database.environment, **self.environment},
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def _is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"usher ended with {self.process.returncode}:\n{self.log.read_text()[-3000:]}")
        try:
            return requests.get(self.direct + "/ready", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def stop(self, seconds=15):
        """Asks the server to end, as a service manager would; returns its exit status."""
        if self.process is None or self.process.poll() is not None:
            return None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"usher did not end within {seconds} s of SIGTERM") from None

    def kill(self):
        """Ends the server as a power cut would."""
        self.process.kill()
        self.process.wait(10)

    # Addresses

    def url(self, path=""):
        """An address at this very server, whatever stands before it."""
        return self.direct + self.path + path

    def log_says(self, words, seconds=10):
        """Waits until the server has written that down."""
        until(lambda: words in self.log.read_text(), seconds, f"{words!r} in {self.log}")

    def discovery(self):
        return requests.get(self.url("/.well-known/openid-configuration"), timeout=10).json()

    # Commands

    def run(self, *arguments, stdin=None, seconds=60, config=True, environment=None):
        """Runs one command and returns the finished process, whatever its exit status."""
        command = [BINARY, *arguments]
        if config:
            command += ["--config", str(self.config)]
        return subprocess.run(
            command, cwd=self.folder, text=True, capture_output=True, timeout=seconds,
            env={**os.environ, **self.database.environment, **(environment or {})},
            **({"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}))

    def json(self, *arguments, stdin=None):
        """Runs one command with `--json`; stdout must be one JSON document and nothing else."""
        done = self.run(*arguments, "--json", stdin=stdin)
        if done.returncode != 0:
            raise CommandFailed(f"usher {' '.join(arguments)}: status {done.returncode}\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def add_person(self, email=None, password=None, *options):
        email = email or f"person-{secrets.token_hex(5)}@example.com"
        password = password or "correct horse " + secrets.token_urlsafe(9)
        record = self.json("user", "add", email, "--password-stdin", *options, stdin=password + "\n")
        return Account(email, password, record)

    def add_client(self, profile, *redirect_uris, name=None, scopes=(), options=()):
        arguments = ["client", "add", "--profile", profile, "--name", name or f"{profile} {secrets.token_hex(3)}"]
        for uri in redirect_uris:
            arguments += ["--redirect-uri", uri]
        for scope in scopes:
            arguments += ["--scope", scope]
        record = self.json(*arguments, *options)
        return Client(record["client_id"], record.get("client_secret"), record.get("redirect_uris", []), record)
