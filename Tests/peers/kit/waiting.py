"""Waiting for something to become true: asked again and again, never longer than a deadline, never a fixed sleep."""

import time


def until(question, seconds=10.0, what="it to become true"):
    """Asks `question` until it answers something true, and returns that answer."""
    deadline = time.monotonic() + seconds
    pause = 0.01
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)
