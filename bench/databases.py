"""The databases that are measured: where each lies, which processes belong to it, and how large it is.

Both are durable: SQLite as Usher opens it, PostgreSQL with `fsync` and `synchronous_commit` on.
"""

import json
import os
import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from kit.databases import postgres
from kit.postgres import Postgres, binaries
from processes import connections


# The row that the program wrote of one person, in each of the tables that are filled in bulk (`seed.py`).
MODEL = "FROM {table} WHERE {column} = (SELECT id FROM accounts WHERE email_key = '{email}') LIMIT 1"


def model_of(table, email):
    return MODEL.format(table=table, column="id" if table == "accounts" else "user_id", email=email)


class SQLite:
    name = "SQLite"
    pid = None
    environment = {}

    def __init__(self, folder):
        self.file = folder / "usher.db"
        self.url = f"sqlite:{self.file}"
        self.version = sqlite3.sqlite_version

    def size(self):
        """MiB on disk, the log beside the database not counted."""
        with self._open() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return self.file.stat().st_size / 2**20

    def rows(self, statement):
        with self._open() as connection:
            return connection.execute(statement).fetchall()

    def connections(self):
        return 0

    def model(self, table, email):
        with self._open() as connection:
            connection.row_factory = sqlite3.Row
            return dict(connection.execute("SELECT * " + model_of(table, email)).fetchone())

    @contextmanager
    def bulk(self, models):
        """Takes rows by table: own columns are given, all others are those of the model. No server may run."""
        connection = sqlite3.connect(self.file, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-3000000", "locking_mode=EXCLUSIVE"):
            connection.execute(f"PRAGMA {pragma}")

        def add(rows):
            connection.execute("BEGIN")
            for table, (own, values) in rows.items():
                rest = {name: value for name, value in models[table].items() if name not in own}
                fixed = [connection.execute("SELECT quote(?)", (value,)).fetchone()[0] for value in rest.values()]
                connection.executemany(f"INSERT INTO {table} ({', '.join([*own, *rest])}) "
                                       f"VALUES ({', '.join(['?'] * len(own) + fixed)})", values)
            connection.execute("COMMIT")
        try:
            yield add
            connection.execute("PRAGMA locking_mode=NORMAL")
            connection.execute("PRAGMA journal_mode=WAL")
        finally:
            connection.close()

    def backup(self, usher, folder):
        """Copies everything as an operator would; returns the file."""
        file = folder / "backup"
        done = usher.run("backup", str(file), seconds=1800)
        assert done.returncode == 0, done.stderr
        return file

    def settle(self):
        """What was written in bulk comes to rest, as it would in time."""
        self.size()

    @contextmanager
    def _open(self):
        connection = sqlite3.connect(self.file, timeout=60)
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def close(self):
        pass


class PostgreSQL:
    name = "PostgreSQL"

    def __init__(self, folder, buffers="256MB"):
        place = folder / "postgres"
        place.mkdir()
        self.server = Postgres(place, shared_buffers=buffers, max_wal_size="8GB").start()
        try:
            there = postgres(self.server.new_database())
            self.url, self.environment = there.url, there.environment
            self.version = self.rows("SHOW server_version")[0][0].split()[0]
        except BaseException:
            self.close()
            raise

    @property
    def pid(self):
        return self.server.process.pid

    def program(self, name, *arguments, **options):
        """One of PostgreSQL's own programs, run against this database."""
        return subprocess.run([binaries() / name, *arguments, self.url], check=True, **options)

    def size(self):
        return int(self.rows("SELECT pg_database_size(current_database())")[0][0]) / 2**20

    def rows(self, statement):
        done = self.program("psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", statement,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def connections(self):
        return connections(self.pid)

    def model(self, table, email):
        return json.loads(self.rows(f"SELECT row_to_json(model) FROM (SELECT * {model_of(table, email)}) AS model")[0][0])

    @contextmanager
    def bulk(self, models):
        """Takes rows by table: own columns are given, all others are those of the model."""
        copies = {}

        def add_to(table, own, values):
            rest = {name: value for name, value in models[table].items() if name not in own}
            if table not in copies:
                # Rows of several tables come at once, so none waits for another's foreign keys.
                statement = f"COPY {table} ({', '.join([*own, *rest])}) FROM STDIN WITH (FORMAT csv)"
                copies[table] = subprocess.Popen(
                    [binaries() / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url, "-c", "SET session_replication_role = replica",
                     "-c", statement], stdin=subprocess.PIPE, text=True)
            tail = "".join("," + _csv(value) for value in rest.values()) + "\n"
            copies[table].stdin.write("".join(",".join(map(_csv, row)) + tail for row in values))

        def add(rows):
            list(pool.map(lambda table: add_to(table, *rows[table]), rows))
        with ThreadPoolExecutor(4) as pool:
            yield add
            for table, copy in copies.items():
                copy.stdin.close()
                assert copy.wait() == 0, f"COPY {table} failed"

    def backup(self, usher, folder):
        file = folder / "backup"
        self.program("pg_dump", "--format=custom", "--compress=1", "--file", file)
        return file

    def settle(self):
        self.rows("VACUUM ANALYZE")
        self.rows("CHECKPOINT")

    def close(self):
        self.server.close()


def _csv(value):
    """A value as PostgreSQL reads it in CSV: nothing at all is NULL."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else str(value)


KINDS = {"sqlite": SQLite, "postgres": PostgreSQL}


def chosen():
    """The databases that BENCH_DATABASES names; both if it is not set."""
    names = os.environ.get("BENCH_DATABASES", "sqlite postgres").replace("postgresql", "postgres").split()
    unknown = [name for name in names if name not in KINDS]
    if unknown:
        raise SystemExit(f"bench: BENCH_DATABASES names {' '.join(unknown)}; there are: {' '.join(KINDS)}")
    return names


@contextmanager
def opened(name, folder, **options):
    """A fresh database in a folder, gone afterwards."""
    place = Path(folder) / name
    place.mkdir()
    place.chmod(0o755)  # PostgreSQL's own user must be able to come in
    database = KINDS[name](place, **options)
    try:
        yield database
    finally:
        database.close()
