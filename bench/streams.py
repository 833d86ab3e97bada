"""An upstream of server-sent events, and a client that keeps many of them open and counts what arrives."""

import asyncio
import sys

INTERVAL = 0.5
EVENT = b'data: {"jsonrpc":"2.0","method":"notifications/progress"}\n\n'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


async def _answer(reader, writer):
    try:
        while (await reader.readline()).strip():
            pass
        writer.write(HEAD)
        while True:
            writer.write(b"%x\r\n%s\r\n" % (len(EVENT), EVENT))
            await writer.drain()
            await asyncio.sleep(INTERVAL)
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def _serve(port):
    server = await asyncio.start_server(_answer, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


async def _follow(port, path, token, counts, number):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
                 "Accept: text/event-stream\r\n\r\n".encode())
    try:
        status = await reader.readline()
        if b" 200 " not in status:
            raise SystemExit(f"bench: a stream was refused: {status!r}")
        while line := await reader.readline():
            counts[number] += line.startswith(b"data:")
    finally:
        writer.close()


async def open_streams(port, path, token, many, seconds, ready):
    """Keeps `many` streams open for some seconds; calls `ready` when each has had an event. Returns the events of each."""
    counts = [0] * many
    tasks = [asyncio.create_task(_follow(port, path, token, counts, number)) for number in range(many)]
    for _ in range(300):
        await asyncio.sleep(0.1)
        if all(counts):
            break
    if not all(counts):
        raise SystemExit(f"bench: {counts.count(0)} of {many} streams never began")
    begun = list(counts)
    before = ready()
    await asyncio.sleep(seconds)
    after = ready()
    arrived = [count - first for count, first in zip(counts, begun)]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return arrived, before, after


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
