"""A clock that the test sets, by libfaketime: what a server reads is the machine's clock and an offset from a file."""

import glob
from pathlib import Path

LIBRARY = next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), None)


class Clock:
    """`environment` is for the server; `step` sets its clock, so many seconds off the machine's."""

    def __init__(self, folder):
        assert LIBRARY is not None, "libfaketime is not installed. Run: scripts/install test"
        self.file = Path(folder) / "clock"
        self.step(0)
        # The clock that only counts, from which timers run, is none that an operator can set.
        self.environment = {"LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
                            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
                            # The library adds this one if it is not there, and moves the environment for it. A program
                            # in Swift finds its arguments by where the environment was, and would find none.
                            "FAKETIME_SHARED": "none none"}

    def step(self, seconds):
        new = self.file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        new.replace(self.file)
