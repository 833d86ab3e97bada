"""`/ready` tells the truth about the database, in time for a load balancer; `/health` about the process alone."""

import re

import pytest
import requests

from kit import databases
from kit.usher import CONFIGURATION, free_port
from kit.waiting import until


@pytest.fixture
def silent(new_usher, own_postgres):
    """A server whose database holds its connections and says nothing, and both."""
    admin = free_port()
    database = own_postgres().start()
    usher = new_usher(
        configuration=CONFIGURATION + f"admin_listen: 127.0.0.1:{admin}\n",
        database=databases.postgres(database.new_database())).start()
    database.pause()
    yield usher, database, f"http://127.0.0.1:{admin}"
    database.resume()


def test_a_database_that_says_nothing_is_not_waited_for(silent):
    usher, database, admin = silent
    for base in (usher.origin, admin):
        # The client's own patience is the bound.
        answer = requests.get(base + "/ready", timeout=4)
        assert answer.status_code == 503 and answer.headers["Retry-After"] and "database" in answer.json()["status"]
        assert requests.get(base + "/health", timeout=4).status_code == 200
    until(lambda: re.search(r"^usher_database_failures_total [1-9]", requests.get(admin + "/metrics", timeout=10).text, re.M),
          20, "the failure to be counted")
    database.resume()
    until(lambda: requests.get(usher.origin + "/ready", timeout=5).status_code == 200, 30, "the server to be ready again")


def test_a_server_without_its_database_stops_all_the_same(silent):
    usher, _, _ = silent
    assert usher.stop(seconds=45) == 0
