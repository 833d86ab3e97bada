"""A small disk of the test's own, which can be filled to the last byte and emptied again."""

import os
import subprocess
import tempfile
from pathlib import Path

import pytest


class SmallDisk:
    """`folder` is on it. Where the test may not mount anything, it is skipped."""

    def __init__(self, megabytes):
        self.folder = Path(tempfile.mkdtemp(prefix="usher-disk-"))
        self.ballast = self.folder / "ballast"
        self.is_mounted = False
        self.server = None  # of whatever database is on it
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "none", str(self.folder)],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
        if done.returncode != 0:
            self.folder.rmdir()
            pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip() or 'not root'}")
        self.is_mounted = True

    def fill(self):
        with open(self.ballast, "ab", buffering=0) as ballast:
            for size in (1 << 20, 4096, 1):
                try:
                    while True:
                        ballast.write(b"\0" * size)
                except OSError:
                    pass

    def make_room(self):
        self.ballast.unlink(missing_ok=True)

    @property
    def room(self):
        return os.statvfs(self.folder).f_bavail

    def close(self):
        if self.is_mounted:
            subprocess.run(["umount", "-l", str(self.folder)], stdin=subprocess.DEVNULL, check=True, timeout=30)
        self.folder.rmdir()
