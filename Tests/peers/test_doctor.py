"""`usher doctor` against the real binary: silent of what is right, and one sentence for what is wrong."""

import json
import os
import subprocess

import pytest

from kit.usher import BINARY, free_port
from kit.waiting import until

MCP = """\
public_url: {base}
listen: 127.0.0.1:{port}
database: sqlite:{folder}/usher.db
resources:
  notes:
    path: /notes
    upstream: {upstream}
    kind: mcp
    sign_in: SIGN_IN
    scopes: {{ "notes:read": Read your notes }}
"""


def diagnosis(server, *arguments, **options):
    """The exit status and what `doctor --json` printed."""
    done = server.run("doctor", *arguments, "--json", **options)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.returncode, json.loads(done.stdout)


def found(document, severity=None):
    """The ids of the problems, or of those of one severity."""
    return {problem["id"] for problem in document["problems"] if severity in (None, problem["severity"])}


def rewrite(server, old, new):
    """Changes the configuration behind the back of the running server."""
    text = server.config.read_text()
    assert old in text
    server.config.write_text(text.replace(old, new))


def test_a_healthy_server_ends_with_0_and_says_who_can_connect(usher):
    usher.add_person(None, None, "--admin")
    done = usher.run("doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("Every client on this machine can connect."), done.stdout


def test_a_healthy_server_has_no_failures_in_json_either(usher):
    status, document = diagnosis(usher)
    assert status == 0 and document["fine"] is True and document["failing_clients"] == []
    assert found(document, "failure") == set()
    assert document["resources"] == [usher.url("/notes")]
    assert sum(check["outcome"] == "fine" for check in document["checks"]) > 60


@pytest.mark.parametrize("sign_in, notes", [("always", set()), ("per_tool", {"open-at-first"})])
def test_an_mcp_server_behind_usher_has_no_failures_whenever_it_asks_for_sign_in(new_usher, sign_in, notes):
    server = new_usher(configuration=MCP.replace("SIGN_IN", sign_in)).start()
    status, document = diagnosis(server)
    assert status == 0, document["problems"]
    assert found(document, "failure") == set()
    assert {problem["id"] for problem in document["problems"] if problem["id"] == "open-at-first"} == notes


def test_it_works_from_outside_alone(usher, tmp_path):
    done = subprocess.run(
        [BINARY, "doctor", usher.base, "--resource", usher.url("/notes"), "--json"],
        cwd=tmp_path, text=True, capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(done.stdout)
    assert {check["outcome"] for check in document["checks"] if check["group"] == "this machine"} == {"nothing to look at"}
    assert not list(tmp_path.iterdir()), "it left something behind"


def test_a_public_url_that_is_not_the_servers_is_named(new_usher):
    server = new_usher().start()
    port = free_port()
    rewrite(server, f"public_url: {server.base}", f"public_url: http://127.0.0.1:{port}")
    status, document = diagnosis(server)
    assert status == 1
    assert {"other-issuer", "unreachable"} <= found(document, "failure")
    assert any(f"`public_url` is http://127.0.0.1:{port}." in problem["sentence"] for problem in document["problems"])


def test_the_wrong_name_of_the_right_server_is_named(usher):
    status, document = diagnosis(usher, usher.base.replace("127.0.0.1", "localhost"))
    assert status == 1 and "issuer" in found(document, "failure")


def test_an_api_that_is_down_is_named(new_usher):
    server = new_usher().start()
    port = free_port()
    rewrite(server, f"upstream: {server.upstream}", f"upstream: http://127.0.0.1:{port}")
    done = server.run("doctor")
    assert done.returncode == 1
    assert f"The API notes does not answer at http://127.0.0.1:{port} (connection refused)." in done.stdout.replace("\n      ", " ")
    assert "No client can connect." in done.stdout


def test_a_dangerous_option_is_told_by_its_name(new_usher):
    server = new_usher()
    server.config.write_text(server.config.read_text() + "insecure_http: true\n")
    server.start()
    status, document = diagnosis(server)
    assert status == 0
    assert any("`insecure_http: true`" in problem["sentence"] for problem in document["problems"])


def test_a_configuration_that_cannot_be_used_is_told_line_by_line(new_usher):
    server = new_usher()
    server.config.write_text("public_url: ftp://example.com\nlisten: nowhere\n")
    status, document = diagnosis(server)
    assert status == 1
    assert [problem["id"] for problem in document["problems"]] == ["configuration", "configuration"]


def test_a_server_that_does_not_run_is_told_so(new_usher):
    server = new_usher()
    status, document = diagnosis(server)
    assert status == 1 and {"not-running", "unreachable"} <= found(document, "failure")
    assert {path.name for path in server.folder.iterdir()} == {"usher.yaml", "notes.openapi.yaml"}, "it made something"


def test_a_secret_that_others_can_read_is_named(new_usher):
    server = new_usher().start()
    os.chmod(server.folder / "usher.db.secret", 0o644)
    status, document = diagnosis(server)
    assert status == 0 and "secret-mode" in found(document, "warning")


def test_a_certificate_that_nobody_trusts_is_named_and_looked_behind(new_usher):
    server = new_usher()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=server.folder, check=True, capture_output=True)
    rewrite(server, f"public_url: {server.base}", f"public_url: https://localhost:{server.port}")
    server.config.write_text(server.config.read_text() + "tls: { certificate: certificate.pem, key: key.pem }\n")
    server.spawn()
    try:
        until(lambda: "listens on" in server.log.read_text(), 30, "usher to listen")
        status, document = diagnosis(server)
    finally:
        server.stop()
    assert status == 1
    assert found(document, "failure") == {"untrusted-certificate"}
    assert "no authority that clients know has signed it" in document["problems"][0]["sentence"] + document["problems"][1]["sentence"]


@pytest.mark.parametrize("arguments", [["not-a-url"], ["--resource", "/mcp"]])
def test_wrong_usage_ends_with_64(usher, arguments):
    assert usher.run("doctor", *arguments).returncode == 64
