"""A PostgreSQL of the test's own: in a folder and on a port of its own, durable, and run by a user that is not root.

`scripts/with-postgres` and every test use this one; it needs nothing but Python itself and Debian's package `postgresql`.
"""

import getpass
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from .ports import free_port
from .waiting import until

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "on",
    "synchronous_commit": "on",
    "shared_buffers": "64MB",
    "dynamic_shared_memory_type": "mmap",  # in its folder, which is removed whatever happened
    "logging_collector": "off",
    "log_min_messages": "warning",
}


class PostgresMissing(RuntimeError):
    """The package is not installed."""


def binaries():
    """The folder with the newest `postgres` and `initdb`; Debian keeps them out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    program = str(found[-1]) if found else shutil.which("postgres")
    if program is None:
        raise PostgresMissing("PostgreSQL is not installed. Run: scripts/install test")
    return Path(program).resolve().parent


def unprivileged():
    """Whom PostgreSQL runs as: it refuses root."""
    if os.geteuid() != 0:
        return getpass.getuser()
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Postgres:
    """One server. `start` makes the folder the first time; later it is a restart on the same port with the same data."""

    def __init__(self, folder=None, **settings):
        self.user = unprivileged()
        self.binaries = binaries()
        self.folder = Path(folder) if folder else Path(tempfile.mkdtemp(prefix="usher-postgres-"))
        self.data, self.log = self.folder / "data", self.folder / "postgres.log"
        self.settings = {**SETTINGS, **settings}
        self.write_ahead = None
        self.port = free_port()
        self.process = None
        if os.geteuid() == 0:
            shutil.chown(self.folder, self.user)
        # Elsewhere than in the caller's folder, which that user may not enter.
        self.environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(self.folder)}

    def url(self, database="postgres"):
        return f"postgres://{self.user}@127.0.0.1:{self.port}/{database}"

    def keep_data_in(self, folder, apart):
        """Before the first start: puts the tables there; the log of changes stays `apart`, or goes with them."""
        self.data, self.write_ahead = Path(folder), self.folder / "write-ahead" if apart else None

    # The process

    def start(self, seconds=30):
        self.spawn()
        until(self.answers, seconds, f"PostgreSQL to answer; its log: {self.log}")
        return self

    def spawn(self):
        """Starts the server without waiting for it."""
        assert self.process is None or self.process.poll() is not None, "it runs already"
        if not self.data.exists():
            apart = [] if self.write_ahead is None else [f"--waldir={self.write_ahead}"]
            self.data.mkdir(mode=0o700)
            if os.geteuid() == 0:
                shutil.chown(self.data, self.user)
            self._as_user("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
                          f"--username={self.user}", "--pgdata", str(self.data), *apart)
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with open(self.log, "ab") as log:
            # It ends with whoever started it, however that ended.
            self.process = subprocess.Popen(
                [*self._becoming(), "--pdeathsig", "QUIT", str(self.binaries / "postgres"), "-D", str(self.data),
                 "-p", str(self.port), *options],
                cwd=self.folder, env=self.environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def _becoming(self):
        if os.geteuid() != 0:
            return ["setpriv"]
        entry = pwd.getpwnam(self.user)
        return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]

    def _as_user(self, program, *arguments):
        command = [str(self.binaries / program), *arguments]
        if os.geteuid() == 0:
            command = [*self._becoming(), *command]
        done = subprocess.run(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, text=True,
                              capture_output=True, timeout=120)
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"
        return done.stdout

    def answers(self):
        """Whether it takes connections."""
        if self.process.poll() is not None:
            raise AssertionError(f"PostgreSQL ended with {self.process.returncode}:\n{self.log.read_text()[-3000:]}")
        done = subprocess.run(
            [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port), "-t", "2"],
            env=self.environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=10)
        return done.returncode == 0

    def has_ended(self, seconds=2):
        """Whether it has ended by itself; one that is about to is given some time."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self, seconds=30):
        """Ends it as an operator would: connections are closed, everything is written."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(seconds)

    def kill(self):
        """Ends all of its processes at once, as a power cut would."""
        self.process.send_signal(signal.SIGSTOP)  # so that it starts no further process while we look
        group = self.processes()
        for process in group:
            _send(process, signal.SIGKILL)
        self.process.wait(10)
        until(lambda: not any(_lives(process) for process in group), 10, "PostgreSQL's processes to be gone")

    def pause(self):
        """Stops all of its processes: connections stay open, and nothing answers."""
        self.process.send_signal(signal.SIGSTOP)
        for process in self.processes():
            _send(process, signal.SIGSTOP)

    def resume(self):
        for process in self.processes():
            _send(process, signal.SIGCONT)

    def processes(self):
        """The server and its children; each child has a session of its own, so there is no process group to ask."""
        return [self.process.pid, *_children(self.process.pid)]

    def close(self):
        """Ends it and removes its folder."""
        if self.process is not None and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    # Databases

    def new_database(self):
        """An empty database; returns its URL."""
        name = f"usher_{secrets.token_hex(6)}"
        self.query(f"CREATE DATABASE {name}")
        return self.url(name)

    def query(self, statement, database="postgres"):
        """What one statement answers: rows of texts."""
        return query(self.url(database), statement)


def query(url, statement):
    """Asks the database at `url` by `psql`; returns rows of texts."""
    done = subprocess.run(
        [str(binaries() / "psql"), "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement],
        stdin=subprocess.DEVNULL, text=True, capture_output=True, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"{statement}: {done.stderr}")
    return [line.split("\t") for line in done.stdout.splitlines()]


def new_database(server_url):
    """An empty database beside the one that `server_url` names; returns its URL."""
    name = f"usher_{secrets.token_hex(6)}"
    query(server_url, f"CREATE DATABASE {name}")
    return re.sub(r"/[^/?]*($|\?)", rf"/{name}\1", server_url)


def _children(parent):
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(path.parent.name))
    return found


def _send(process, number):
    try:
        os.kill(process, number)
    except ProcessLookupError:
        pass


def _lives(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
