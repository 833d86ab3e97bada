"""Where a client waits for its answer.

`Elsewhere` stands for the hosts of the clients (chat.openai.com and so on): the browser is told to find them here,
over TLS, so that redirect addresses are the real ones. Callbacks go on to another host, as ChatGPT's do, or to a program,
as Claude's do: a `form-action` policy that forgot the second hop shows up as a person who never arrives.
"""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from .certificates import self_signed
from .person import landing_of
from .waiting import until

HOSTS = ["chat.openai.com", "chatgpt.com", "platform.openai.com", "claude.ai"]
NEXT_HOP = "https://platform.openai.com/apps-manage/oauth"
NEXT_HOPS = {"/oauth/callback": NEXT_HOP, "/connector/oauth/": NEXT_HOP, "/api/mcp/auth_callback": "claude://mcp-auth-callback"}


class Callback:
    """A listener that remembers each address it was asked for, in order."""

    def __init__(self, tls_folder=None):
        self.arrived = []
        callback = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                callback._arrive(self)

            def do_POST(self):
                callback._arrive(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.tls = tls_folder is not None
        if self.tls:
            self.server.socket = _tls(tls_folder).wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _arrive(self, request):
        scheme = "https" if self.tls else "http"
        url = f"{scheme}://{request.headers.get('Host', '')}{request.path}"
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0)).decode()
        if "favicon" not in url:
            self.arrived.append((url, parse_qsl(body, keep_blank_values=True)))
        hop = next((hop for path, hop in NEXT_HOPS.items() if path in url), None)
        if self.tls and hop is not None:
            request.send_response(307)
            request.send_header("Location", hop)
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        page = b"<!doctype html><title>arrived</title><p>You can close this page."
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.send_header("Content-Length", str(len(page)))
        request.end_headers()
        request.wfile.write(page)

    def landing(self, state, seconds=20):
        """What arrived with that `state`."""
        def find():
            for url, _ in list(self.arrived):
                landing = landing_of(url)
                if ("state", state) in landing.pairs:
                    return landing
            return None
        return until(find, seconds, "the browser to arrive at the client")

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def resolver_rules(callback):
    """What Chromium needs to find the clients' hosts here."""
    return ",".join(f"MAP {host}:443 127.0.0.1:{callback.port}" for host in HOSTS)


def _tls(folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(folder, HOSTS, "elsewhere"))
    return context
