"""The neutral load generator, which measures every server with the same flows and checks every answer."""

import json
import os
import signal
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOWGEN = Path(os.environ.get("FLOWGEN", ROOT.parent / "shared/bench/flowgen")).resolve()


def say(*words):
    print(*words, file=sys.stderr, flush=True)


class Generator:
    """The generator, built in a folder, with its configurations beside the common flows that they include."""

    def __init__(self, folder):
        if not (FLOWGEN / "flowgen.c").exists():
            sys.exit(f"bench: no load generator in {FLOWGEN}; set FLOWGEN to the folder that holds flowgen.c")
        # Whoever ends a measurement finds everything put away: servers, folders, databases.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self.folder, self.program = folder, folder / "flowgen"
        subprocess.run(["cc", "-O2", "-o", self.program, FLOWGEN / "flowgen.c", "-lm"], check=True)
        (folder / "_common_flows.conf").symlink_to(FLOWGEN / "configs/_common_flows.conf")
        for name in ("usher.conf", "gateway.conf", "soak.conf"):
            (folder / name).write_text((ROOT / "bench" / name).read_text())

    def run(self, flow, port, settings, processes, *options, configuration="usher.conf"):
        """One run, as a record; one wrong answer ends the measurement. `processes` are watched: pids by label."""
        output = self.folder / "record.json"
        output.unlink(missing_ok=True)
        command = [self.program, "-T", f"127.0.0.1:{port}", "-j", output, *map(str, options)]
        for label, pid in processes.items():
            command += ["-p", f"{label}={pid}"]
        for name, value in settings.items():
            command += ["-s", f"{name}={value}"]
        done = subprocess.run([*command, self.folder / configuration, flow], capture_output=True, text=True)
        if done.returncode != 0:
            say(done.stdout[-3000:], done.stderr[-3000:])
            sys.exit(f"bench: {flow} had errors")
        return Record(json.loads(output.read_text()))


class Record(dict):
    """What one run measured: rate, p50 and p99 in ms, and CPU seconds of each watched process."""

    def cost(self, label):
        """CPU seconds for 1,000 flows of the processes whose label begins so."""
        used = sum(values["cpu"] for name, values in self["procs"].items() if name.startswith(label))
        return used * 1000 / self["ok"]


def summary(runs):
    """The medians of some runs of one flow."""
    figures = {name: statistics.median(run[name] for run in runs) for name in ("rate", "p50", "p99")}
    figures["other_cores"] = max(run["other_cores"] for run in runs)
    for label in ("usher", "database", "proxy"):
        figures[label] = statistics.median(run.cost(label) for run in runs)
    return figures
