"""`usher.yaml`, `usher init`, `usher config`, `usher backup`: what an operator meets before and after the server runs."""

import pytest

from kit.clients import ConfidentialClient
from kit.person import Person

BROKEN = {
    "a wrong key": ("listen:", "lisen:", "lisen"),
    "a wrong value": ("kind: http", "kind: ftp", "kind"),
    "a wrong type": ("scopes:", "scopes: 5\n    ignored:", "scopes"),
    "a wrong address": ("public_url: http", "public_url: gopher", "public_url"),
    "broken YAML": ("resources:", "resources: [", ""),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("command", [["serve"], ["config", "check"]], ids=" ".join)
def test_a_broken_configuration_names_the_file_the_line_and_what_was_expected(new_usher, name, command):
    server = new_usher()
    good, bad, key = BROKEN[name]
    text = server.config.read_text()
    assert good in text
    server.config.write_text(text.replace(good, bad, 1))
    line = next(number for number, one in enumerate(server.config.read_text().splitlines(), 1)
                if bad.splitlines()[0] in one)
    done = server.run(*command, seconds=20)
    assert done.returncode in (1, 64), done.stdout + done.stderr
    assert "usher.yaml" in done.stderr and key in done.stderr
    if name != "broken YAML":
        assert f":{line}" in done.stderr or f"line {line}" in done.stderr, done.stderr


def test_a_missing_configuration_file_is_said_by_name(new_usher):
    server = new_usher()
    server.config.unlink()
    done = server.run("serve", seconds=20)
    assert done.returncode == 1 and "usher.yaml" in done.stderr


def test_the_configuration_can_be_printed_and_checked(usher):
    assert usher.run("config", "check").returncode == 0
    printed = usher.run("config", "print")
    assert printed.returncode == 0 and usher.base in printed.stdout


def test_init_writes_a_configuration_that_passes_its_own_check(new_usher):
    server = new_usher()
    server.config.unlink()
    done = server.run("init", config=False)
    assert done.returncode == 0, done.stderr
    text = server.config.read_text()
    assert "#" in text and "public_url" in text
    assert server.run("config", "check").returncode == 0
    again = server.run("init", config=False)
    assert again.returncode == 1 and server.config.read_text() == text, "it wrote over a file that was there"


def test_a_backup_taken_while_the_server_runs_can_be_restored(new_usher):
    server = new_usher().start()
    account, client = server.add_person(), ConfidentialClient.plugin(server)
    assert server.run("backup", str(server.folder / "copy.db")).returncode == 0
    assert (server.folder / "copy.db").stat().st_mode & 0o077 == 0
    server.stop()
    for path in [server.folder / name for name in ("usher.db", "usher.db-wal", "usher.db-shm")]:
        path.unlink(missing_ok=True)
    done = server.run("restore", str(server.folder / "copy.db"))
    assert done.returncode == 0, done.stderr
    server.start()
    assert client.connect(Person(server, account))["access_token"]
