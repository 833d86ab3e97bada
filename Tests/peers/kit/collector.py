"""A collector of spans: takes OTLP over HTTP as JSON, and keeps what came."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .waiting import until


class Collector:
    """A small OTLP receiver on a loopback port of its own."""

    def __init__(self, port=0):
        self.bodies = []
        self.status = 200
        collector = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if collector.status == 200:
                    collector.bodies.append((self.path, self.headers["Content-Type"], body))
                self.send_response(collector.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/v1/traces"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def spans(self):
        """Every span that came, with its attributes as a dictionary."""
        found = []
        for _, _, body in list(self.bodies):
            for resource in json.loads(body)["resourceSpans"]:
                for scope in resource["scopeSpans"]:
                    for span in scope["spans"]:
                        attributes = {each["key"]: next(iter(each["value"].values())) for each in span["attributes"]}
                        found.append({**span, "attributes": attributes})
        return found

    def named(self, name, seconds=20):
        """The spans with that name, once there are any."""
        return until(lambda: [span for span in self.spans() if span["name"] == name], seconds, f"a span named {name}")

    def close(self):
        self.server.shutdown()
        self.server.server_close()
