"""What every test may ask for. A test that needs a server of its own asks for `new_usher`; the others share one."""

import os
import shutil

import pytest

from kit import databases, mcp_upstream
from kit.browser import BrowserPerson, chromium
from kit.callback import Callback
from kit.person import Person
from kit.postgres import Postgres, new_database
from kit.upstream import Upstream
from kit.usher import BINARY, Usher

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"


def pytest_configure(config):
    config.addinivalue_line("markers", "both_databases: runs on SQLite and on PostgreSQL")
    if not os.access(BINARY, os.X_OK):
        raise pytest.UsageError(f"{BINARY} is not there; build it first (make build)")


@pytest.fixture(scope="session")
def upstream():
    """The API behind the gateway."""
    server = Upstream()
    yield server
    server.close()


def pytest_generate_tests(metafunc):
    if metafunc.definition.get_closest_marker("both_databases") and "database_kind" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", databases.KINDS, indirect=True, scope="module")


@pytest.fixture(scope="module")
def database_kind(request):
    """Where servers keep their state, `sqlite` or `postgres`; a test marked `both_databases` runs with each."""
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def postgres_server():
    """The URL of a PostgreSQL for tests that do not break it; `scripts/test-peers` has started one for all."""
    if url := os.environ.get("USHER_TEST_POSTGRES"):
        yield url
        return
    server = Postgres().start()
    yield server.url()
    server.close()


@pytest.fixture
def own_postgres():
    """Makes PostgreSQL servers that the test stops and breaks as it likes."""
    made = []

    def make(**options):
        made.append(Postgres(**options))
        return made[-1]

    make.made = made
    yield make
    for server in made:
        server.close()


@pytest.fixture(scope="module")
def new_database_of_kind(request, database_kind):
    """Makes empty databases of the kind that the test runs with, each for one folder."""
    def make(folder):
        if database_kind == "sqlite":
            return databases.sqlite(folder)
        return databases.postgres(new_database(request.getfixturevalue("postgres_server")))
    return make


@pytest.fixture(scope="module")
def new_shared_database(request):
    """Makes empty databases that several servers can share."""
    def make(folder):
        return databases.postgres(new_database(request.getfixturevalue("postgres_server")))
    if "postgres" not in databases.KINDS:
        return databases.sqlite
    return make


@pytest.fixture(scope="module")
def usher(tmp_path_factory, upstream, new_database_of_kind):
    """A running server for the tests of one file."""
    folder = tmp_path_factory.mktemp("usher")
    server = Usher(folder, upstream.url, database=new_database_of_kind(folder)).start()
    yield server
    server.stop()


@pytest.fixture
def new_usher(tmp_path, upstream, new_database_of_kind):
    """Makes servers that the test starts, stops and breaks as it likes."""
    made = []

    def make(name="usher", **options):
        folder = tmp_path / name
        server = Usher(folder, upstream.url, **{"database": new_database_of_kind(folder), **options})
        made.append(server)
        return server

    yield make
    for server in made:
        if server.process is not None and server.process.poll() is None:
            server.kill()


@pytest.fixture(scope="session")
def anyio_backend():
    """What tests of asynchronous clients run on."""
    return "asyncio"


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """The host of client documents."""
    from kit.documents import DocumentHost  # only what MCP clients need imports what they bring along
    host = DocumentHost(tmp_path_factory.mktemp("documents"))
    yield host
    host.close()


@pytest.fixture(scope="module")
def notes_server(tmp_path_factory):
    """A real MCP server, without any protection of its own."""
    server = mcp_upstream.notes_server(tmp_path_factory.mktemp("notes-server"))
    yield server
    server.close()


@pytest.fixture(scope="module")
def new_mcp_usher(tmp_path_factory, notes_server):
    """Makes servers before the MCP server; they end with the file's last test."""
    made = []

    def make(configuration):
        upstream = f"http://127.0.0.1:{notes_server.port}/mcp"
        made.append(Usher(tmp_path_factory.mktemp("usher"), upstream, configuration))
        return made[-1]

    yield make
    for server in made:
        server.stop()


@pytest.fixture
def person(usher):
    """A new account and the person behind it, at a browser without JavaScript."""
    return Person(usher, usher.add_person())


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory):
    """The hosts of the clients, for browsers."""
    callback = Callback(tls_folder=tmp_path_factory.mktemp("elsewhere"))
    yield callback
    callback.close()


@pytest.fixture
def callback():
    """Where a client on this machine waits, over plain HTTP."""
    listener = Callback()
    yield listener
    listener.close()


@pytest.fixture
def new_browser(tmp_path, elsewhere):
    """Opens browsers, each with its own profile."""
    opened = []

    def open_one(**options):
        folder = tmp_path / f"browser{len(opened)}"
        folder.mkdir()
        driver = chromium(folder, elsewhere, **options)
        opened.append((driver, folder))
        return driver

    yield open_one
    for driver, folder in opened:
        driver.quit()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def browser_person(usher, new_browser):
    """A new account and the person behind it, at Chromium."""
    return BrowserPerson(usher, usher.add_person(), new_browser())
