"""Ports to listen on."""

import random
import socket

# Below those that the system gives to whoever connects: a server that ends and starts again finds its port free.
RANGE = range(20000, 32000)


def free_port():
    """A loopback port that nobody listens on now."""
    while True:
        port = random.SystemRandom().choice(RANGE)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass
