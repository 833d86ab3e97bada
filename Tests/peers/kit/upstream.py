"""The API behind the gateway: it says what it received, so that a test can see what the gateway sent.

    any path            the request as JSON: method, path, headers (a list of pairs), length and digest of the body
    .../events          server-sent events: the first at once, each further one only when the test calls `release()`
    .../status/NNN      an empty answer with that status
"""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Upstream:
    """A small HTTP server on a loopback port of its own."""

    def __init__(self):
        self.seen = []
        self.release_events = threading.Semaphore(0)
        upstream = self

        class Handler(_Handler):
            pass

        Handler.upstream = upstream
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def release(self):
        """Lets the open event stream send its next event."""
        self.release_events.release()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def _body(self):
        digest, length = hashlib.sha256(), 0
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            while size := int(self.rfile.readline().split(b";")[0], 16):
                piece = self.rfile.read(size)
                self.rfile.readline()
                digest.update(piece)
                length += len(piece)
            while self.rfile.readline().strip():
                pass
        else:
            left = int(self.headers.get("Content-Length", 0))
            while left:
                piece = self.rfile.read(min(left, 65536))
                if not piece:
                    break
                digest.update(piece)
                length, left = length + len(piece), left - len(piece)
        return length, digest.hexdigest()

    def _answer(self):
        if self.path.endswith("/events"):
            return self._events()
        length, digest = self._body()
        seen = {"method": self.command, "path": self.path, "headers": self.headers.items(),
                "length": length, "digest": digest}
        self.upstream.seen.append(seen)
        status = int(self.path.rsplit("/", 1)[1]) if "/status/" in self.path else 200
        body = b"" if status != 200 else json.dumps(seen).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _events(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number in range(3):
            if number and not self.upstream.release_events.acquire(timeout=30):
                return
            event = f"data: {number}\n\n".encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = _answer


def headers_named(seen, prefix):
    """Headers of a recorded request whose lower-case name starts with `prefix`, as a dictionary; none may repeat."""
    found = {}
    for name, value in seen["headers"]:
        if name.lower().startswith(prefix):
            assert name.lower() not in found, f"{name} was sent twice"
            found[name.lower()] = value
    return found
