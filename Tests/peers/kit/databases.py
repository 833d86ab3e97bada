"""Where servers keep their state: a file of SQLite's, or a database of PostgreSQL's.

`USHER_PEERS_DATABASES` names the kinds that the tests of both run on (sqlite,postgres).
"""

import base64
import os
import secrets
from dataclasses import dataclass, field

import pytest

KINDS = os.environ.get("USHER_PEERS_DATABASES", "sqlite,postgres").split(",")

needs_postgres = pytest.mark.skipif("postgres" not in KINDS, reason="USHER_PEERS_DATABASES leaves PostgreSQL out")


@dataclass
class Database:
    """What goes into `usher.yaml`, and what every process on that database needs in its environment."""

    url: str
    environment: dict = field(default_factory=dict)


def sqlite(folder):
    return Database(f"sqlite:{folder}/usher.db")


def postgres(url):
    return Database(url, {"USHER_SECRET": base64.b64encode(secrets.token_bytes(33)).decode()})
