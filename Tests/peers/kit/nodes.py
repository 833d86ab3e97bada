"""Several servers on one database, with nginx before them. To people and clients they are one `Usher`."""

from pathlib import Path

from .nginx import Nginx
from .usher import CONFIGURATION, Usher
from .waiting import until

MORE = """\
trusted_proxies: [ 127.0.0.1 ]
"""


class Nodes:
    """`nodes[1]` is the second server by itself: what is asked of it does not go through nginx."""

    def __init__(self, folder, upstream, database, count=3, configuration=CONFIGURATION, environment=None):
        self.front = Nginx()
        self.base = self.origin = self.front.base
        self.database = database
        self.nodes = [
            Usher(Path(folder) / f"node{number}", upstream, configuration + MORE, database=database,
                  public=self.base, environment=environment)
            for number in range(count)]

    def __getitem__(self, number):
        return self.nodes[number]

    def __len__(self):
        return len(self.nodes)

    def __iter__(self):
        return iter(self.nodes)

    def start(self, seconds=60):
        for node in self.nodes:
            node.spawn()
        for node in self.nodes:
            until(node._is_ready, seconds, f"a node to be ready; its log: {node.log}")
        self.front.start([node.port for node in self.nodes])
        return self

    def close(self):
        for node in self.nodes:
            if node.process is not None and node.process.poll() is None:
                node.kill()
        self.front.close()

    # What people and clients see

    def url(self, path=""):
        return self.base + path

    def discovery(self):
        return requests.get(self.url("/.well-known/openid-configuration"), timeout=10).json()

    # Commands run beside the servers, as an operator's do.

    def run(self, *arguments, **options):
        return self.nodes[0].run(*arguments, **options)

    def json(self, *arguments, **options):
        return self.nodes[0].json(*arguments, **options)

    def add_person(self, *arguments, **options):
        return self.nodes[0].add_person(*arguments, **options)

    def add_client(self, *arguments, **options):
        return self.nodes[0].add_client(*arguments, **options)
