"""Single measurements: how long a start takes, how large the program is, which machine and which commit this is."""

import base64
import os
import re
import subprocess
import time
from datetime import date
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parent.parent


def basic(client):
    return base64.b64encode(f"{client.client_id}:{client.client_secret}".encode()).decode()


def first_token(usher, service):
    """Starts the server; milliseconds until a client has its first token."""
    began = time.monotonic()
    usher.spawn()
    while True:
        try:
            answer = requests.post(usher.url("/token"), timeout=5, headers={"Authorization": "Basic " + basic(service)},
                                   data={"grant_type": "client_credentials", "scope": "notes:read"})
        except requests.ConnectionError:
            if usher.process.poll() is not None or time.monotonic() - began > 60:
                raise SystemExit(f"bench: usher did not start: {usher.log.read_text()[-2000:]}") from None
            time.sleep(0.001)
            continue
        answer.raise_for_status()
        return (time.monotonic() - began) * 1000


def peak(pid):
    """The most resident MiB a process ever had."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


def stripped_size(binary, folder):
    """MiB of the program without its symbols."""
    small = folder / "stripped"
    subprocess.run(["strip", "-o", small, binary], check=True)
    return small.stat().st_size / 2**20


def machine():
    """The machine in one sentence: processors, memory, kernel."""
    text = Path("/proc/cpuinfo").read_text()
    names = re.findall(r"model name\s*:\s*(.+)", text)
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text()).group(1)) / 2**20
    system = re.search(r'PRETTY_NAME="(.+?)"', Path("/etc/os-release").read_text()).group(1)
    return f"{os.cpu_count()} x {names[0] if names else os.uname().machine}, {memory:.0f} GiB, {system}, Linux {os.uname().release.split('-')[0]}"


def occasion():
    """When and of what: today's date, the commit, and whether something was changed since."""
    def git(*arguments):
        return subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True).stdout.strip()
    changed = " and changes on top" if git("status", "--porcelain", "--untracked-files=no", "--", "Sources", "Package.swift") else ""
    return {"date": date.today().isoformat(), "commit": git("rev-parse", "--short", "HEAD") + changed, "machine": machine()}
