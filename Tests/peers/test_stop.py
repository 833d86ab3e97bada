"""A stop finishes what was accepted, tells load balancers in time, and has an end."""

import signal
import socket

import pytest
import requests

from kit import wire
from kit.clients import ConfidentialClient, call
from kit.person import Person
from kit.upstream import Upstream
from kit.usher import CONFIGURATION, free_port
from kit.waiting import until

READY = b"GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def upstream():
    """One of each test's own: streams that were cut would take the events of the next ones."""
    server = Upstream()
    yield server
    server.close()


def stream(usher, upstream):
    """An answer that has begun and does not end by itself."""
    token = ConfidentialClient.plugin(usher).connect(Person(usher, usher.add_person()))["access_token"]
    answer = call(usher, token, "/notes/events", stream=True)
    events = (line for line in answer.iter_lines() if line)
    assert next(events) == b"data: 0"
    return events


def draining(new_usher, seconds, more=""):
    return new_usher(configuration=CONFIGURATION + f"shutdown: {{{{ drain: {seconds}s }}}}\n{more}").start()


def test_a_stream_that_does_not_end_keeps_the_server_up_for_half_a_minute_and_no_longer(new_usher, upstream):
    usher = new_usher().start()
    events = stream(usher, upstream)
    assert usher.stop(seconds=45) == 0
    assert events is not None


def test_without_work_a_stop_is_prompt_and_clean(new_usher):
    assert new_usher().start().stop(seconds=8) == 0


def test_what_was_accepted_is_finished_and_nothing_new_is_taken(new_usher, upstream):
    usher = new_usher().start()
    events = stream(usher, upstream)
    usher.process.send_signal(signal.SIGTERM)
    until(lambda: not wire.accepts(usher.port), what="new connections to be refused")
    for number in (b"data: 1", b"data: 2"):
        upstream.release()
        assert next(events) == number
    assert list(events) == []
    assert usher.process.wait(15) == 0


def test_a_second_signal_ends_at_once(new_usher, upstream):
    usher = new_usher().start()
    events = stream(usher, upstream)
    usher.process.send_signal(signal.SIGTERM)
    until(lambda: not wire.accepts(usher.port), what="the stop to begin")
    usher.process.send_signal(signal.SIGTERM)
    assert usher.process.wait(10) == 128 + signal.SIGTERM
    assert events is not None


def test_while_it_drains_the_server_says_so_and_still_answers(new_usher, upstream):
    admin = free_port()
    usher = draining(new_usher, 20, f"admin_listen: 127.0.0.1:{admin}\n")
    with socket.create_connection(("127.0.0.1", usher.port), timeout=10) as kept:
        kept.sendall(READY)
        assert wire.Reply(kept.recv(65536)).status == 200
        usher.process.send_signal(signal.SIGTERM)
        until(lambda: requests.get(usher.origin + "/ready", timeout=5).status_code == 503, what="/ready to say that it stops")
        # The connection from before: its next answer is its last.
        kept.sendall(READY)
        reply = wire.Reply(kept.recv(65536))
        assert reply.status == 503 and b"stopping" in reply.body and reply.headers["connection"] == "close"
        assert kept.recv(1) == b"", "the server closes it"
    assert requests.get(f"http://127.0.0.1:{admin}/ready", timeout=5).status_code == 503
    for base in (usher.origin, f"http://127.0.0.1:{admin}"):
        assert requests.get(base + "/health", timeout=5).status_code == 200
    # New connections are taken all the while, and told that they will not be kept.
    answer = requests.get(usher.url("/jwks"), timeout=5)
    assert answer.status_code == 200 and answer.headers["Connection"] == "close"
    usher.kill()


def test_after_the_drain_it_ends_by_itself(new_usher):
    usher = draining(new_usher, 1)
    assert usher.stop(seconds=15) == 0


def test_the_admin_listener_answers_until_the_end(new_usher, upstream):
    admin = free_port()
    usher = new_usher(configuration=CONFIGURATION + f"admin_listen: 127.0.0.1:{admin}\n").start()
    events = stream(usher, upstream)
    usher.process.send_signal(signal.SIGTERM)
    until(lambda: not wire.accepts(usher.port), what="new connections to be refused")
    assert requests.get(f"http://127.0.0.1:{admin}/ready", timeout=5).json() == {"status": "the server is stopping"}
    assert requests.get(f"http://127.0.0.1:{admin}/health", timeout=5).status_code == 200
    assert "usher_gateway_calls_total" in requests.get(f"http://127.0.0.1:{admin}/metrics", timeout=5).text
    for _ in range(2):
        upstream.release()
    assert list(events)[-1] == b"data: 2"
    assert usher.process.wait(15) == 0
