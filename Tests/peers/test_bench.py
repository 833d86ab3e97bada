"""The measurements measure what they say: people seeded in bulk are as real as others, and a soak sees what grows."""

import sys
import tempfile
from pathlib import Path

import pytest

from kit.clients import PublicClient
from kit.person import Person
from kit.usher import Account, Usher

sys.path.append(str(Path(__file__).resolve().parents[2] / "bench"))

import databases as measured  # noqa: E402
from seed import EXPIRED, SeededPerson, seed  # noqa: E402
from steady import complaints  # noqa: E402

REDIRECT_URI = "http://127.0.0.1:9/cb"


@pytest.fixture
def seeded(database_kind):
    """A server whose database holds 120 people made in bulk after one real person; their password; the client."""
    with tempfile.TemporaryDirectory(prefix="usher-seeded-") as folder:
        Path(folder).chmod(0o755)
        with measured.opened(database_kind, folder) as database:
            usher = Usher(Path(folder) / "usher", database=database)
            account, client = usher.add_person(), PublicClient(usher, usher.add_client("web", REDIRECT_URI), REDIRECT_URI, scope="openid notes:read")
            usher.start()
            client.connect(Person(usher, account))
            usher.stop()
            seed(database, account, 0, 120)
            usher.start()
            yield usher, account.password, client
            usher.stop()


@pytest.mark.both_databases
def test_people_seeded_in_bulk_sign_in_connect_and_refresh(seeded):
    usher, password, client = seeded
    for number in (1, 119):
        person = SeededPerson(number)
        visitor = Person(usher, Account(person.email, password, {}))
        visitor.session.cookies.set("sid", person.session)
        landing = visitor.authorize(client.authorize_url(state="x"))
        assert landing.pages == [], "a seeded person is signed in and has agreed"
        assert client.exchange(landing["code"]).status_code == 200
        rotated = client.refresh(person.refresh)
        assert rotated.status_code == 200, rotated.text
        assert client.refresh(rotated.json()["refresh_token"]).status_code == 200
        assert Person(usher, Account(person.email, password, {})).sign_in().status_code == 303
        assert Person(usher, Account(person.email, "not " + password, {})).sign_in().status_code != 303
    assert client.refresh(SeededPerson(EXPIRED).refresh).status_code == 400, "one in fifty has expired"


@pytest.mark.parametrize("name, early, late, is_growth", [
    ("resident", 60.0, 65.0, False), ("resident", 60.0, 70.0, True), ("resident", 400.0, 415.0, False),
    ("descriptors", 90, 93, False), ("descriptors", 90, 99, True), ("connections", 8, 16, True), ("threads", 9, 20, True),
    ("p50", 0.4, 0.8, False), ("p50", 2.0, 3.5, True), ("p99", 4.0, 8.0, False), ("p99", 20.0, 40.0, True), ("p99", 40.0, 20.0, False), ("rate", 97.0, 96.0, False)])
def test_a_soak_complains_of_what_grew_and_of_nothing_else(name, early, late, is_growth):
    flat = {"minute": 1, "rate": 100.0, "resident": 60.0, "descriptors": 90, "threads": 9, "connections": 8, "p50": 1.0, "p99": 5.0}
    minutes = [{**flat, name: 1000}] + [{**flat, name: early}] * 3 + [{**flat, name: (early + late) / 2}] * 3 + [{**flat, name: late}] * 3
    found = complaints(minutes, 100)
    assert [word.split()[0] for word in found] == ([name] if is_growth else [])


def test_a_soak_that_did_not_keep_its_pace_is_not_called_flat():
    flat = {"minute": 1, "rate": 100.0, "resident": 60.0, "descriptors": 90, "threads": 9, "connections": 8, "p50": 1.0, "p99": 5.0}
    assert complaints([flat] * 4, 100) == []
    slow = {**flat, "rate": 90.0}
    assert complaints([flat, flat, {**flat, "minute": 3, "rate": 50.0}, flat], 100) == []
    assert complaints([flat, slow, slow, flat], 100) == ["90 flows a second in place of 100"]
