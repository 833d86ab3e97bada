"""Single measurements: what the machine can do, what a process holds, how long a start takes."""

import base64
import re
import subprocess
import time
from pathlib import Path

import requests

HERE = Path(__file__).resolve().parent


def disk(folder, seconds=2):
    """Durable appends a second, one at a time."""
    program = folder / "limits"
    subprocess.run(["cc", "-O2", "-o", program, HERE / "limits.c"], check=True)
    return int(subprocess.run([program, folder / "limits.data", str(seconds)], check=True, capture_output=True, text=True).stdout)


def signatures(seconds=2):
    """ES256 signatures a second on one core."""
    said = subprocess.run(["openssl", "speed", "-seconds", str(seconds), "ecdsap256"], capture_output=True, text=True).stdout
    found = re.search(r"nistp256\)\s+\S+s\s+\S+s\s+([\d.]+)", said)
    return round(float(found.group(1))) if found else None


def memory(pid):
    """MiB of a process: resident; its share of what it maps with others; what is its own and not backed by a file."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    amounts = dict(re.findall(r"^(\w+):\s+(\d+) kB", text, re.M))
    return " / ".join(f"{int(amounts[name]) / 1024:.1f}" for name in ("Rss", "Pss", "Anonymous"))


def peak(pid):
    """The most resident MiB a process ever had."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


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
            if time.monotonic() - began > 30:
                raise
            time.sleep(0.001)
            continue
        answer.raise_for_status()
        return (time.monotonic() - began) * 1000


def stripped_size(binary, folder):
    """MiB of the program without its symbols."""
    small = folder / "stripped"
    subprocess.run(["strip", "-o", small, binary], check=True)
    return small.stat().st_size / 2**20


def processor():
    """The name of the processor, and how many there are."""
    text = Path("/proc/cpuinfo").read_text()
    names = re.findall(r"model name\s*:\s*(.+)", text)
    return f"{len(names) or text.count('processor')} x {names[0] if names else 'unknown processor'}"
