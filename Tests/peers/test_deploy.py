"""The files in deploy/ are read by the programs that they are for."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kit.certificates import self_signed
from kit.usher import BINARY

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


@pytest.mark.parametrize("name", ["one.conf", "three.conf"])
def test_nginx_accepts_its_file(tmp_path, name):
    certificate, key = self_signed(tmp_path, ["api.example.com"])
    text = (DEPLOY / "nginx" / name).read_text()
    assert "/etc/ssl/api.example.com.pem" in text and "/etc/ssl/api.example.com.key" in text
    text = text.replace("/etc/ssl/api.example.com.pem", str(certificate)).replace("/etc/ssl/api.example.com.key", str(key))
    # Testing binds nothing, but opens what is written to.
    text = re.sub(r"listen (\[::\]:)?(80|443)\b", lambda match: f"listen {match[1] or ''}{int(match[2]) + 18000}", text)
    (tmp_path / "site.conf").write_text(text)
    (tmp_path / "nginx.conf").write_text(f"""\
pid {tmp_path}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {tmp_path}/body; proxy_temp_path {tmp_path}/proxy; fastcgi_temp_path {tmp_path}/fastcgi;
    uwsgi_temp_path {tmp_path}/uwsgi; scgi_temp_path {tmp_path}/scgi;
    include {tmp_path}/site.conf;
}}
""")
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    done = subprocess.run(
        [program, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"), "-e", "stderr"],
        text=True, capture_output=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert "test is successful" in done.stderr


@pytest.mark.parametrize("name", ["one.conf", "three.conf"])
def test_what_nginx_says_of_the_configuration_is_right(tmp_path, name):
    lines = [line[1:].strip() for line in (DEPLOY / "nginx" / name).read_text().splitlines() if re.match(r"#   \w+:", line)]
    assert any(line.startswith("trusted_proxies") for line in lines)
    (tmp_path / "usher.yaml").write_text("\n".join(lines) + "\n")
    done = subprocess.run(
        [BINARY, "config", "check", "--config", str(tmp_path / "usher.yaml")], text=True, capture_output=True, timeout=30)
    assert done.returncode == 0, done.stdout + done.stderr


def test_systemd_accepts_the_unit(tmp_path):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd here")
    # The program and its user are not installed on this machine.
    text = (DEPLOY / "usher.service").read_text().replace("/usr/local/bin/usher", BINARY)
    text = re.sub(r"^(User|Group)=usher$", r"\1=daemon", text, flags=re.M)
    (tmp_path / "usher.service").write_text(text)
    done = subprocess.run(
        [program, "verify", "--man=no", str(tmp_path / "usher.service")], text=True, capture_output=True, timeout=60)
    assert done.returncode == 0 and "usher.service" not in done.stderr, done.stderr


def test_the_unit_waits_longer_than_a_stop_takes():
    text = (DEPLOY / "usher.service").read_text()
    assert int(re.search(r"^TimeoutStopSec=(\d+)$", text, re.M)[1]) > 30
    assert "ExecReload=/bin/kill -HUP $MAINPID" in text


def test_the_image_runs_without_root_and_copies_what_exists():
    text = (DEPLOY / "Containerfile").read_text()
    stages = text.split("\nFROM ")
    assert re.search(r"^USER (?!0\b|root\b)\S+$", stages[-1], re.M)
    for source in re.findall(r"^COPY (?!--from)(\S+) ", text, re.M):
        assert (DEPLOY.parent / source).exists(), source
