"""Backup, export, import and moving house: what comes along, what must not, and what happens when it breaks in the middle."""

import base64
import hashlib
import json
import secrets
import sqlite3
import subprocess

import pytest

from kit import databases, journal
from kit.clients import ConfidentialClient, call
from kit.journal import Journal, Load
from kit.person import Person
from kit.postgres import new_database, query
from kit.usher import BINARY
from kit.waiting import until

SECRET = base64.b64encode(secrets.token_bytes(33)).decode()
PAIRS = [(one, other) for one in databases.KINDS for other in databases.KINDS]
pairs = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0]}-to-{pair[1]}")
kinds = pytest.mark.parametrize("kind", databases.KINDS)


@pytest.fixture
def new_house(request, tmp_path):
    """Makes empty databases of either kind, all under one root secret."""
    def make(kind):
        if kind == "sqlite":
            folder = tmp_path / f"house-{secrets.token_hex(3)}"
            folder.mkdir()
            return databases.Database(databases.sqlite(folder).url, {"USHER_SECRET": SECRET})
        return databases.Database(new_database(request.getfixturevalue("postgres_server")), {"USHER_SECRET": SECRET})
    return make


def turn_to(usher, database):
    """Gives the server another database, in its configuration."""
    text = usher.config.read_text()
    assert usher.database.url in text
    usher.config.write_text(text.replace(usher.database.url, database.url))
    usher.database = database


def refused(done, *words):
    assert done.returncode == 1 and not done.stdout.strip(), (done.returncode, done.stdout, done.stderr)
    for word in words:
        assert word in done.stderr, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def ended(usher):
    until(lambda: usher.process.poll() is not None, 20, "the server to end by itself")
    return usher.process.returncode


@pairs
def test_a_move_takes_everything_along_and_leaves_a_closed_house(new_usher, new_house, tmp_path, pair):
    old, new = map(new_house, pair)
    usher = new_usher(database=old).start()
    client, person = ConfidentialClient.plugin(usher), Person(usher, usher.add_person())
    token = client.connect(person)
    file = tmp_path / "moved.jsonl"
    wrote = json.loads(usher.run("export", "--move", str(file), "--json").stdout)
    assert wrote["kind"] == "move" and wrote["rows"]["accounts"] == 1 and wrote["rows"]["grants"] == 1
    assert file.stat().st_mode & 0o077 == 0 and not list(tmp_path.glob("*.part"))

    assert ended(usher) == 0, usher.log.read_text()[-2000:]
    assert "moved.jsonl" in usher.log.read_text()
    refused(usher.run("serve"), "moved.jsonl", "--undo-move")
    refused(usher.run("user", "list"), "was moved")

    turn_to(usher, new)
    done = usher.run("import", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["kind"] == "move"
    usher.start()
    assert call(usher, token["access_token"]).status_code == 200, "the signing keys are others"
    assert client.refresh(token["refresh_token"]).status_code == 200
    assert person.authorize(client.authorize_url(state="s")).pages == [], "the session or the consent is gone"

    # The same file brings no second house to life, and the old one stays closed.
    third = new_house(pair[1])
    refused(usher.run("import", str(file), "--database", third.url), "another database already", "--as-picture")
    done = usher.run("import", str(file), "--as-picture", "--json", "--database", third.url)
    assert done.returncode == 0 and "grants" not in json.loads(done.stdout)["rows"], done.stderr
    refused(usher.run("serve", "--database", old.url), "was moved")


@pairs
def test_a_picture_brings_people_and_consents_and_revives_nothing(new_usher, new_house, tmp_path, pair):
    old, new = map(new_house, pair)
    usher = new_usher(database=old).start()
    client, person = ConfidentialClient.plugin(usher), Person(usher, usher.add_person())
    token = client.connect(person)
    file = tmp_path / "picture.jsonl"
    done = usher.run("export", str(file))
    assert done.returncode == 0 and "picture" not in done.stderr, done.stderr
    refused(usher.run("export", str(file)), "is there already")
    # It goes on as before.
    assert call(usher, token["access_token"]).status_code == 200
    assert usher.stop() == 0

    turn_to(usher, new)
    done = usher.run("import", str(file))
    assert done.returncode == 0 and "signs in again" in done.stdout, done.stderr
    refused(usher.run("import", str(file)), "not empty")
    usher.start()
    assert call(usher, token["access_token"]).status_code == 401
    assert client.refresh(token["refresh_token"]).status_code == 400
    assert person.authorize(client.authorize_url(state="s")).pages == ["sign-in"], "a consent is gone, or a session is not"
    assert client.connect(person)["access_token"]


@pairs
@pytest.mark.timeout(180)
def test_a_move_in_the_middle_of_work_loses_no_answer(new_usher, new_house, tmp_path, pair):
    usher = new_usher(database=new_house(pair[0]), configuration=journal.CONFIGURATION).start()
    written = Journal(tmp_path / "journal")
    load = Load(usher, written, commands=False)
    file = tmp_path / "moved.jsonl"
    with load:
        load.wait_for(150)
        done = usher.run("export", "--move", str(file))
        assert done.returncode == 0, done.stderr
        assert ended(usher) == 0
    turn_to(usher, new_house(pair[1]))
    done = usher.run("import", str(file))
    assert done.returncode == 0, done.stderr
    usher.start()
    written.check(usher)
    for what in ("sign-up", "code", "redemption", "refresh", "revocation"):
        assert written.count(what) > 0, f"no {what} was answered: the load was none"


@kinds
def test_a_move_that_is_undone_leaves_nothing_alive_that_could_have_been_revoked_elsewhere(new_usher, new_house, tmp_path, kind):
    usher = new_usher(database=new_house(kind)).start()
    client, person = ConfidentialClient.plugin(usher), Person(usher, usher.add_person())
    token = client.connect(person)
    refused(usher.run("export", "--undo-move"), "not moved")
    assert usher.run("export", "--move", str(tmp_path / "moved.jsonl")).returncode == 0
    assert ended(usher) == 0
    done = usher.run("export", "--undo-move")
    assert done.returncode == 0, done.stderr
    usher.start()
    assert call(usher, token["access_token"]).status_code == 401
    assert client.refresh(token["refresh_token"]).status_code == 400
    assert person.authorize(client.authorize_url(state="s")).pages == ["sign-in"]


@kinds
def test_ending_everything_is_felt_by_a_running_server_and_needs_no_restart(new_usher, new_house, kind):
    usher = new_usher(database=new_house(kind)).start()
    client, person = ConfidentialClient.plugin(usher), Person(usher, usher.add_person())
    token = client.connect(person)
    assert usher.json("database", "end-everything") == {"ended": True}
    until(lambda: call(usher, token["access_token"]).status_code == 401, 2, "the access token to be refused")
    assert client.refresh(token["refresh_token"]).status_code == 400
    assert person.authorize(client.authorize_url(state="s")).pages == ["sign-in"]
    assert call(usher, client.connect(person)["access_token"]).status_code == 200


def multiplied(file, people):
    """A picture with many people in it, as another house might have written it."""
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    lines[0]["secret"] = "another"
    first = next(number for number, line in enumerate(lines) if "email_key" in line and "table" not in line)
    account = lines[first]
    lines[first + 1:first + 1] = [
        {**account, "id": f"user_{number}", "email_key": f"{number}@example.com", "email": f"{number}@example.com"}
        for number in range(people)]
    lines[-1]["end"]["accounts"] += people
    body = "".join(json.dumps(line) + "\n" for line in lines[:-1])
    digest = hashlib.sha256(body.encode()).digest()
    lines[-1]["sha256"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    file.write_text(body + json.dumps(lines[-1]) + "\n")


def standing(database):
    """What the database says of itself, once it says something."""
    try:
        if database.url.startswith("sqlite:"):
            with sqlite3.connect(database.url.removeprefix("sqlite:")) as connection:
                return connection.execute("SELECT state FROM standing").fetchall()
        return query(database.url, "SELECT state FROM standing")
    except (sqlite3.OperationalError, AssertionError):
        return []


@kinds
def test_an_import_that_was_killed_is_served_by_nobody_and_begins_anew(new_usher, new_house, tmp_path, kind):
    usher = new_usher(database=new_house("sqlite"))
    usher.add_person()
    file = tmp_path / "picture.jsonl"
    assert usher.run("export", str(file)).returncode == 0
    multiplied(file, 20_000)
    turn_to(usher, new_house(kind))
    importing = subprocess.Popen(
        [BINARY, "import", str(file), "--config", str(usher.config)], cwd=usher.folder, env={**usher.database.environment},
        stdin=subprocess.DEVNULL)
    until(lambda: standing(usher.database) or importing.poll() is not None, 60, "the import to begin")
    importing.kill()
    assert importing.wait(10) != 0, "it was over before it could be killed"
    refused(usher.run("serve"), "import", "again")
    refused(usher.run("user", "list"), "import", "again")
    done = usher.run("import", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"]["accounts"] == 20_001
    assert usher.start().json("user", "show", "19999@example.com")["email"] == "19999@example.com"


def test_a_file_that_is_damaged_cut_or_none_is_refused_and_nothing_is_made(new_usher, new_house, tmp_path):
    usher = new_usher(database=new_house("sqlite"))
    usher.add_person()
    file = tmp_path / "picture.jsonl"
    assert usher.run("export", str(file)).returncode == 0
    whole = file.read_bytes()
    fresh = new_house("sqlite")
    for name, content, word in [
            ("cut", whole[:-40], "not complete"), ("damaged", whole.replace(b"example.com", b"example.org"), "damaged"),
            ("none", b"SQLite format 3\0", "no export"), ("empty", b"", "no export")]:
        wrong = tmp_path / name
        wrong.write_bytes(content)
        refused(usher.run("import", str(wrong), "--database", fresh.url), word)
    assert not list((tmp_path).glob("house-*/usher.db")) or standing(fresh) == []
    refused(usher.run("import", str(tmp_path / "nowhere")), "nowhere")
    refused(usher.run("restore", str(file)), "usher import")
    assert usher.run("export").returncode == 64 and usher.run("export", "--undo-move", "x").returncode == 64


def test_a_move_needs_the_secret_of_the_old_house(new_usher, tmp_path):
    usher = new_usher()
    usher.add_person()
    file, other = tmp_path / "moved.jsonl", tmp_path / "other"
    other.mkdir()
    assert usher.run("export", "--move", str(file)).returncode == 0
    fresh = ["--database", f"sqlite:{other}/usher.db"]
    refused(usher.run("import", str(file), *fresh), "root secret", "secret_file")
    assert not list(other.iterdir()), "something was made for nothing"
    refused(usher.run("import", str(file), *fresh, environment={"USHER_SECRET": SECRET}), "another root secret")
    (other / "usher.db.secret").write_bytes((usher.folder / "usher.db.secret").read_bytes())
    assert usher.run("import", str(file), *fresh).returncode == 0


@pytest.mark.skipif("postgres" not in databases.KINDS, reason="runs on PostgreSQL")
def test_postgresql_is_backed_up_by_its_own_tools(new_usher, new_house):
    usher = new_usher(database=new_house("postgres"))
    usher.add_person()
    refused(usher.run("backup", "copy.db"), "pg_dump", "usher export")
    refused(usher.run("restore", "copy.db"), "pg_restore", "end-everything")


@pytest.mark.timeout(180)
def test_a_backup_in_the_middle_of_work_is_whole(new_usher, tmp_path):
    usher = new_usher(configuration=journal.CONFIGURATION).start()
    written = Journal(tmp_path / "journal")
    load = Load(usher, written, commands=False)
    copy = usher.folder / "copy.db"
    with load:
        load.wait_for(150)
        with written.lock:
            before = [entry.email for entry in written.people if entry.exists]
        assert usher.run("backup", str(copy)).returncode == 0
        load.wait_for(50)
    assert usher.stop() == 0 and before
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        # What ends a grant and what tells of it are one.
        ends = connection.execute("SELECT COUNT(*) FROM grants WHERE revoked_at IS NOT NULL").fetchall()
        assert ends == connection.execute("SELECT COUNT(*) FROM changes WHERE kind = 'grant'").fetchall()
    done = usher.run("restore", str(copy))
    assert done.returncode == 0, done.stderr
    known = {one["email"] for one in usher.json("user", "list")}
    assert set(before) <= known
    usher.start()
    person = Person(usher, usher.add_person())
    assert ConfidentialClient.plugin(usher).connect(person)["access_token"]
