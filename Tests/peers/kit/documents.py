"""A host of client documents (CIMD): HTTPS under the name `client.test`, with a certificate of the test's own authority.

Usher is told where the name is and whom to trust, by the settings that an operator has for that (`fetch`); nobody else's
resolver or trust store is touched.
"""

import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

HOST = "client.test"


class DocumentHost:
    """Serves JSON documents by path, and counts how often each was asked for."""

    def __init__(self, folder):
        self.documents, self.asked = {}, []
        authority = trustme.CA()
        self.authority = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.authority))
        host = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                host._answer(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(HOST).configure_cert(context)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _answer(self, request):
        self.asked.append(request.path)
        document = self.documents.get(request.path)
        body = json.dumps(document if document is not None else {"error": "not_found"}).encode()
        request.send_response(200 if document is not None else 404)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def client(self, name, redirect_uris, **more):
        """Publishes a client's document; returns its address, which is the client's identifier."""
        path = f"/{name}/client.json"
        url = self.url(path)
        self.documents[path] = {
            "client_id": url, "client_name": f"Client {name}", "client_uri": self.url("/"),
            "redirect_uris": redirect_uris, "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"], "token_endpoint_auth_method": "none", **more}
        return url

    def url(self, path):
        return f"https://{HOST}:{self.port}{path}"

    @property
    def settings(self):
        """What `usher.yaml` says so that Usher finds this host and believes it."""
        return f"""\
fetch:
  hosts: {{{{ {HOST}: 127.0.0.1 }}}}
  certificate_authorities: {self.authority}
"""

    def close(self):
        self.server.shutdown()
        self.server.server_close()
