"""What this machine can do at most, measured in the same run: a figure without its limit says little."""

import os
import re
import sqlite3
import subprocess
import time
from pathlib import Path

from kit.usher import free_port
from kit.waiting import until
from nginx import Nginx, answers

HERE = Path(__file__).resolve().parent
RELEASE = HERE.parent / ".build/release"
CORES = os.cpu_count()


class Limits:
    """The probes, built in a folder that lies on the disk to be measured."""

    def __init__(self, folder, seconds=2):
        self.folder, self.seconds, self.program = folder, seconds, folder / "limits"
        subprocess.run(["cc", "-O2", "-o", self.program, HERE / "limits.c", "-largon2"], check=True)

    def flushes(self):
        """Durable appends a second, one at a time."""
        return _all([[self.program, "disk", self.folder / "limits.data", self.seconds]])

    def passwords(self, hash_text, password):
        """Argon2id checks a second, one on each core."""
        return _all([[self.program, "argon2", hash_text, password, self.seconds]] * CORES)

    def signatures(self):
        """ES256 signatures a second on one core."""
        said = subprocess.run(["openssl", "speed", "-seconds", str(self.seconds), "ecdsap256"], capture_output=True, text=True).stdout
        return float(re.search(r"nistp256\)\s+\S+s\s+\S+s\s+([\d.]+)", said).group(1))

    def sqlite_commits(self):
        """Commits of one row a second, one at a time, in write-ahead mode with synchronous=FULL."""
        connection = sqlite3.connect(self.folder / "limits.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE probe (id INTEGER PRIMARY KEY, data BLOB)")
        done, began, data = 0, time.monotonic(), os.urandom(200)
        while (lasted := time.monotonic() - began) < self.seconds:
            connection.execute("INSERT INTO probe (data) VALUES (?)", (data,))
            done += 1
        connection.close()
        for file in self.folder.glob("limits.db*"):
            file.unlink()
        return done / lasted

    def postgres_inserts(self, database):
        """Durable inserts of one row a second from eight connections, each a transaction."""
        database.rows("CREATE TABLE probe (id BIGSERIAL PRIMARY KEY, data TEXT)")
        script = self.folder / "insert.sql"
        script.write_text(f"INSERT INTO probe (data) VALUES ('{'x' * 200}');\n")
        said = database.program("pgbench", "-n", "-c", "8", "-j", "2", "-M", "prepared", "-T", str(self.seconds * 2), "-f", script,
                                capture_output=True, text=True).stdout
        database.rows("DROP TABLE probe")
        return float(re.search(r"tps = ([\d.]+)", said).group(1))

    def static(self, document, measured):
        """The same document from a bare Hummingbird and from nginx; `measured(port, processes)` loads one of them."""
        body = self.folder / "document.json"
        body.write_bytes(document)
        with BareHummingbird(body) as bare:
            hummingbird = measured(bare.port, bare.pid)
        (self.folder / "static").mkdir()
        body.rename(self.folder / "static/document.json")
        locations = f"location / {{ root {self.folder}/static; try_files /document.json =404; default_type application/json; }}"
        with Nginx(self.folder / "static", locations) as nginx:
            return hummingbird, measured(nginx.port, nginx.pid)


class BareHummingbird:
    """Hummingbird alone, which answers everything with the bytes of one file."""

    def __init__(self, body):
        self.body, self.port = body, free_port()

    def __enter__(self):
        program = RELEASE / "bench-static"
        if not program.exists():
            raise SystemExit("bench: no bench-static; run: scripts/build release --product bench-static")
        self.process = subprocess.Popen([program, str(self.port), self.body], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: answers(self.port), 10, "the bare server to be ready")
        return self

    @property
    def pid(self):
        return self.process.pid

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)


def _all(commands):
    """Runs probes at the same time; the sum of what they print."""
    probes = [subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True) for command in commands]
    outputs = [probe.communicate()[0] for probe in probes]
    if any(probe.returncode for probe in probes):
        raise SystemExit(f"bench: a probe failed: {commands[0][1]}")
    return sum(float(output) for output in outputs)
