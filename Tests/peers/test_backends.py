"""The examples of docs/backends.md, run as they are printed: each finds out from the assertion which person a call is for."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from kit.clients import ConfidentialClient, call
from kit.person import Person
from kit.upstream import headers_named

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/backends.md"


def printed(language, needed):
    """The one block of that language that holds `needed`."""
    blocks = [block for kind, block in re.findall(r"^```(\w+)\n(.*?)^```", DOCUMENT.read_text(), re.S | re.M)
              if kind == language and needed in block]
    assert len(blocks) == 1, f"{len(blocks)} {language} blocks with {needed!r} in {DOCUMENT}"
    return blocks[0]


def python(folder):
    (folder / "example.py").write_text(printed("python", "def person(") + (
        "\n\nimport json, sys\nprint(json.dumps(person(sys.argv[1])))\n"))
    return [sys.executable, str(folder / "example.py")]


def node(folder):
    if shutil.which("node") is None:
        pytest.skip("there is no Node on this machine")
    (folder / "usher.mjs").write_text(printed("js", "node:crypto"))
    (folder / "example.mjs").write_text(
        'import { person } from "./usher.mjs";\nconsole.log(JSON.stringify(await person(process.argv[2])));\n')
    return ["node", str(folder / "example.mjs")]


@pytest.fixture(scope="module")
def told(usher):
    """What the gateway told the upstream about one call, and the access token of that call."""
    client = ConfidentialClient.plugin(usher)
    token = client.connect(Person(usher, usher.add_person()))["access_token"]
    return headers_named(call(usher, token).json(), "x-usher-"), token


@pytest.fixture(params=[python, node], ids=["Python", "Node"])
def example(request, usher, tmp_path):
    """Runs the printed example on an assertion; `None` if it refused."""
    command = request.param(tmp_path)

    def run(assertion, **environment):
        done = subprocess.run(
            [*command, assertion], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
            env={**os.environ, "ISSUER": usher.base, "AUDIENCE": f"{usher.base}/notes", **environment})
        return json.loads(done.stdout) if done.returncode == 0 else None

    return run


def test_it_finds_the_person_of_a_call(example, told):
    who = example(told[0]["x-usher-assertion"])
    assert who["id"] == told[0]["x-usher-user"] and who["client"] == told[0]["x-usher-client"]
    assert who["scopes"] == told[0]["x-usher-scope"].split()
    assert who["email"] == told[0]["x-usher-email"]


def test_it_refuses_what_is_for_another_api_or_from_another_server(example, told):
    assertion = told[0]["x-usher-assertion"]
    assert example(assertion, AUDIENCE="http://127.0.0.1:1") is None
    assert example(assertion, ISSUER="http://127.0.0.1:1") is None


def test_it_refuses_what_was_changed_on_the_way(example, told):
    header, claims, signature = told[0]["x-usher-assertion"].split(".")
    assert example(f"{header}.{claims[:-4]}AAAA.{signature}") is None
    assert example(f"{header}.{claims}.{'A' * len(signature)}") is None
    assert example(f"{header}.{claims}.") is None


def test_it_refuses_an_access_token(example, told):
    assert example(told[1]) is None


def test_it_refuses_a_service_that_acts_for_nobody(example, usher):
    service = usher.add_client("service", scopes=["notes:read"])
    token = requests.post(usher.url("/token"), timeout=10, auth=(service.client_id, service.client_secret), data={
        "grant_type": "client_credentials", "scope": "notes:read"}).json()["access_token"]
    assertion = headers_named(call(usher, token).json(), "x-usher-")["x-usher-assertion"]
    assert example(assertion) is None
