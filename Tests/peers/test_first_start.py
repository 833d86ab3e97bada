"""The first minute: one command with nothing prepared is safe, works on this machine only, and says what to do next."""

import os
import re
import subprocess

import pytest
import requests

from kit.usher import BINARY, free_port
from kit.waiting import until


@pytest.fixture
def bare(tmp_path):
    """Starts `usher serve` in an empty folder, without a configuration."""
    started = []

    def start(*arguments, port=None, environment=None):
        port = port or free_port()
        log = open(tmp_path / "log", "ab")
        process = subprocess.Popen(
            [BINARY, "serve", "--listen", f"127.0.0.1:{port}", *arguments], cwd=tmp_path, stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})})
        started.append(process)
        return process, f"http://127.0.0.1:{port}", lambda: (tmp_path / "log").read_text()

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait(10)


def answers(base, path="/ready"):
    try:
        return requests.get(base + path, timeout=5).status_code == 200
    except requests.RequestException:
        return False


def test_serve_without_a_configuration_works_on_loopback_and_prints_a_next_step(bare, tmp_path):
    process, base, log = bare()
    until(lambda: answers(base), 20, "the server to be ready")
    assert process.poll() is None
    assert re.search(r"usher (init|user add|client add)", log()), log()
    document = requests.get(base + "/.well-known/oauth-authorization-server", timeout=5).json()
    assert document["issuer"].startswith("http://")
    # What it wrote is for its owner alone.
    for path in tmp_path.iterdir():
        if "usher" in path.name:
            assert path.stat().st_mode & 0o077 == 0, f"{path.name} can be read by others"


def test_a_taken_port_is_said_in_one_sentence(bare):
    _, base, _ = bare()
    until(lambda: answers(base), 20, "the server to be ready")
    port = base.rsplit(":", 1)[1]
    second, _, log = bare(port=int(port))
    assert second.wait(20) == 1
    assert port in log() and "Fatal" not in log()


def test_plain_http_for_everybody_is_refused(bare):
    """REQUIREMENTS 6.2: without TLS the cookies have no `__Host-`; that is for loopback only."""
    process, _, log = bare("--public-url", "http://usher.example")
    assert process.wait(20) in (1, 64) and "https" in log()


def test_settings_come_from_the_environment_too(bare):
    port = free_port()
    _, base, _ = bare(port=port, environment={"USHER_PUBLIC_URL": f"http://localhost:{port}"})
    until(lambda: answers(base), 20, "the server to be ready")
    document = requests.get(base + "/.well-known/openid-configuration", timeout=5).json()
    assert document["issuer"] == f"http://localhost:{port}"


def test_the_server_ends_cleanly_and_quickly_when_asked(bare):
    process, base, _ = bare()
    until(lambda: answers(base), 20, "the server to be ready")
    process.terminate()
    assert process.wait(10) == 0
