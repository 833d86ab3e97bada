"""A proxy between servers and PostgreSQL that breaks connections where the test wants it.

It reads the protocol only as far as it has to: where one message ends and the next begins.
"""

import re
import socket
import struct
import threading

SSL_REQUEST, GSS_REQUEST = 80877103, 80877104
TO_SERVER, TO_CLIENT = "to server", "to client"


class Proxy:
    """Passes everything on until it is told otherwise; `url` is that of the database as seen through it."""

    def __init__(self, url):
        found = re.search(r"@([^:/]+):(\d+)/", url)
        self.server = (found[1], int(found[2]))
        self.lock = threading.Lock()
        self.open, self.refusing = set(), False
        self.going = threading.Event()
        self.going.set()
        self.direction, self.left, self.has_cut, self.counted = None, 0, False, 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.url = url.replace(f"@{found[1]}:{found[2]}/", f"@127.0.0.1:{self.port}/")
        threading.Thread(target=self._accept, daemon=True).start()

    # What a test may break

    def cut_after(self, messages, direction):
        """Ends every connection once so many more messages have gone that way; the last of them still arrives."""
        with self.lock:
            self.direction, self.left, self.has_cut, self.counted = direction, messages, False, 0

    def leave_alone(self):
        """Ends `cut_after`; returns whether it came to a cut."""
        with self.lock:
            self.direction = None
            return self.has_cut

    def stall(self):
        """Nothing is passed on any more, and nothing is closed."""
        self.going.clear()

    def go_on(self):
        self.going.set()

    def refuse(self):
        """Ends every connection, and each new one at once."""
        self.refusing = True
        self.cut()

    def accept_again(self):
        self.refusing = False

    def cut(self):
        """Ends every connection that is open now."""
        with self.lock:
            ending, self.open = self.open, set()
        for connection in ending:
            connection.end()

    def close(self):
        self.refusing = True
        self.go_on()
        self.listener.close()
        self.cut()

    # How it works

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.refusing:
                _reset(client)
                continue
            try:
                server = socket.create_connection(self.server, timeout=5)
                server.settimeout(None)
            except OSError:
                _reset(client)
                continue
            connection = Connection(self, client, server)
            with self.lock:
                self.open.add(connection)
            connection.start()

    def passes(self, direction):
        """Counts one message; says whether it is the last before the cut."""
        self.going.wait()
        with self.lock:
            if self.direction != direction:
                return False
            self.counted += 1
            self.left -= 1
            if self.left != 0:
                return False
            self.has_cut, self.direction = True, None
            return True


class Connection:
    """One connection through the proxy: two threads, one for each direction."""

    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.upgrade = threading.Semaphore(0)
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def start(self):
        threading.Thread(target=self._run, args=(self._from_client,), daemon=True).start()
        threading.Thread(target=self._run, args=(self._from_server,), daemon=True).start()

    def _run(self, work):
        try:
            work()
        except (OSError, EOFError):
            pass
        finally:
            self.end()
            with self.proxy.lock:
                self.proxy.open.discard(self)

    def end(self):
        for end in (self.client, self.server):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _from_client(self):
        # Before the first message with a letter come one or two without: offers of encryption, and the start-up itself.
        offers = True
        while offers:
            head = _exactly(self.client, 8)
            length, code = struct.unpack("!II", head)
            self.server.sendall(head + _exactly(self.client, length - 8))
            offers = code in (SSL_REQUEST, GSS_REQUEST)
            self.offered = offers
            self.upgrade.release()
        while True:
            self._pass(self.client, self.server, TO_SERVER)

    def _from_server(self):
        self.upgrade.acquire()
        while self.offered:  # each is answered with one byte; a server without encryption says no
            self.client.sendall(_exactly(self.server, 1))
            self.upgrade.acquire()
        while True:
            self._pass(self.server, self.client, TO_CLIENT)

    def _pass(self, source, target, direction):
        head = _exactly(source, 5)
        body = _exactly(source, struct.unpack("!I", head[1:])[0] - 4)
        last = self.proxy.passes(direction)
        target.sendall(head + body)
        if last:
            self.proxy.cut()
            raise EOFError


def _exactly(source, count):
    data = bytearray()
    while len(data) < count:
        piece = source.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)


def _reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
