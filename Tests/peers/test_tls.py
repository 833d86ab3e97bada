"""The server's own TLS: the certificate can be renewed while it runs."""

import hashlib
import shutil
import signal
import socket
import ssl

import pytest

from kit import wire
from kit.certificates import self_signed
from kit.usher import CONFIGURATION, Usher
from kit.waiting import until


class SecureUsher:
    """A server that speaks https with the pair `current.pem` and `current.key`."""

    def __init__(self, new_usher, folder):
        self.folder = folder
        self.pairs = {name: self_signed(folder, ["localhost"], name) for name in ("first", "second")}
        self.put("first")
        tls = f"tls: {{{{ certificate: {folder}/current.pem, key: {folder}/current.key }}}}\n"
        self.usher = new_usher(configuration=CONFIGURATION.replace("public_url: {base}", "public_url: https://localhost:{port}") + tls)
        self.usher.spawn()
        until(lambda: self._answers(), 30, "the server to answer over TLS")

    def _answers(self):
        assert self.usher.process.poll() is None, self.usher.log.read_text()
        try:
            return self.get(self.connect()) == 200
        except OSError:
            return False

    def put(self, certificate, key=None):
        shutil.copy(self.pairs[certificate][0], self.folder / "current.pem")
        shutil.copy(self.pairs[key or certificate][1], self.folder / "current.key")

    def connect(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.usher.port), 10), server_hostname="localhost")

    @staticmethod
    def get(connection):
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        raw = b""
        while not wire.Reply(raw).is_complete:
            piece = connection.recv(65536)
            if not piece:
                break
            raw += piece
        return wire.Reply(raw).status

    def served(self, connection=None):
        """Which pair a connection has."""
        digest = hashlib.sha256((connection or self.connect()).getpeercert(binary_form=True)).digest()
        for name, (path, _) in self.pairs.items():
            if hashlib.sha256(ssl.PEM_cert_to_DER_cert(path.read_text())).digest() == digest:
                return name
        return None

    def hang_up(self):
        self.usher.process.send_signal(signal.SIGHUP)


@pytest.fixture
def secure(new_usher, tmp_path):
    return SecureUsher(new_usher, tmp_path)


def test_new_connections_get_the_new_certificate_and_old_ones_live_on(secure):
    old = secure.connect()
    assert secure.served(old) == "first" and secure.get(old) == 200
    secure.put("second")
    assert secure.served() == "first", "before anybody looks"
    secure.hang_up()
    until(lambda: secure.served() == "second", what="the new certificate")
    assert secure.get(old) == 200 and secure.served(old) == "first"
    assert secure.usher.stop() == 0


@pytest.mark.parametrize("broken", ["foreign key", "no certificate", "missing"])
def test_a_bad_pair_changes_nothing_and_says_why(secure, broken):
    if broken == "foreign key":
        secure.put("second", key="first")
    elif broken == "no certificate":
        (secure.folder / "current.pem").write_text("nothing\n")
    else:
        (secure.folder / "current.pem").unlink()
    secure.hang_up()
    [line] = until(lambda: [line for line in secure.usher.log.read_text().splitlines() if "the old one stays" in line],
                   what="a line in the log")
    assert "current.pem" in line
    assert secure.served() == "first"
    secure.put("second")
    secure.hang_up()
    until(lambda: secure.served() == "second", what="the new certificate, once it is right")


def test_hanging_up_ends_nothing(new_usher):
    usher = new_usher().start()
    for _ in range(3):
        usher.process.send_signal(signal.SIGHUP)
    assert usher.stop() == 0, "it ran until it was stopped"


def test_a_pair_that_does_not_fit_stops_the_start_with_one_sentence(tmp_path):
    pairs = [self_signed(tmp_path, ["localhost"], name) for name in ("first", "second")]
    tls = f"tls: {{{{ certificate: {pairs[0][0]}, key: {pairs[1][1]} }}}}\n"
    usher = Usher(tmp_path / "usher", configuration=CONFIGURATION.replace("public_url: {base}", "public_url: https://localhost:{port}") + tls)
    done = usher.run("serve")
    assert done.returncode != 0 and "cannot be used together" in done.stderr
