"""A plain asyncio HTTP server for benchmarks, in its own process: pages from memory, validators on or off.

    python benchmarks/server.py FOLDER [--no-304] [--touch]     prints its port, serves until stdin closes

FOLDER holds files; /N answers the N-th. With --touch every answer carries a fresh comment (bytes change, text does not).
GET /count answers how many requests came in so far.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import sys
from pathlib import Path


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--no-304", action="store_true")
    parser.add_argument("--touch", action="store_true")
    options = parser.parse_args()
    bodies = [p.read_bytes() for p in sorted(options.folder.iterdir())]
    tags = ['"' + hashlib.sha256(b).hexdigest()[:20] + '"' for b in bodies]
    served = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal served
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode("latin-1").lstrip("/").split("?")[0]
                served += 1
                if not path.isdigit():
                    body = str(served).encode() if path == "count" else b"no"
                    code = b"200 OK" if path == "count" else b"404 Not Found"
                    writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (code, len(body)) + body)
                    continue
                number = int(path) % len(bodies)
                tag = tags[number].encode()
                if not options.no_304 and tag in head:
                    writer.write(b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % tag)
                    continue
                body = bodies[number]
                if options.touch:
                    body += b"<!-- %d -->" % served
                etag = b"" if options.no_304 or options.touch else b"ETag: %s\r\n" % tag
                kind = (
                    b"application/rss+xml"
                    if body[:200].lstrip().startswith((b"<?xml", b"<rss", b"<feed"))
                    else b"text/html; charset=utf-8"
                )
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n" % (kind, etag, len(body))
                    + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
