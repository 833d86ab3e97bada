"""What was measured last, kept in `docs/figures.json`; the pages are written from it (`report.py`)."""

import json
import os
import sys

import report
from measure import ROOT, occasion

FILE = ROOT / "docs/figures.json"


def setting(name, otherwise):
    """A whole number from the environment."""
    return int(os.environ.get(name, otherwise))


def is_quick():
    """Whether this run was told to measure less than the pages should say."""
    return any(name.startswith("BENCH_") and name not in ("BENCH_WRITE", "BENCH_FOLDER") for name in os.environ)


def publish(part, figures):
    """Prints the tables of one part. A whole run also writes them to the pages, as does any with BENCH_WRITE=1."""
    figures = {"occasion": occasion(), **figures}
    print("\n" + "\n\n".join(report.tables(part, figures)))
    if os.environ.get("BENCH_WRITE", "0" if is_quick() else "1") != "1":
        return
    known = json.loads(FILE.read_text()) if FILE.exists() else {}
    known[part] = figures
    FILE.write_text(json.dumps(known, indent=1) + "\n")
    report.write(known)
    print("\nbench: written to docs/figures.json and the pages made from it", file=sys.stderr)
