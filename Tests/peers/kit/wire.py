"""Bytes on a socket, for what no HTTP library would send."""

import select
import socket
import time


class Reply:
    """An answer as it came: status, headers in lower case, body."""

    def __init__(self, raw):
        self.raw = raw
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1]) if lines[0].startswith("HTTP/") else 0
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers.setdefault(name.strip().lower(), value.strip())

    @property
    def is_complete(self):
        if not self.raw.count(b"\r\n\r\n"):
            return False
        if "content-length" in self.headers:
            return len(self.body) >= int(self.headers["content-length"])
        return "chunked" in self.headers.get("transfer-encoding", "") and self.body.endswith(b"0\r\n\r\n")


def send(port, data, seconds=10, half_close=False):
    """Sends bytes and reads what comes back until the answer is whole, the peer closes, or the time is over."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        try:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the server may answer and close before it has read everything
        raw, deadline = b"", time.monotonic() + seconds
        while time.monotonic() < deadline:
            connection.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                piece = connection.recv(65536)
            except OSError:
                break
            if not piece:
                break
            raw += piece
            if Reply(raw).is_complete:
                break
        return Reply(raw)


def all_at_once(port, requests, seconds=30):
    """Sends every request on a connection of its own, each held back by its last byte until all others are there.

    Answers come in the order of the requests; one that never came is `None`.
    """
    connections = []
    for request in requests:
        connection = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(request[:-1])
        connections.append(connection)
    for connection, request in zip(connections, requests):
        connection.sendall(request[-1:])
    raw = {connection: b"" for connection in connections}
    waiting, deadline = set(connections), time.monotonic() + seconds
    while waiting and time.monotonic() < deadline:
        for connection in select.select(list(waiting), [], [], 1)[0]:
            try:
                piece = connection.recv(65536)
            except OSError:
                piece = b""
            raw[connection] += piece
            if not piece or Reply(raw[connection]).is_complete:
                waiting.discard(connection)
    for connection in connections:
        connection.close()
    return [Reply(raw[connection]) if raw[connection] else None for connection in connections]


def form_post(port, path, body, headers=()):
    """The bytes of one form POST."""
    head = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body.encode()


def accepts(port):
    """Whether somebody listens on that loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) == 0
