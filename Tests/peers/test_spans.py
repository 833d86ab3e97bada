"""Spans: what a collector gets, what an upstream is told, and what nobody learns from them."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from kit.clients import ConfidentialClient, call
from kit.collector import Collector
from kit.person import Person
from kit.upstream import headers_named
from kit.usher import CONFIGURATION, free_port
from kit.waiting import until

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-{flags}"


@pytest.fixture
def collector():
    server = Collector()
    yield server
    server.close()


def traced(new_usher, collector, sample="1", more=""):
    return new_usher(configuration=CONFIGURATION + f"tracing: {{{{ otlp: {collector.url}, sample: {sample} }}}}\n{more}").start()


def test_a_call_through_the_gateway_is_one_trace_from_the_request_to_the_upstream(new_usher, upstream, collector):
    usher = traced(new_usher, collector)
    token = ConfidentialClient.plugin(usher).connect(Person(usher, usher.add_person()))["access_token"]
    upstream.seen.clear()
    assert call(usher, token, "/notes/all?private=words").status_code == 200
    sent = headers_named(upstream.seen[-1], "traceparent")["traceparent"]
    version, trace, parent, flags = sent.split("-")
    assert (version, flags) == ("00", "01")

    [work] = [span for span in collector.named("call") if span["spanId"] == parent]
    assert work["traceId"] == trace and work["kind"] == 3
    assert work["attributes"]["usher.resource"] == "notes" and work["attributes"]["http.response.status_code"] == "200"
    [request] = [span for span in collector.named("GET gateway") if span["spanId"] == work["parentSpanId"]]
    assert request["traceId"] == trace and request["kind"] == 2 and "parentSpanId" not in request
    assert request["attributes"]["url.path"] == "/notes/all" and request["attributes"]["http.request.method"] == "GET"
    assert int(request["startTimeUnixNano"]) <= int(work["startTimeUnixNano"]) <= int(work["endTimeUnixNano"])


def test_a_token_is_a_span_with_the_database_below_it(new_usher, upstream, collector):
    usher = traced(new_usher, collector)
    ConfidentialClient.plugin(usher).connect(Person(usher, usher.add_person()))
    [grant] = collector.named("token")
    [request] = collector.named("POST token")
    assert grant["parentSpanId"] == request["spanId"] and grant["attributes"]["oauth.grant_type"] == "authorization_code"
    below = until(
        lambda: [span for span in collector.spans()
                 if span.get("parentSpanId") == grant["spanId"] and span["name"].startswith("database")],
        what="the spans of the database")
    assert any(re.search(r"\$1", span["attributes"]["db.query.text"]) for span in below)


def test_what_is_sent_is_well_formed_and_holds_no_secret(new_usher, upstream, collector):
    usher = traced(new_usher, collector)
    account = usher.add_person()
    client = ConfidentialClient.plugin(usher)
    person = Person(usher, account)
    tokens = client.connect(person)
    assert call(usher, tokens["access_token"], "/notes/all?access=private").status_code == 200
    assert client.refresh(tokens["refresh_token"]).status_code == 200
    assert client.token(grant_type="refresh_token", refresh_token="wrong").status_code == 400
    until(lambda: sum(span["name"] == "token" for span in collector.spans()) == 3, what="the refused one")
    assert usher.stop() == 0
    for path, kind, body in collector.bodies:
        assert path == "/v1/traces" and kind == "application/json"
        text = body.decode()
        for secret in [account.password, account.email, tokens["access_token"], tokens["refresh_token"], client.client.client_secret,
                       "private", "code_verifier=", "?"]:
            assert secret not in text, secret
        [resource] = json.loads(text)["resourceSpans"]
        names = {each["key"]: each["value"]["stringValue"] for each in resource["resource"]["attributes"]}
        assert names["service.name"] == "usher" and names["service.instance.id"]
    spans = collector.spans()
    assert len({span["spanId"] for span in spans}) == len(spans)
    known = {(span["traceId"], span["spanId"]) for span in spans}
    for span in spans:
        assert re.fullmatch("[0-9a-f]{32}", span["traceId"]) and re.fullmatch("[0-9a-f]{16}", span["spanId"])
        assert "parentSpanId" not in span or (span["traceId"], span["parentSpanId"]) in known, span
    [refused] = [span for span in spans if span["name"] == "token" and "error.type" in span["attributes"]]
    assert refused["attributes"]["error.type"] == "invalid_grant"


def test_only_a_trusted_caller_is_taken_at_its_word(new_usher, upstream, collector):
    mine, theirs = (traced(new_usher_named(new_usher, name), collector, sample="0", more=more)
                    for name, more in [("mine", "trusted_proxies: [ 127.0.0.1 ]\n"), ("theirs", "")])
    heard = {"traceparent": PARENT.format(flags="01"), "tracestate": "vendor=1"}
    for usher in (mine, theirs):
        assert requests.get(usher.url("/jwks"), headers=heard, timeout=10).status_code == 200
    [span] = collector.named("GET jwks")
    assert span["traceId"] == "0af7651916cd43dd8448eb211c80319c" and span["parentSpanId"] == "b7ad6b7169203331"
    assert span["traceState"] == "vendor=1"
    token = ConfidentialClient.plugin(theirs).connect(Person(theirs, theirs.add_person()))["access_token"]
    upstream.seen.clear()
    assert call(theirs, token, "/notes/all", headers=heard).status_code == 200
    sent = headers_named(upstream.seen[-1], "trace")
    assert "0af7651916cd43dd8448eb211c80319c" not in sent["traceparent"] and sent["traceparent"].endswith("-00")
    assert "tracestate" not in sent
    assert theirs.stop() == 0
    assert [span["name"] for span in collector.spans()] == ["GET jwks"]


def new_usher_named(new_usher, name):
    return lambda **options: new_usher(name, **options)


def test_a_collector_that_is_away_costs_spans_and_nothing_else(new_usher, upstream):
    port, admin = free_port(), free_port()
    more = f"admin_listen: 127.0.0.1:{admin}\ntracing: {{{{ otlp: http://127.0.0.1:{port}/v1/traces, sample: 1 }}}}\n"
    usher = new_usher(configuration=CONFIGURATION + more).start()

    def number(name):
        text = requests.get(f"http://127.0.0.1:{admin}/metrics", timeout=10).text
        return float(re.search(rf"^{name} (\S+)$", text, re.M)[1])

    for _ in range(20):
        assert requests.get(usher.url("/jwks"), timeout=10).status_code == 200
    until(lambda: number("usher_spans_dropped_total") >= 20, 20, "lost spans to be counted")
    assert usher.log.read_text().count("spans are not taken") == 1
    collector = Collector(port)
    try:
        assert requests.get(usher.url("/jwks"), timeout=10).status_code == 200
        collector.named("GET jwks")
        until(lambda: number("usher_spans_sent_total") >= 1, 20, "spans to be taken")
    finally:
        collector.close()
    assert usher.stop() == 0
