"""A scriptable server that says exactly the bytes it is told to, well or badly. Binds 127.0.0.1 (or ::1), port 0.

A route has one script per visit (the last one repeats). A script is a list of steps: bytes are sent, a number is a
pause in seconds, an `Act` ends the matter. After a script of bytes only, the connection is kept for the next request.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum

__all__ = ["Act", "Asked", "RawServer", "answer", "page", "redirect"]


class Act(Enum):
    """How a script may end the connection."""

    CLOSE = "close"
    RESET = "reset"
    HANG = "hang"


Step = bytes | float | Act
Script = Sequence[Step]


@dataclass(frozen=True)
class Asked:
    """One request as received; `at` is the monotonic time of its last header byte."""

    at: float
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    connection: int

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def answer(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """A whole answer with its Content-Length."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def page(text: str = "hello", **headers: str) -> bytes:
    """A good page; header names are given with underscores."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer(200, f"<html><body>{text}</body></html>".encode(), {"Content-Type": "text/html", **given})


def redirect(target: str, status: int = 302) -> bytes:
    """A redirect."""
    return answer(status, b"", {"Location": target})


@dataclass
class RawServer:
    """The running server: set `routes`, read `asked`."""

    port: int = 0
    host: str = "127.0.0.1"
    scheme: str = "http"
    routes: dict[str, list[Script]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    at_once: int = 0
    most_at_once: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def url(self, path: str = "/") -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{path}"

    def on(self, path: str, *scripts: Script | bytes) -> None:
        """What a path answers, visit by visit."""
        self.routes[path] = [[script] if isinstance(script, bytes) else list(script) for script in scripts]

    def targets(self) -> list[str]:
        return [asked.target for asked in self.asked]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while await self._one(reader, writer, number):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        method, target, _ = first.split(" ", 2)
        headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
        self.asked.append(Asked(time.monotonic(), method, target, headers, number))
        scripts = self.routes.get(target.partition("?")[0], [[answer(404)]])
        script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await _play(script, writer)
        finally:
            self.at_once -= 1


async def _play(script: Script, writer: asyncio.StreamWriter) -> bool:
    for step in script:
        if isinstance(step, bytes):
            writer.write(step)
            await writer.drain()
        elif isinstance(step, Act):
            if step is Act.HANG:
                await asyncio.sleep(60)
            if step is Act.RESET:
                sock = writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        else:
            await asyncio.sleep(step)
    return True


@asynccontextmanager
async def serving(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """A server for the length of the block."""
    raw = RawServer(host=host, scheme="https" if tls else "http")
    server = await asyncio.start_server(raw._serve, host, 0, ssl=tls, limit=1 << 20)
    raw.port = server.sockets[0].getsockname()[1]
    try:
        yield raw
    finally:
        server.close()
        for task in list(raw._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await task
