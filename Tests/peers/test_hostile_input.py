"""What no honest client sends, over a real socket. REQUIREMENTS T-06 to T-08; RFC 9112 §6.

Never a 5xx, never a hang, and after each of them the server still answers an honest request.
"""

import socket
import time

import pytest
import requests

from kit.clients import ConfidentialClient
from kit.person import Person
from kit.wire import form_post, send

GRANT = "grant_type=authorization_code&client_id=x&client_secret=y&code=z"


@pytest.fixture(autouse=True)
def still_alive(usher):
    yield
    assert usher.process.poll() is None, usher.log.read_text()[-2000:]
    assert requests.get(usher.url("/health"), timeout=5).status_code == 200


# T-06: huge and lying bodies

@pytest.mark.parametrize("path", ["/token", "/revoke", "/introspect", "/sign-in"])
def test_a_body_over_64_kib_is_413(usher, path):
    body = GRANT + "&pad=" + "x" * (64 * 1024)
    assert send(usher.port, form_post(usher.port, path, body)).status == 413


def test_a_chunked_body_over_64_kib_is_413(usher):
    def pieces():
        for _ in range(20):
            yield b"a" * 8192
    answer = requests.post(usher.url("/token"), data=pieces(), timeout=10,
                           headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 413


def test_a_length_of_ten_megabytes_is_refused_before_it_is_sent(usher):
    head = (f"POST /token HTTP/1.1\r\nHost: 127.0.0.1:{usher.port}\r\nContent-Length: 10485760\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\nx=")
    assert send(usher.port, head.encode() + b"y" * 70000).status == 413


def test_many_thousand_parameters_are_answered_quickly(usher):
    body = "&".join(f"p{number}=" for number in range(9000))[:60000]
    assert send(usher.port, form_post(usher.port, "/token", body), seconds=3).status == 400


def test_a_deeply_nested_json_body_is_refused(usher):
    body = "[" * 20000 + "]" * 20000
    answer = requests.post(usher.url("/token"), data=body, headers={"Content-Type": "application/json"}, timeout=5)
    assert answer.status_code == 400


# T-07: two readers of one request must read the same

def request(usher, *headers, body=b"", path="/token"):
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{usher.port}", "Content-Type: application/x-www-form-urlencoded", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


SMUGGLING = {
    "two lengths": (["Content-Length: 5", "Content-Length: 6"], b"a=bcde"),
    "a list of lengths": (["Content-Length: 5, 6"], b"a=bcde"),
    "a length with a sign": (["Content-Length: +5"], b"a=bcd"),
    "a negative length": (["Content-Length: -5"], b"a=bcd"),
    "a length that overflows": (["Content-Length: 18446744073709551617"], b"a"),
    "a length and chunks": (["Content-Length: 5", "Transfer-Encoding: chunked"], b"0\r\n\r\n"),
    "a space before the colon": (["Transfer-Encoding : chunked"], b"0\r\n\r\n"),
    "an unknown transfer coding last": (["Transfer-Encoding: chunked, identity"], b"0\r\n\r\n"),
    "a bad chunk size": (["Transfer-Encoding: chunked"], b"zz\r\nabc\r\n0\r\n\r\n"),
    "a chunk size that overflows": (["Transfer-Encoding: chunked"], b"fffffffffffffffff1\r\nabc\r\n0\r\n\r\n"),
    "a folded header": (["X-Folded: a", " b", "Content-Length: 0"], b""),
    "a NUL in a header": (["X-Bad: a\x00b", "Content-Length: 0"], b""),
    "a bare CR in a header": (["X-Bad: a\rContent-Length: 3", "Content-Length: 0"], b""),
    "two hosts": (["Host: evil.example", "Content-Length: 0"], b""),
}


@pytest.mark.parametrize("name", SMUGGLING)
def test_a_request_that_can_be_read_in_two_ways_is_refused(usher, name):
    headers, body = SMUGGLING[name]
    reply = send(usher.port, request(usher, *headers, body=body), seconds=4, half_close=True)
    # No answer at all (the connection is closed) is a refusal too.
    assert reply.raw == b"" or reply.status == 400, (name, reply.raw[:200])


@pytest.fixture(scope="module")
def connected(usher):
    """The header of a client that a person has connected."""
    token = ConfidentialClient.plugin(usher).connect(Person(usher, usher.add_person()))
    return f"Authorization: Bearer {token['access_token']}"


@pytest.mark.parametrize("name", SMUGGLING)
def test_the_upstream_never_sees_such_a_request_whole(usher, upstream, connected, name):
    """RFC 9112 §11.2: what the gateway passes on, both sides must read alike."""
    headers, body = SMUGGLING[name]
    before = len(upstream.seen)
    reply = send(usher.port, request(usher, connected, *headers, body=body, path="/notes/smuggled"), seconds=4, half_close=True)
    assert reply.raw == b"" or reply.status == 400, (name, reply.raw[:200])
    assert len(upstream.seen) == before, upstream.seen[before:]


@pytest.mark.parametrize("path", ["/health", "/token", "/authorize", "/notes/x"])
@pytest.mark.parametrize("hosts", [[], ["a.example", "b.example"]], ids=["no host", "two hosts"])
def test_exactly_one_host_is_needed(usher, path, hosts):
    """RFC 9112 §3.2: a server MUST answer 400 to anything else."""
    lines = [f"GET {path} HTTP/1.1", *(f"Host: {host}" for host in hosts)]
    assert send(usher.port, "\r\n".join(lines).encode() + b"\r\n\r\n", seconds=4).status == 400


@pytest.mark.timeout(90)
def test_a_body_that_trickles_in_is_cut_off(usher):
    """T-06: one octet now and then keeps no connection for longer than half a minute."""
    head = request(usher, "Content-Length: 2000")
    assert ended_after(usher.port, head) < 45


def ended_after(port, head):
    """Sends one octet a second; seconds until the server answers or closes."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(head)
        while time.monotonic() - began < 60:
            try:
                connection.sendall(b"a")
                connection.recv(1000)
                break
            except TimeoutError:
                continue
            except OSError:
                break
        return time.monotonic() - began


@pytest.mark.parametrize("name", ["two lengths", "a length and chunks", "a list of lengths", "a bad chunk size"])
def test_nothing_after_such_a_request_is_answered_on_that_connection(usher, name):
    headers, body = SMUGGLING[name]
    second = f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{usher.port}\r\n\r\n".encode()
    reply = send(usher.port, request(usher, *headers, body=body) + second, seconds=4, half_close=True)
    assert reply.raw.count(b"HTTP/1.1 200") == 0


# T-08: encodings

BYTES = {
    "NUL": "%00", "a lone byte 0xff": "%ff", "an overlong slash": "%c0%af", "a surrogate": "%ed%a0%80",
    "a truncated character": "%e2%82", "a bad escape": "%zz", "half an escape": "%", "line breaks": "%0d%0aSet-Cookie:%20a=b",
    "beyond Unicode": "%f4%90%80%80", "a line separator": "%e2%80%a8",
}
PLACES = ["client_id", "redirect_uri", "state", "scope", "nonce", "response_type", "code_challenge", "resource", "prompt",
          "max_age", "login_hint", "response_mode"]


@pytest.mark.parametrize("name", BYTES)
def test_no_encoding_in_any_parameter_makes_the_server_fail(usher, name):
    client = ConfidentialClient.plugin(usher)
    fine = {"client_id": client.client.client_id, "redirect_uri": client.redirect_uri, "response_type": "code", "state": "s"}
    with requests.Session() as session:
        for place in PLACES:
            pairs = [f"{key}={value}" for key, value in fine.items() if key != place] + [f"{place}={BYTES[name]}"]
            raw = f"/authorize?{'&'.join(pairs)}"
            reply = send(usher.port, f"GET {raw} HTTP/1.1\r\nHost: 127.0.0.1:{usher.port}\r\n\r\n".encode(), seconds=4)
            assert 200 <= reply.status < 500, (place, reply.raw[:200])
            assert "set-cookie: a=b" not in reply.raw.decode("latin-1").lower()
        for path, field in [("/token", "code"), ("/token", "grant_type"), ("/token", "client_id"), ("/token", "refresh_token"),
                            ("/revoke", "token"), ("/introspect", "token"), ("/sign-in", "email"), ("/sign-in", "password"),
                            ("/sign-up", "email"), ("/sign-up", "password")]:
            body = f"grant_type=authorization_code&{field}={BYTES[name]}" if field != "grant_type" else f"{field}={BYTES[name]}"
            answer = session.post(usher.url(path), data=body.encode(), timeout=5, allow_redirects=False,
                                  headers={"Content-Type": "application/x-www-form-urlencoded"})
            assert 400 <= answer.status_code < 500, (path, field, answer.status_code)


PATHS = ["/%00", "/%ff", "/..%2f..%2fetc/passwd", "/../../etc/passwd", "//evil.example/", "/notes/%00", "/notes/..%2f..",
         "/notes/../admin", "/%", "/" + "a" * 4000, "/account/%2e%2e/token", "/.well-known/%00"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:24])
def test_no_path_makes_the_server_fail(usher, path):
    reply = send(usher.port, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{usher.port}\r\n\r\n".encode(), seconds=4)
    assert 300 <= reply.status < 500, reply.raw[:200]
    assert "evil.example" not in reply.headers.get("location", "")
