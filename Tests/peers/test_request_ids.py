"""Each request has an identifier: in the log, in the answer, and at the upstream."""

import datetime
import json
import re

import pytest
import requests

from kit.clients import ConfidentialClient, call
from kit.person import Person
from kit.upstream import headers_named
from kit.usher import CONFIGURATION
from kit.waiting import until

LOGGED = CONFIGURATION + "log: {{ format: json, requests: true, level: debug }}\n"
TRUSTED = "trusted_proxies: [ 127.0.0.1 ]\n"


def lines(usher):
    """The lines of the log that are JSON, as objects; nothing else is in it but the greeting."""
    return [json.loads(line) for line in usher.log.read_text().splitlines() if line.startswith("{")]


def lines_of(usher, identifier):
    return [line for line in lines(usher) if line.get("request_id") == identifier]


def test_answer_upstream_and_log_say_the_same_identifier(new_usher, upstream):
    usher = new_usher(configuration=LOGGED).start()
    token = ConfidentialClient.plugin(usher).connect(Person(usher, usher.add_person()))["access_token"]
    upstream.seen.clear()
    answer = call(usher, token, "/notes/all?secret=words", headers={"X-Request-ID": "chosen-by-a-stranger"})
    identifier = answer.headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", identifier)
    assert headers_named(upstream.seen[-1], "x-request-id") == {"x-request-id": identifier}
    [line] = until(lambda: lines_of(usher, identifier), what="the line of the request")
    assert line["message"] == "request" and line["status"] == "200" and line["method"] == "GET"
    written = datetime.datetime.fromisoformat(line["time"].replace("Z", "+00:00"))
    assert abs((datetime.datetime.now(datetime.timezone.utc) - written).total_seconds()) < 600, line["time"]
    assert line["path"] == "/notes/all" and line["address"] == "127.0.0.1" and float(line["milliseconds"]) >= 0
    assert "words" not in usher.log.read_text() and token not in usher.log.read_text()


def test_every_answer_has_one_of_its_own(new_usher):
    usher = new_usher().start()
    answers = [requests.get(usher.url(path), timeout=10)
               for path in ["/jwks", "/jwks", "/nothing", "/token", "/.well-known/oauth-authorization-server", "/sign-in", "/ready"]]
    assert len({answer.headers["X-Request-ID"] for answer in answers}) == len(answers)


@pytest.mark.parametrize("sent", ["01HF-abc_def.9", "req:7/3+x=@y", "a" * 128])
def test_a_trusted_proxy_names_its_requests(new_usher, upstream, sent):
    usher = new_usher(configuration=LOGGED + TRUSTED).start()
    answer = call(usher, "wrong", headers={"X-Request-ID": sent})
    assert answer.status_code == 401 and answer.headers["X-Request-ID"] == sent
    assert until(lambda: lines_of(usher, sent), what="the line of the request")


@pytest.mark.parametrize("sent", ["", "a" * 129, "two words", 'quote"', "semi;colon", "{brace}", "ümlaut".encode()])
def test_what_is_not_harmless_text_is_replaced(new_usher, sent):
    usher = new_usher(configuration=LOGGED + TRUSTED).start()
    answer = requests.get(usher.url("/jwks"), headers={"X-Request-ID": sent}, timeout=10)
    assert answer.headers["X-Request-ID"] not in ("", sent)


def test_what_goes_wrong_is_logged_under_the_identifier_of_its_request(new_usher, upstream):
    configuration = LOGGED.replace("upstream: {upstream}", "upstream: http://127.0.0.1:9")
    usher = new_usher(configuration=configuration).start()
    token = ConfidentialClient.plugin(usher).connect(Person(usher, usher.add_person()))["access_token"]
    answer = call(usher, token)
    assert answer.status_code == 502
    found = until(lambda: len(lines_of(usher, answer.headers["X-Request-ID"])) == 2 and lines_of(usher, answer.headers["X-Request-ID"]),
                  what="both lines")
    assert {line["message"] for line in found} == {"request", "upstream failed"}


def test_requests_have_no_lines_unless_they_are_wanted(new_usher):
    usher = new_usher(configuration=CONFIGURATION + "log: {{ format: json }}\n").start()
    assert requests.get(usher.url("/jwks"), timeout=10).status_code == 200
    assert usher.stop() == 0
    assert not [line for line in lines(usher) if line["message"] == "request"]
    assert lines(usher), "the log is JSON all the same"
