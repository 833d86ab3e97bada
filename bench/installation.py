"""An Usher to be measured: on a database of its own, with two clients, 64 people, and the consent of those who take part."""

import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["USHER_BINARY"] = os.environ.get("USHER_BINARY", str(ROOT / ".build/release/usher"))
sys.path.insert(0, str(ROOT / "Tests/peers"))

import measure  # noqa: E402
from kit.clients import PublicClient  # noqa: E402
from kit.person import Person  # noqa: E402
from kit.usher import Account, Usher  # noqa: E402

REDIRECT_URI = "http://127.0.0.1:9/cb"
SCOPE = "openid notes:read"
PEOPLE = 64
CONFIGURATION = """\
public_url: {base}
listen: 127.0.0.1:{port}
database: {database}
log: {{ level: error }}
trusted_proxies: [ 127.0.0.1 ]
resources:
  notes:
    path: /notes
    upstream: {upstream}
    scopes: {{ "notes:read": Read your notes }}
"""


@dataclass
class Site:
    """Where people and clients go: a server's own address, or that of a proxy before several."""

    base: str

    @property
    def origin(self):
        return self.base

    def url(self, path=""):
        return self.base + path


class WebClient(PublicClient):
    """The confidential client of the flows, as a person meets it: only its authorization address is used here."""


class Installation:
    """One database and the servers on it. `nodes[0]` runs the commands."""

    def __init__(self, folder, database, upstream="http://127.0.0.1:9", nodes=1, public=None):
        self.database = database
        self.nodes = [Usher(folder / f"usher{number + 1}", upstream, CONFIGURATION, database=database, public=public)
                      for number in range(nodes)]
        self.usher = self.nodes[0]

    def prepare(self, users):
        """Clients, people, and the consent of the first `users` of them; nothing runs afterwards."""
        usher = self.usher
        self.web = usher.add_client("web", REDIRECT_URI, name="Bench")
        self.service = usher.add_client("service", name="Bench service", scopes=["notes:read"])
        self.password = secrets.token_urlsafe(16)
        self.people = [usher.add_person(f"user{number}@example.com", self.password) for number in range(PEOPLE)]
        usher.start()
        try:
            for account in self.people[:users]:
                self.connect(account)
        finally:
            usher.stop()
        return self

    def connect(self, account):
        """A person signs in, allows the client, and the client redeems its code; returns the token answer."""
        site = Site(self.usher.base)
        client = WebClient(site, self.web, REDIRECT_URI, scope=SCOPE)
        landing = Person(site, Account(account.email, self.password, {})).authorize(client.authorize_url(state="bench"))
        answer = client.exchange(landing["code"])
        answer.raise_for_status()
        return answer.json()

    def settings(self, **more):
        """What the generator's flows are told."""
        return {"client_id": self.web.client_id, "client_secret": self.web.client_secret, "password": self.password,
                "cc_basic": measure.basic(self.service), **more}

    def watched(self):
        """The processes that are measured, by label."""
        labels = {f"usher{number + 1}": node.process.pid for number, node in enumerate(self.nodes)
                  if node.process and node.process.poll() is None}
        return labels | ({"database": self.database.pid} if self.database.pid else {})
