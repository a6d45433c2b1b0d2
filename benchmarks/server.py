"""A plain asyncio HTTP server for benchmarks, in its own process: pages from memory, behaviour switched while it runs.

    python benchmarks/server.py FOLDER [--mode same|304|touch|new]     prints its port, serves until stdin closes

FOLDER holds files; /N answers the N-th. Modes: `same` sends no validators, `304` knows ETags, `touch` adds a fresh
comment to every answer (bytes change, text does not), `new` a fresh sentence. GET /mode/NAME switches, /count answers
how many requests came in so far, /first when the first page was asked for (seconds since the epoch), /cpu what it used itself.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import sys
import time
from contextlib import suppress
from pathlib import Path

MODES = ("same", "304", "touch", "new")


class Pages:
    """What is served, and how."""

    def __init__(self, folder: Path, mode: str) -> None:
        self.bodies = [p.read_bytes() for p in sorted(folder.iterdir())]
        self.tags = [b'"' + hashlib.sha256(b).hexdigest()[:20].encode() + b'"' for b in self.bodies]
        self.mode, self.served, self.first_at = mode, 0, 0.0

    def answer(self, head: bytes) -> bytes:
        """The whole answer to one request."""
        path = head.split(b" ", 2)[1].decode("latin-1").lstrip("/").split("?")[0]
        if not path.isdigit():
            return self._control(path)
        self.served += 1
        self.first_at = self.first_at or time.time()
        number = int(path) % len(self.bodies)
        if self.mode == "304" and self.tags[number] in head:
            return b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % self.tags[number]
        return self._page(number)

    def _page(self, number: int) -> bytes:
        body = self.bodies[number]
        if self.mode == "touch":
            body += b"<!-- %d -->" % self.served
        elif self.mode == "new":
            place = body.rfind(b"</p>")
            place = place if place >= 0 else len(body)
            body = body[:place] + b" One more sentence was added here, number %d. " % self.served + body[place:]
        etag = b"ETag: %s\r\n" % self.tags[number] if self.mode == "304" else b""
        feed = body[:200].lstrip().startswith((b"<?xml", b"<rss", b"<feed"))
        kind = b"application/rss+xml" if feed else b"text/html; charset=utf-8"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n" % (kind, etag, len(body))
        return head + body

    def _control(self, path: str) -> bytes:
        said = {"count": str(self.served), "first": repr(self.first_at), "cpu": repr(time.process_time())}.get(path)
        if path.startswith("mode/") and path[5:] in MODES:
            said = self.mode = path[5:]
            self.first_at = 0.0
        body, code = (said.encode(), b"200 OK") if said is not None else (b"no", b"404 Not Found")
        return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (code, len(body)) + body


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mode", choices=MODES, default="same")
    options = parser.parse_args()
    pages = Pages(options.folder, options.mode)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                writer.write(pages.answer(await reader.readuntil(b"\r\n\r\n")))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
