"""Numbers for Prometheus, at an address that only the operator reaches."""

import os
import re

import pytest
import requests

from kit import wire
from kit.clients import ConfidentialClient, call
from kit.person import Person
from kit.usher import CONFIGURATION, free_port

LINE = re.compile(r'[a-zA-Z_:][a-zA-Z0-9_:]*(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? (-?[0-9.e+-]+|\+Inf|NaN)')


class Numbers:
    """A server with an admin listener, and its numbers by name and labels."""

    def __init__(self, usher, admin):
        self.usher, self.base = usher, f"http://127.0.0.1:{admin}"

    def text(self):
        answer = requests.get(self.base + "/metrics", timeout=10)
        assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return answer.text

    def __call__(self, name):
        found = [line.rsplit(" ", 1)[1] for line in self.text().splitlines() if line.rsplit(" ", 1)[0] == name]
        assert len(found) == 1, f"{name}: {found}"
        return float(found[0])


@pytest.fixture
def numbers(new_usher):
    admin = free_port()
    return Numbers(new_usher(configuration=CONFIGURATION + f"admin_listen: 127.0.0.1:{admin}\n").start(), admin)


def test_the_text_is_what_prometheus_reads(numbers):
    lines = numbers.text().splitlines()
    kinds = {}
    for line in lines:
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name not in kinds, f"{name} twice"
            kinds[name] = kind
        elif not line.startswith("# HELP "):
            assert LINE.fullmatch(line), line
            name = re.match(r"[a-zA-Z0-9_:]+", line)[0]
            base = re.sub("_(bucket|sum|count)$", "", name)
            assert name in kinds or kinds.get(base) == "histogram", line
    assert {"counter", "gauge", "histogram"} == set(kinds.values())
    assert len([line for line in lines if line.startswith("# HELP ")]) == len(kinds), "each number says what it is"


def test_what_people_and_clients_do_is_counted(numbers, upstream):
    usher = numbers.usher
    client = ConfidentialClient.plugin(usher)
    tokens = client.connect(Person(usher, usher.add_person()))
    assert client.refresh(tokens["refresh_token"]).status_code == 200
    assert client.token(grant_type="refresh_token", refresh_token="wrong").status_code == 400
    assert client.token(grant_type="made-up").status_code == 400
    assert call(usher, tokens["access_token"]).status_code == 200
    assert call(usher, tokens["access_token"], "/notes/status/418").status_code == 418
    assert call(usher, "wrong").status_code == 401
    assert numbers('usher_sign_ins_total{outcome="ok"}') == 1
    assert numbers('usher_tokens_issued_total{grant_type="authorization_code"}') == 1
    assert numbers('usher_tokens_issued_total{grant_type="refresh_token"}') == 1
    assert numbers('usher_token_refusals_total{error="invalid_grant"}') == 1
    assert numbers('usher_token_refusals_total{error="unsupported_grant_type"}') == 1
    assert numbers('usher_http_requests_total{endpoint="token",status="2xx"}') == 2
    assert numbers('usher_http_requests_total{endpoint="token",status="4xx"}') == 2
    assert numbers('usher_http_request_duration_seconds_count{endpoint="token"}') == 4
    assert numbers('usher_gateway_calls_total{resource="notes",status="2xx"}') == 1
    assert numbers('usher_gateway_calls_total{resource="notes",status="4xx"}') == 2
    assert numbers('usher_gateway_upstream_duration_seconds_count{resource="notes"}') == 2
    assert numbers('usher_database_operation_duration_seconds_count{operation="write"}') > 3
    assert numbers("usher_database_commit_writes_count") > 3
    assert numbers('usher_database_connections{state="open"}') > 1 and numbers("usher_database_waiting_jobs") == 0
    assert numbers("usher_database_commit_writes_sum") >= numbers("usher_database_commit_writes_count")


def test_introspections_are_counted_by_what_was_said(numbers, upstream):
    usher = numbers.usher
    client = ConfidentialClient.plugin(usher)
    token = client.connect(Person(usher, usher.add_person()))["access_token"]
    who = {"client_id": client.client.client_id, "client_secret": client.client.client_secret}
    for sent in (token, "wrong"):
        assert requests.post(usher.url("/introspect"), data={"token": sent, **who}, timeout=10).status_code == 200
    assert requests.post(usher.url("/introspect"), data={"token": token}, timeout=10).status_code == 401
    for outcome in ("active", "inactive", "refused"):
        assert numbers(f'usher_introspections_total{{outcome="{outcome}"}}') == 1


def test_strangers_cannot_make_new_numbers(numbers):
    usher = numbers.usher
    requests.get(usher.url("/jwks"), timeout=10)
    before = numbers.text().count("\n")
    for path in ["/a", "/b", "/token/x", "/%2e%2e", "/accounts", "/notes2", "/metrics"]:
        requests.get(usher.url(path), timeout=10)
    for method in ["BREW", "PROPFIND"]:
        requests.request(method, usher.url("/jwks"), timeout=10)
    assert numbers.text().count("\n") == before
    assert numbers('usher_http_requests_total{endpoint="other",status="4xx"}') >= 6


def test_the_process_is_told_of(numbers):
    assert 5e6 < numbers("process_resident_memory_bytes") < 2e9
    assert numbers("process_open_fds") == pytest.approx(len(os.listdir(f"/proc/{numbers.usher.process.pid}/fd")), abs=8)
    assert numbers("process_start_time_seconds") == pytest.approx(os.stat(f"/proc/{numbers.usher.process.pid}").st_ctime, abs=60)
    assert numbers("process_cpu_seconds_total") > 0
    assert 0 <= numbers("usher_event_loop_lag_seconds") < 30


def test_the_public_listener_has_no_numbers_and_the_admin_listener_nothing_else(numbers):
    assert requests.get(numbers.usher.origin + "/metrics", timeout=10).status_code == 404
    for path, status in [("/health", 200), ("/ready", 200), ("/token", 404), ("/", 404), ("/notes/all", 404), ("/admin", 404)]:
        assert requests.get(numbers.base + path, timeout=10).status_code == status, path


def test_without_an_admin_listener_nothing_listens(new_usher):
    usher = new_usher().start()
    assert requests.get(usher.origin + "/metrics", timeout=10).status_code == 404
    assert not wire.accepts(9464)


def test_two_listeners_at_one_address_are_refused_before_anything_starts(new_usher):
    usher = new_usher()
    usher.config.write_text(usher.config.read_text() + f"admin_listen: 127.0.0.1:{usher.port}\n")
    done = usher.run("config", "check")
    assert done.returncode != 0 and "admin_listen" in done.stdout + done.stderr
