"""The neutral load generator, which measures every server with the same flows and checks every answer."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOWGEN = Path(os.environ.get("FLOWGEN", ROOT.parent / "shared/bench/flowgen")).resolve()


def build(folder):
    """The generator, built, beside the common flows that its configurations include."""
    if not (FLOWGEN / "flowgen.c").exists():
        sys.exit(f"bench: no load generator in {FLOWGEN}; set FLOWGEN to the folder that holds flowgen.c")
    program = folder / "flowgen"
    subprocess.run(["cc", "-O2", "-o", program, FLOWGEN / "flowgen.c", "-lm"], check=True)
    (folder / "_common_flows.conf").symlink_to(FLOWGEN / "configs/_common_flows.conf")
    return program


def generate(program, configuration, flow, port, settings, *options):
    """One run of the generator; one wrong answer ends the measurement."""
    command = [program, "-T", f"127.0.0.1:{port}", *options]
    for name, value in settings.items():
        command += ["-s", f"{name}={value}"]
    done = subprocess.run([*command, configuration, flow], capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stdout[-3000:], done.stderr[-3000:], file=sys.stderr, flush=True)
        sys.exit(f"bench: {flow} had errors")


def records(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def median(runs, key):
    return statistics.median(run[key] for run in runs)
