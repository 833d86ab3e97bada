"""nginx as the measure of a proxy and of static answers, as an upstream, and before several nodes: always one worker process."""

import subprocess

import requests

from kit.usher import free_port
from kit.waiting import until
from processes import children

CONFIGURATION = """\
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log error;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_max_body_size 1g;
    client_body_temp_path {folder}; proxy_temp_path {folder};
    fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
    keepalive_requests 10000000;
    {http}
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        {locations}
    }}
}}
"""


class Nginx:
    """One nginx on a port of its own: `locations` in its server, `http` beside it."""

    def __init__(self, folder, locations, http="", port=None):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        self.folder, self.port = folder, port or free_port()
        (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=self.port, locations=locations, http=http))

    def __enter__(self):
        self.process = subprocess.Popen(["nginx", "-c", self.folder / "nginx.conf", "-g", "daemon off;"], stderr=subprocess.DEVNULL)
        until(lambda: answers(self.port), 10, f"nginx to be ready; its log: {self.folder / 'nginx.log'}")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    @property
    def pid(self):
        """The process that works."""
        return children(self.process.pid)[0]


def answers(port, path="/"):
    """Whether anything answers there, whatever it says."""
    try:
        return requests.get(f"http://127.0.0.1:{port}{path}", timeout=2) is not None
    except requests.RequestException:
        return False
