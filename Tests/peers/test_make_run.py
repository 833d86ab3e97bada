"""What `make run` starts, after the build: Usher before the notes demo, proved once, up until Ctrl-C."""

import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest
import requests

from kit.usher import BINARY, free_port
from kit.waiting import until

SCRIPT = Path(__file__).resolve().parents[2] / "scripts/run-demo"


@pytest.fixture
def demo(tmp_path):
    """Starts the script in a folder and on ports of its own; ends it, if the test has not."""
    started = []

    def start(**environment):
        settings = {"USHER_PORT": str(free_port()), "NOTES_PORT": str(free_port()), "RUN_FOLDER": str(tmp_path / "run"),
                    "BINARIES": str(Path(BINARY).parent), **environment}
        log = open(tmp_path / f"log{len(started)}", "w+b")
        process = subprocess.Popen([SCRIPT], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                   env={**os.environ, **settings}, start_new_session=True)
        started.append(process)
        return process, settings, lambda: Path(log.name).read_text()

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(20)


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) == 0


def up(process, said):
    until(lambda: "Usher is up." in said() or process.poll() is not None, 60, "the demo to be up")
    assert process.poll() is None, said()[-3000:]
    return said()


def test_it_proves_itself_says_what_to_paste_and_ends_cleanly(demo):
    process, settings, said = demo()
    text = up(process, said)
    assert "The person was: demo@example.com" in text
    secret = re.search(r"client secret +(\S+)", text).group(1)
    assert re.search(r"client id +client_\S+", text) and secret
    base = f"http://localhost:{settings['USHER_PORT']}"
    assert f"{base}/account" in text and f"{base}/token" in text
    assert requests.get(base + "/notes/me", timeout=10).status_code == 401
    assert f"{base}/notes/mcp" in text
    refused = requests.post(base + "/notes/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "ping"}, timeout=10)
    metadata = re.search(r'resource_metadata="([^"]+)"', refused.headers["WWW-Authenticate"]).group(1)
    assert refused.status_code == 401 and requests.get(metadata, timeout=10).json()["resource"] == base + "/notes/mcp"

    os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C does
    assert process.wait(20) == 0
    assert not is_open(settings["USHER_PORT"]) and not is_open(settings["NOTES_PORT"])

    # The second start keeps the person, the client and its secret.
    process, _, said = demo(USHER_PORT=settings["USHER_PORT"], NOTES_PORT=settings["NOTES_PORT"])
    assert secret in up(process, said)


@pytest.mark.parametrize("which", ["USHER_PORT", "NOTES_PORT"])
def test_a_taken_port_is_said_with_the_way_out(demo, which):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        process, _, said = demo(**{which: port})
        assert process.wait(20) == 1
    assert port in said() and f"{which}=" in said()
