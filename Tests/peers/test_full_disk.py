"""The disk is full: whoever asks is told to come back, nothing that was answered is lost, and with room all is well again."""

import pytest
import requests

from kit import databases, journal
from kit.clients import ConfidentialClient, call
from kit.disk import SmallDisk
from kit.journal import Journal, Load
from kit.person import Person
from kit.waiting import until


@pytest.fixture
def new_disk():
    made = []

    def make(megabytes):
        made.append(SmallDisk(megabytes))
        return made[-1]

    yield make
    for disk in made:
        disk.close()


KINDS = ["sqlite"] if "postgres" not in databases.KINDS else ["sqlite", "postgres", "postgres, its own log too"]


@pytest.fixture(params=KINDS)
def full(request, new_disk, new_usher, own_postgres):
    """A server whose database is on a disk that can be filled, and that disk."""
    if request.param == "sqlite":
        disk = new_disk(24)
        usher = new_usher(database=databases.sqlite(disk.folder), configuration=journal.CONFIGURATION)
    else:
        disk = new_disk(160)
        disk.server = server = own_postgres(max_wal_size="32MB", min_wal_size="32MB", log_min_messages="fatal")
        server.keep_data_in(disk.folder / "data", apart=request.param == "postgres")
        server.start()
        usher = new_usher(database=databases.postgres(server.new_database()), configuration=journal.CONFIGURATION)
    usher.start()
    yield usher, disk
    usher.kill()
    for server in own_postgres.made:
        server.close()


@pytest.mark.timeout(240)
def test_a_full_disk_refuses_and_forgets_nothing(full, tmp_path):
    usher, disk = full
    client, person = ConfidentialClient.plugin(usher), Person(usher, usher.add_person())
    token = client.connect(person)
    written = Journal(tmp_path / "journal")
    with Load(usher, written) as load:
        load.wait_for(100)
        disk.fill()
        until(lambda: written.unanswered > 20, 90, "requests to be refused")
        assert requests.get(usher.url("/health"), timeout=5).status_code == 200
        assert call(usher, token["access_token"]).status_code == 200, "what writes nothing goes on"
        refused = written.unanswered
        disk.make_room()
        # Without room for its own log PostgreSQL ends, and an operator starts it again.
        if disk.server is not None and disk.server.has_ended():
            disk.server.start()
        load.wait_for(100)
    written.check(usher)
    assert refused > 20
    assert client.refresh(token["refresh_token"]).status_code == 200
