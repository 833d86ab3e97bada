"""nginx before several servers: one after the other for each request, or the one that the request names."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import requests

from .ports import free_port
from .waiting import until

CONFIGURATION = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream every {{
{servers}
        keepalive 32;
    }}
{singles}
    map $http_x_node $chosen {{ default every; {choices} }}
    server {{
        listen 127.0.0.1:{port};
        large_client_header_buffers 4 32k;
        client_max_body_size 0;
        location / {{
            proxy_pass http://$chosen;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_connect_timeout 2s;
            add_header X-Served-By $upstream_addr always;
        }}
    }}
}}
"""


class Nginx:
    """One nginx on a loopback port. `X-Node: 2` asks for the third server; `X-Served-By` says which one answered."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="usher-nginx-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self, ports):
        # A server that does not answer is asked again by the next request: it may be back.
        line = "        server 127.0.0.1:{} max_fails=0;"
        text = CONFIGURATION.format(
            folder=self.folder, port=self.port, user="user root;" if os.geteuid() == 0 else "",
            servers="\n".join(line.format(port) for port in ports),
            singles="\n".join(f"    upstream node{number} {{ server 127.0.0.1:{port} max_fails=0; }}"
                              for number, port in enumerate(ports)),
            choices=" ".join(f"{number} node{number};" for number in range(len(ports))))
        (self.folder / "nginx.conf").write_text(text)
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", program, "-p", str(self.folder), "-c", "nginx.conf",
             "-e", str(self.folder / "error.log")],
            stdin=subprocess.DEVNULL, stdout=open(self.folder / "output.log", "wb"), stderr=subprocess.STDOUT)
        until(self._answers, 20, f"nginx to answer; its log: {self.folder}/error.log")
        return self

    def _answers(self):
        assert self.process.poll() is None, (self.folder / "output.log").read_text()
        try:
            return requests.get(self.base + "/health", timeout=5).status_code > 0
        except requests.RequestException:
            return False

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
