"""What processes use, read from /proc: a server and its children count together."""

import os
import re
import threading
from pathlib import Path

MIB = 1 << 20
TICK = os.sysconf("SC_CLK_TCK")


def _fields(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def children(pid):
    """The direct children of a process, whichever of its threads started them."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if int(_fields(path.name)[1]) == pid:
                found.append(int(path.name))
        except OSError:
            continue
    return found


def processor_seconds(*pids):
    """CPU seconds of these processes and their children so far, those that ended included."""
    total = 0
    for pid in pids:
        for one in [pid, *children(pid)]:
            try:
                fields = _fields(one)
            except OSError:
                continue
            total += sum(int(fields[position]) for position in (11, 12, 13, 14))
    return total / TICK


def machine_busy():
    """CPU seconds that the whole machine was busy."""
    fields = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    return (sum(fields[:3]) + sum(fields[5:7])) / TICK


def resident(pid):
    """MiB of a process in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB


def memory(pid):
    """MiB of a process: resident; its share of what it maps with others; what is its own and not backed by a file."""
    amounts = dict(re.findall(r"^(\w+):\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M))
    return [int(amounts[name]) / 1024 for name in ("Rss", "Pss", "Anonymous")]


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def threads(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


def connections(postgres):
    """How many clients a PostgreSQL serves: a process each."""
    serving = 0
    for child in children(postgres):
        try:
            # A process that serves says whom: `postgres: USER DATABASE ADDRESS(PORT) STATE`.
            serving += re.search(rb"\(\d+\)", Path(f"/proc/{child}/cmdline").read_bytes()) is not None
        except OSError:
            continue
    return serving


class Watch(threading.Thread):
    """Asks a question at an interval while something happens, and keeps the answers."""

    def __init__(self, question, interval):
        super().__init__(daemon=True)
        self.question, self.interval, self.answers, self.done = question, interval, [question()], threading.Event()

    def run(self):
        while not self.done.wait(self.interval):
            self.answers.append(self.question())

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.join()
